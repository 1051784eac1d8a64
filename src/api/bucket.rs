//! Buckets of tokens: as many as a minute allows fit, and flow in evenly. One number each, so that many may be kept.

use chrono::{DateTime, Utc};

const MINUTE: i64 = 60_000_000;

/// Tells when it is full again, in microseconds. One that is full is as good as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Bucket {
    full_at: i64,
}

/// What a bucket holds, as the headers tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quota {
    pub limit: u32,
    pub remaining: u32,
    /// In how many seconds the bucket is full again.
    pub reset: u32,
}

/// In how many seconds there is a token again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty(pub u32);

impl Bucket {
    /// Whether there is a token. `limit` is how many fit, and come in a minute; at least 1.
    pub(super) fn look(self, limit: u32, now: DateTime<Utc>) -> Result<(), Empty> {
        let over = self.missing(now) + of_one(limit) - MINUTE;
        if over > 0 { Err(Empty(seconds(over))) } else { Ok(()) }
    }

    /// Takes a token, if there is one.
    pub(super) fn take(&mut self, limit: u32, now: DateTime<Utc>) -> Result<(), Empty> {
        self.look(limit, now)?;
        self.full_at = now.timestamp_micros() + self.missing(now) + of_one(limit);
        Ok(())
    }

    pub(super) fn quota(self, limit: u32, now: DateTime<Utc>) -> Quota {
        let missing = self.missing(now);
        let remaining = u32::try_from((MINUTE - missing) / of_one(limit)).unwrap_or(limit).min(limit);
        Quota { limit, remaining, reset: seconds(missing) }
    }

    pub(super) fn is_full(self, now: DateTime<Utc>) -> bool {
        self.missing(now) == 0
    }

    /// How long it takes until it is full. Never more than a minute, also when the clock is set back.
    fn missing(self, now: DateTime<Utc>) -> i64 {
        (self.full_at - now.timestamp_micros()).clamp(0, MINUTE)
    }
}

/// How long one token takes to flow in.
fn of_one(limit: u32) -> i64 {
    (MINUTE / i64::from(limit.max(1))).max(1)
}

/// Begun seconds.
fn seconds(micros: i64) -> u32 {
    u32::try_from((micros + 999_999) / 1_000_000).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-07-01T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn as_many_fit_as_a_minute_allows_and_come_back_evenly() {
        let mut bucket = Bucket::default();
        for left in (0..60).rev() {
            bucket.take(60, now()).unwrap();
            assert_eq!(bucket.quota(60, now()), Quota { limit: 60, remaining: left, reset: 60 - left });
        }
        assert_eq!(bucket.take(60, now()), Err(Empty(1)));
        let later = now() + TimeDelta::seconds(3);
        for _ in 0..3 {
            bucket.take(60, later).unwrap();
        }
        assert_eq!(bucket.take(60, later), Err(Empty(1)));
        assert!(bucket.is_full(later + TimeDelta::minutes(1)) && !bucket.is_full(later));
    }

    #[test]
    fn a_clock_that_is_set_back_keeps_nobody_out_for_longer_than_a_minute() {
        let mut bucket = Bucket::default();
        bucket.take(1, now() + TimeDelta::days(1)).unwrap();
        assert_eq!(bucket.take(1, now()), Err(Empty(60)));
        assert_eq!(
            bucket.take(1, now() + TimeDelta::minutes(1)),
            Err(Empty(60)),
            "it is not known any better"
        );
        assert!(Bucket::default().take(1, now()).is_ok());
    }

    proptest! {
        /// Whenever tokens are taken: never more than fit and flow in.
        #[test]
        fn no_more_goes_out_than_comes_in(limit in 1..2_000_u32, steps in prop::collection::vec(0..3_000_i64, 1..300)) {
            let (mut bucket, mut at, mut taken) = (Bucket::default(), now(), 0_i64);
            for step in steps {
                at += TimeDelta::milliseconds(step);
                taken += i64::from(bucket.take(limit, at).is_ok());
                let passed = (at - now()).num_microseconds().unwrap();
                prop_assert!(taken <= i64::from(limit) + passed / of_one(limit) + 1);
                prop_assert!(bucket.quota(limit, at).remaining <= limit);
            }
        }
    }
}
