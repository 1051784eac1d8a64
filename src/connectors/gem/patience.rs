//! How long one request is tried for, and how long it waits in between. Pure: time and chance come from outside.

use std::time::Duration;

use super::failure::{Failure, Remedy};

/// The longest pause that is ours to choose. What Gem asks for may be longer.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Gem's clock and ours need not agree, so less than this is no request for a rest that one could rely on.
const SHORTEST_REST: Duration = Duration::from_secs(1);

/// What one request may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Patience {
    /// How often it is tried at most. Answers 429 are not counted: it only came too early.
    pub tries: u32,
    /// How much of its time it may wait, for whatever reason.
    pub longest_wait: Duration,
}

impl Patience {
    pub(super) const SYNC: Self = Self { tries: 6, longest_wait: Duration::from_mins(15) };
    /// Somebody waits, and has a deadline of their own.
    pub(super) const WRITE: Self = Self { tries: 3, longest_wait: Duration::from_secs(20) };
    /// A change. Whoever sends it holds it for less than a minute, with the time that the answer may take.
    pub(super) const SENDING: Self = Self { tries: 2, longest_wait: Duration::from_secs(10) };
}

/// What one request has cost so far.
#[derive(Debug)]
pub(super) struct Spent {
    patience: Patience,
    tries: u32,
    rests: u32,
    waited: Duration,
}

/// What becomes of a request that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    GiveUp,
    /// To be tried again after that time, which has been paid for.
    Pause(Duration),
    /// To be tried again when everybody who uses the key has rested for that time.
    HoldOff(Duration),
}

impl Spent {
    pub(super) const fn of(patience: Patience) -> Self {
        Self { patience, tries: 1, rests: 0, waited: Duration::ZERO }
    }

    /// Pays for a wait; false when it would be too long in sum.
    pub(super) fn allows(&mut self, wait: Duration) -> bool {
        let waited = self.waited.saturating_add(wait);
        let fits = waited <= self.patience.longest_wait;
        if fits {
            self.waited = waited;
        }
        fits
    }

    /// `chance` is from 0 to 1.
    pub(super) fn after(&mut self, failure: &Failure, chance: f64) -> Next {
        match failure.remedy {
            Remedy::Nothing => Next::GiveUp,
            Remedy::AnotherTry if self.tries >= self.patience.tries => Next::GiveUp,
            Remedy::AnotherTry => {
                let pause = failure.retry_after.unwrap_or_default() + backoff(self.tries, chance);
                self.tries += 1;
                if self.allows(pause) { Next::Pause(pause) } else { Next::GiveUp }
            }
            Remedy::Rest => {
                self.rests += 1;
                let asked = failure.retry_after.filter(|asked| *asked >= SHORTEST_REST);
                Next::HoldOff(asked.unwrap_or_else(|| backoff(self.rests, chance)))
            }
        }
    }
}

/// Exponential, with full jitter: anything from nothing to 1, 2, 4 … seconds, a minute at most.
fn backoff(times: u32, chance: f64) -> Duration {
    let most = Duration::from_millis(500) * 2_u32.pow(times.min(16));
    most.min(LONGEST_PAUSE).mul_f64(chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::super::ConnectorError;
    use super::*;

    fn failure(remedy: Remedy, retry_after: Option<u64>) -> Failure {
        let error = ConnectorError::Unavailable(String::new());
        Failure { error, remedy, retry_after: retry_after.map(Duration::from_secs) }
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_pause_grows_is_bounded_and_is_left_to_chance() {
        assert_eq!(backoff(1, 1.0), seconds(1));
        assert_eq!(backoff(3, 0.5), seconds(2));
        assert_eq!(backoff(3, 0.0), Duration::ZERO);
        assert_eq!(backoff(30, 1.0), LONGEST_PAUSE);
    }

    #[test]
    fn a_request_is_tried_so_often_and_no_more() {
        let mut spent = Spent::of(Patience::SYNC);
        let broken = failure(Remedy::AnotherTry, None);
        let pauses: Vec<Next> = (0..6).map(|_| spent.after(&broken, 1.0)).collect();
        let expected = [1, 2, 4, 8, 16].map(|s| Next::Pause(seconds(s)));
        assert_eq!(pauses, [&expected[..], &[Next::GiveUp]].concat());
    }

    #[test]
    fn what_will_fail_again_is_not_tried_again() {
        assert_eq!(Spent::of(Patience::SYNC).after(&failure(Remedy::Nothing, None), 1.0), Next::GiveUp);
    }

    #[test]
    fn a_rest_is_as_long_as_asked_for_and_costs_no_try() {
        let mut spent = Spent::of(Patience { tries: 1, longest_wait: Duration::ZERO });
        for _ in 0..100 {
            assert_eq!(
                spent.after(&failure(Remedy::Rest, Some(90)), 0.7),
                Next::HoldOff(seconds(90)),
                "neither cut nor prolonged"
            );
        }
    }

    #[test]
    fn a_rest_without_a_length_or_of_none_is_ours_to_choose() {
        for retry_after in [None, Some(0)] {
            let mut spent = Spent::of(Patience::SYNC);
            let refused = failure(Remedy::Rest, retry_after);
            let rests: Vec<Next> = (0..8).map(|_| spent.after(&refused, 1.0)).collect();
            assert_eq!(rests, [1, 2, 4, 8, 16, 32, 60, 60].map(|s| Next::HoldOff(seconds(s))));
        }
    }

    #[test]
    fn a_broken_service_is_given_the_time_it_asks_for_unless_it_is_too_long() {
        let mut spent = Spent::of(Patience::SYNC);
        let busy = failure(Remedy::AnotherTry, Some(120));
        assert_eq!(spent.after(&busy, 1.0), Next::Pause(seconds(121)));
        assert_eq!(spent.after(&failure(Remedy::AnotherTry, Some(3600)), 0.0), Next::GiveUp);
    }

    #[test]
    fn waits_are_bounded_in_sum() {
        let mut spent = Spent::of(Patience::SYNC);
        for _ in 0..15 {
            assert!(spent.allows(seconds(60)));
        }
        assert!(!spent.allows(Duration::from_millis(1)));
        assert!(spent.allows(Duration::ZERO));
    }
}
