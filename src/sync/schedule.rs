//! When an integration is synced next. Pure.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::digest::digest;
use crate::domain::id::IntegrationId;
use crate::store::integrations::Status;
use crate::store::runs::{Kind, Outcome};
use crate::store::schedules::{Aftermath, Schedule};

/// The first pause after a run that ended badly; it doubles with every further one.
const FIRST_RETRY: TimeDelta = TimeDelta::minutes(1);
/// The longest pause after runs that ended badly.
const LAST_RETRY: TimeDelta = TimeDelta::hours(1);
/// So many runs in a row whose credentials were refused prove that they are no good.
const PROOF: u32 = 3;

/// A run that ended, as far as the schedule is concerned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ended {
    pub kind: Kind,
    pub outcome: Outcome,
    pub at: DateTime<Utc>,
    /// How long the ATS wants to be left alone.
    pub leave_alone: Option<TimeDelta>,
}

/// What follows from the end of a run.
pub(super) fn aftermath(schedule: &Schedule, id: &IntegrationId, ended: Ended, shape: &[u8]) -> Aftermath {
    match ended.outcome {
        Outcome::Succeeded | Outcome::PartiallyFailed => Aftermath {
            failures: 0,
            auth_failures: 0,
            status: Some(Status::Active),
            next_delta_at: Some(next_slot(ended.at, schedule.delta_every, phase(id, Kind::Delta))),
            next_full_at: (ended.kind == Kind::Full)
                .then(|| next_slot(ended.at, schedule.full_every, phase(id, Kind::Full))),
            shaped_by: (ended.kind == Kind::Full).then(|| shape.to_vec()),
        },
        Outcome::AuthenticationFailed => {
            let auth_failures = schedule.auth_failures.saturating_add(1);
            let status = (auth_failures >= PROOF).then_some(Status::Invalid);
            Aftermath { auth_failures, status, ..after_failure(schedule, id, ended) }
        }
        Outcome::Failed | Outcome::TimedOut | Outcome::Cancelled => after_failure(schedule, id, ended),
    }
}

/// Both kinds wait: what kept one from succeeding keeps the other, too.
fn after_failure(schedule: &Schedule, id: &IntegrationId, ended: Ended) -> Aftermath {
    let failures = schedule.failures.saturating_add(1);
    let pause = retry_pause(failures, id).max(ended.leave_alone.unwrap_or_default());
    let next = Some(ended.at + pause);
    Aftermath {
        failures,
        auth_failures: 0,
        status: None,
        next_delta_at: next,
        next_full_at: if ended.kind == Kind::Full { next } else { None },
        shaped_by: None,
    }
}

/// Doubled with every failure, and different for every integration, so that they do not come back together.
fn retry_pause(failures: u32, id: &IntegrationId) -> TimeDelta {
    let doubled = FIRST_RETRY * 2_i32.pow(failures.saturating_sub(1).min(10));
    let pause = doubled.min(LAST_RETRY);
    let share = i32::try_from(phase(id, Kind::Delta) % 25).unwrap_or_default();
    pause + pause * share / 100
}

/// The next time at least half an interval away that lies in the integration's place within the interval.
pub(super) fn next_slot(now: DateTime<Utc>, every: TimeDelta, phase: u64) -> DateTime<Utc> {
    let every = every.num_seconds().max(1);
    let earliest = now.timestamp() + every.div_euclid(2) + 1;
    let phase = i64::try_from(phase % every.unsigned_abs()).unwrap_or_default();
    let slot = earliest + (phase - earliest).rem_euclid(every);
    DateTime::from_timestamp(slot, 0).unwrap_or(now)
}

