//! The request budgets in our database: one per key, shared by all processes.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::clock::Clock;
use crate::connectors::budget::{Budget, BudgetError, BudgetKey, Budgets, Grant, Limit, Urgency};
use crate::store::budgets::{self, Bucket, Level};
use crate::store::{Store, StoreError};

/// How long tokens that were taken ahead may be used.
const LEASE: TimeDelta = TimeDelta::seconds(1);
/// A rest longer than this is a misunderstanding, and would outlive its row.
const LONGEST_REST: TimeDelta = TimeDelta::days(1);

/// Opens budgets that other processes with the same database see, too.
#[derive(Clone)]
pub struct SharedBudgets {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
}

impl Budgets for SharedBudgets {
    fn open(&self, key: BudgetKey, limit: Limit) -> Arc<dyn Budget> {
        let (budgets, shares) = (self.clone(), Shares::of(limit));
        Arc::new(SharedBudget { budgets, key, limit, shares, lease: Mutex::default() })
    }
}

/// How a bucket is divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shares {
    /// What syncs leave for writes, so that a write finds a token whatever syncs do.
    reserve: u32,
    /// What a sync takes at once, so that it asks the database twice a second, not before every request.
    slice: u32,
}

impl Shares {
    /// Half a second's worth each, as far as the bucket has room for both.
    fn of(limit: Limit) -> Self {
        let half_a_second = (limit.per_second / 2).max(1);
        let reserve = half_a_second.min(limit.burst / 2);
        Self { reserve, slice: half_a_second.min(limit.burst - reserve) }
    }
}

/// Tokens that are taken from the bucket already.
#[derive(Debug, Default)]
struct Lease {
    left: u32,
    until: DateTime<Utc>,
}

impl Lease {
    fn spend(&mut self, now: DateTime<Utc>) -> bool {
        let good = self.left > 0 && now < self.until;
        self.left = if good { self.left - 1 } else { 0 };
        good
    }
}

/// The budget of one key as one connector sees it.
struct SharedBudget {
    budgets: SharedBudgets,
    key: BudgetKey,
    limit: Limit,
    shares: Shares,
    lease: Mutex<Lease>,
}

impl std::fmt::Debug for SharedBudget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SharedBudget").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[async_trait]
impl Budget for SharedBudget {
    async fn take(&self, urgency: Urgency) -> Result<Grant, BudgetError> {
        let now = self.budgets.clock.now();
        match urgency {
            // Not from the lease: whoever fills it may be waiting for the database.
            Urgency::Write => Ok(self.ask(1, 0, now).await?.1),
            Urgency::Sync => {
                let mut lease = self.lease.lock().await;
                if lease.spend(now) {
                    return Ok(Grant::Go);
                }
                let (taken, grant) = self.ask(self.shares.slice, self.shares.reserve, now).await?;
                *lease = Lease { left: taken.saturating_sub(1), until: now + LEASE };
                Ok(grant)
            }
        }
    }

    async fn hold_off(&self, until: DateTime<Utc>) -> Result<(), BudgetError> {
        let now = self.budgets.clock.now();
        let keep = self.shares.reserve + self.shares.slice;
        let mut lease = self.lease.lock().await;
        *lease = Lease::default();
        let held = async {
            let mut db = self.budgets.store.pool().acquire().await?;
            budgets::hold_off(&mut db, self.bucket(), keep, until.min(now + LONGEST_REST), now).await
        };
        held.await.map_err(|error| unknown(&error))
    }
}

impl SharedBudget {
    fn bucket(&self) -> Bucket<'_> {
        let Limit { per_second, burst } = self.limit;
        Bucket { key: self.key.as_bytes(), per_second, burst }
    }

    async fn ask(&self, want: u32, leave: u32, now: DateTime<Utc>) -> Result<(u32, Grant), BudgetError> {
        let asked = async {
            let mut db = self.budgets.store.pool().acquire().await?;
            budgets::take(&mut db, self.bucket(), want, leave, now).await
        };
        let level = asked.await.map_err(|error| unknown(&error))?;
        let grant = grant(&level, want + leave, self.limit.per_second, now);
        Ok((u32::try_from(level.taken).unwrap_or(0), grant))
    }
}

fn unknown(error: &StoreError) -> BudgetError {
    BudgetError(error.to_string())
}

/// What a taking means. Who got nothing waits until there are `enough` tokens, not until there is one: many who wait
/// for the same bucket would ask for every single token.
fn grant(level: &Level, enough: u32, per_second: u32, now: DateTime<Utc>) -> Grant {
    match level.held_until {
        _ if level.taken > 0 => Grant::Go,
        Some(until) if until > now => Grant::HeldOff { until },
        _ => {
            let missing = (f64::from(enough) - level.tokens).max(0.0);
            let flow = Duration::from_secs_f64(missing / f64::from(per_second)).as_nanos();
            // Clocks tell whole milliseconds; at the one before, it would be too early.
            let millis = i64::try_from(flow.div_ceil(1_000_000)).unwrap_or(i64::MAX);
            Grant::Spent { until: level.refilled_at + TimeDelta::milliseconds(millis.max(1)) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn level(taken: i32, tokens: f64, held_until: Option<DateTime<Utc>>) -> Level {
        Level { taken, tokens, refilled_at: now(), held_until }
    }

    #[test]
    fn every_bucket_has_room_for_syncs_and_all_but_the_smallest_for_writes() {
        let shares = |per_second, burst| {
            let shares = Shares::of(Limit { per_second, burst });
            (shares.reserve, shares.slice)
        };
        assert_eq!(shares(10, 100), (5, 5));
        assert_eq!(shares(20, 500), (10, 10));
        assert_eq!(shares(1, 100), (1, 1));
        assert_eq!(shares(20, 10), (5, 5));
        assert_eq!(shares(20, 3), (1, 2));
        assert_eq!(shares(20, 2), (1, 1));
        assert_eq!(shares(20, 1), (0, 1));
    }

    #[test]
    fn who_got_nothing_is_told_when_there_will_be_enough() {
        let later = |millis| Grant::Spent { until: now() + TimeDelta::milliseconds(millis) };
        assert_eq!(grant(&level(1, 0.0, None), 10, 10, now()), Grant::Go);
        assert_eq!(grant(&level(0, 5.5, None), 10, 10, now()), later(450));
        assert_eq!(grant(&level(0, 0.0, None), 1, 3, now()), later(334));
        assert_eq!(grant(&level(0, 0.999_999_999, None), 1, 20, now()), later(1));
    }

    #[test]
    fn a_rest_counts_until_it_is_over() {
        let until = now() + TimeDelta::seconds(9);
        assert_eq!(grant(&level(0, 0.0, Some(until)), 10, 10, now()), Grant::HeldOff { until });
        let over = grant(&level(0, 0.0, Some(now())), 10, 10, now());
        assert_eq!(over, Grant::Spent { until: now() + TimeDelta::seconds(1) });
    }

    #[test]
    fn a_lease_is_good_for_its_tokens_and_its_time() {
        let mut lease = Lease { left: 2, until: now() + LEASE };
        assert!(lease.spend(now()) && lease.spend(now()) && !lease.spend(now()));
        let mut lease = Lease { left: 2, until: now() + LEASE };
        assert!(!lease.spend(now() + LEASE));
        assert!(!lease.spend(now()), "an expired lease does not come back");
    }
}
