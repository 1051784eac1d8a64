//! What is known of a replica, and which reads it may answer. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::store::writes::CLOCKS;

/// One run of a server, from its start to its stop, by the time of its start. Within it, what a replica shows only moves
/// forward.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServerRun(pub DateTime<Utc>);

/// Where and when the first page of a walk was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// Not before it was read.
    pub read_at: DateTime<Utc>,
    /// `None` for the primary.
    pub server: Option<ServerRun>,
}

/// Which walk a read belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Walk {
    Begins,
    /// `None` when it is not known where it began. Then only the primary knows enough.
    GoesOn(Option<Origin>),
}

/// What a read has to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Everything that had been committed at this time, by the clock of whoever wrote it.
    pub known: DateTime<Utc>,
    /// Everything that the first page of its walk saw.
    pub walk: Walk,
}

/// A state of a replica that was proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Proven {
    /// What was committed at this time is seen.
    pub(super) as_of: DateTime<Utc>,
    pub(super) server: ServerRun,
}

impl Proven {
    fn is_recent(self, now: DateTime<Utc>, bound: TimeDelta) -> bool {
        // A clock that was set back makes nothing younger.
        (TimeDelta::zero()..=bound).contains(&(now - self.as_of))
    }

    fn serves(self, need: Need) -> bool {
        let goes_on = match need.walk {
            Walk::Begins => true,
            Walk::GoesOn(None) => false,
            Walk::GoesOn(Some(origin)) => origin.server == Some(self.server) || self.knows(origin.read_at),
        };
        goes_on && self.knows(need.known)
    }

    /// Whether it shows what had been committed at a time that another process's clock told.
    fn knows(self, at: DateTime<Utc>) -> bool {
        self.as_of - CLOCKS >= at
    }
}

/// What is to be told to the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Used,
    NotUsed,
}

/// Whether a replica is used, and why.
#[derive(Debug)]
pub(super) struct Standing {
    bound: TimeDelta,
    proven: Option<Proven>,
    /// Since when there was no proof; once there was one, its time.
    since: Option<DateTime<Utc>>,
    told: Option<Change>,
}

impl Standing {
    pub(super) fn new(bound: TimeDelta) -> Self {
        Self { bound, proven: None, since: None, told: None }
    }

    /// The run of the server that may answer a read now.
    pub(super) fn server_for(&self, need: Need, now: DateTime<Utc>) -> Option<ServerRun> {
        let proven = self.proven.filter(|proven| proven.is_recent(now, self.bound))?;
        proven.serves(need).then_some(proven.server)
    }

    /// A later proof replaces an earlier one, also when the clock was set back meanwhile.
    pub(super) fn prove(&mut self, proven: Proven, now: DateTime<Utc>) -> Option<Change> {
        self.proven = Some(proven);
        self.since = Some(proven.as_of);
        if proven.is_recent(now, self.bound) { self.tell(Change::Used) } else { self.tell(Change::NotUsed) }
    }

    /// It cannot be used until it is proven again.
    pub(super) fn lose(&mut self) -> Option<Change> {
        self.proven = None;
        self.tell(Change::NotUsed)
    }

    /// There is no new proof. That is no news before the last one is too old.
    pub(super) fn wait(&mut self, now: DateTime<Utc>) -> Option<Change> {
        let since = *self.since.get_or_insert(now);
        if now - since > self.bound { self.tell(Change::NotUsed) } else { None }
    }

    fn tell(&mut self, change: Change) -> Option<Change> {
        let is_news = self.told.replace(change) != Some(change);
        is_news.then_some(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOUND: TimeDelta = TimeDelta::seconds(5);

    fn at(millis: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(1_800_000_000_000 + millis).unwrap()
    }

    fn run(start: i64) -> ServerRun {
        ServerRun(at(start))
    }

    fn proven(as_of: i64) -> Proven {
        Proven { as_of: at(as_of), server: run(-9) }
    }

    fn standing(as_of: i64) -> Standing {
        let mut standing = Standing::new(BOUND);
        standing.prove(proven(as_of), at(as_of));
        standing
    }

    fn need(known: i64, walk: Walk) -> Need {
        Need { known: at(known), walk }
    }

    #[test]
    fn a_state_serves_for_as_long_as_the_bound_and_not_before_its_time() {
        let long_known = need(-99_000, Walk::Begins);
        for (now, serves) in [(0, true), (5_000, true), (5_001, false), (-1, false)] {
            assert_eq!(standing(0).server_for(long_known, at(now)).is_some(), serves, "{now}");
        }
    }

    #[test]
    fn a_state_serves_when_it_is_later_than_what_has_to_be_known() {
        for (known, serves) in [(-1_000, true), (-999, false), (0, false)] {
            assert_eq!(standing(0).server_for(need(known, Walk::Begins), at(1)).is_some(), serves, "{known}");
        }
    }

    #[test]
    fn a_walk_goes_on_where_it_began_or_where_as_much_is_known() {
        let origin = |read_at, server| Walk::GoesOn(Some(Origin { read_at: at(read_at), server }));
        for (walk, serves) in [
            (Walk::GoesOn(None), false),
            (origin(0, None), false),
            (origin(-999, None), false),
            (origin(-1_000, None), true),
            (origin(0, Some(run(-9))), true),
            (origin(0, Some(run(-8))), false),
            (origin(-1_000, Some(run(-8))), true),
        ] {
            assert_eq!(standing(0).server_for(need(-9_000, walk), at(1)).is_some(), serves, "{walk:?}");
        }
    }

    #[test]
    fn only_changes_are_told() {
        let mut standing = Standing::new(BOUND);
        assert_eq!(standing.wait(at(0)), None);
        assert_eq!(standing.prove(proven(0), at(10)), Some(Change::Used));
        assert_eq!(standing.prove(proven(500), at(510)), None);
        assert_eq!(standing.wait(at(5_500)), None);
        assert_eq!(standing.wait(at(5_501)), Some(Change::NotUsed));
        assert_eq!(standing.lose(), None);
        assert_eq!(standing.prove(proven(600), at(9_000)), None, "it is too old");
        assert_eq!(standing.prove(proven(9_000), at(9_100)), Some(Change::Used));
        assert_eq!(standing.lose(), Some(Change::NotUsed));
        assert_eq!(standing.server_for(need(-9_000, Walk::Begins), at(9_100)), None);
    }

    #[test]
    fn a_replica_that_never_catches_up_is_told_once() {
        let mut standing = Standing::new(BOUND);
        assert_eq!(standing.wait(at(0)), None);
        assert_eq!(standing.wait(at(5_000)), None);
        assert_eq!(standing.wait(at(5_001)), Some(Change::NotUsed));
        assert_eq!(standing.wait(at(9_000)), None);
    }
}