/// An integration's place within an interval: spread evenly over all integrations, and always the same for one.
fn phase(id: &IntegrationId, kind: Kind) -> u64 {
    let digest = digest(&[id.as_str().as_bytes(), kind.as_str().as_bytes()]);
    digest.iter().take(7).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u32) -> IntegrationId {
        let mut random = [0; 32];
        random[..4].copy_from_slice(&n.to_be_bytes());
        IntegrationId::from_random("tool", &random)
    }

    fn schedule(failures: u32, auth_failures: u32) -> Schedule {
        Schedule {
            delta_every: TimeDelta::minutes(5),
            full_every: TimeDelta::hours(10),
            sweep_limit_percent: 30,
            failures,
            auth_failures,
            shaped_by: None,
        }
    }

    fn ended(kind: Kind, outcome: Outcome) -> Ended {
        Ended { kind, outcome, at: "2026-01-01T00:00:00Z".parse().unwrap(), leave_alone: None }
    }

    #[test]
    fn a_thousand_integrations_are_spread_over_the_interval() {
        let every = TimeDelta::minutes(5);
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let mut by_minute = [0; 5];
        for n in 0..1000 {
            let next = next_slot(now, every, phase(&id(n), Kind::Delta));
            assert!(next - now > every / 2 && next - now <= every * 3 / 2 + TimeDelta::seconds(1));
            let minute = next.timestamp().rem_euclid(300) / 60;
            by_minute[usize::try_from(minute).unwrap()] += 1;
        }
        assert!(by_minute.iter().all(|count| (150..=250).contains(count)), "{by_minute:?}");
    }

    #[test]
    fn a_place_in_the_interval_is_kept() {
        let every = TimeDelta::hours(10);
        let first = next_slot("2026-01-01T00:00:00Z".parse().unwrap(), every, 77);
        let second = next_slot(first + TimeDelta::minutes(7), every, 77);
        assert_eq!(second - first, every);
    }

    #[test]
    fn three_refusals_in_a_row_make_an_integration_invalid_and_a_good_run_heals_it() {
        let after = |refusals| {
            aftermath(
                &schedule(refusals, refusals),
                &id(1),
                ended(Kind::Delta, Outcome::AuthenticationFailed),
                b"",
            )
        };
        assert_eq!((after(0).status, after(1).status), (None, None));
        assert_eq!((after(2).status, after(2).auth_failures), (Some(Status::Invalid), 3));
        let healed = aftermath(&schedule(9, 9), &id(1), ended(Kind::Delta, Outcome::Succeeded), b"");
        assert_eq!((healed.status, healed.failures, healed.auth_failures), (Some(Status::Active), 0, 0));
        let other = aftermath(&schedule(2, 2), &id(1), ended(Kind::Delta, Outcome::Failed), b"");
        assert_eq!((other.auth_failures, other.status), (0, None), "another failure proves nothing");
    }

    #[test]
    fn pauses_grow_are_bounded_and_obey_the_ats() {
        let pause = |failures, leave_alone| {
            let ended = Ended { leave_alone, ..ended(Kind::Full, Outcome::Failed) };
            let after = aftermath(&schedule(failures, 0), &id(1), ended, b"");
            assert_eq!(after.next_delta_at, after.next_full_at);
            after.next_full_at.unwrap() - ended.at
        };
        assert!(pause(0, None) >= FIRST_RETRY && pause(0, None) < FIRST_RETRY * 2);
        assert!(pause(1, None) > pause(0, None));
        assert!(pause(1000, None) <= LAST_RETRY * 5 / 4);
        assert_eq!(pause(0, Some(TimeDelta::hours(7))), TimeDelta::hours(7));
    }

    #[test]
    fn only_a_full_run_moves_the_next_full_run() {
        let delta = aftermath(&schedule(0, 0), &id(1), ended(Kind::Delta, Outcome::Succeeded), b"shape");
        assert_eq!((delta.next_full_at, delta.shaped_by), (None, None));
        let full = aftermath(&schedule(0, 0), &id(1), ended(Kind::Full, Outcome::PartiallyFailed), b"shape");
        assert!(full.next_full_at.is_some() && full.next_delta_at.is_some());
        assert_eq!(full.shaped_by.as_deref(), Some(&b"shape"[..]));
    }
}
