//! The one source of time. Tests hold a [`ManualClock`] and move it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

/// Tells the time in whole milliseconds, the precision of every timestamp that callers see.
#[async_trait]
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> DateTime<Utc>;

    /// Returns when that much time has passed.
    async fn sleep(&self, duration: Duration);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the machine's clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now().trunc_subsecs(3)
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

/// A clock that stands still until it is moved. Whoever sleeps by it moves it, and waits for nobody.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<Mutex<DateTime<Utc>>>);

impl ManualClock {
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(Arc::new(Mutex::new(now.trunc_subsecs(3))))
    }

    pub fn advance(&self, by: TimeDelta) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) += by;
    }

    pub fn set(&self, now: DateTime<Utc>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now.trunc_subsecs(3);
    }
}

#[async_trait]
impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn sleep(&self, duration: Duration) {
        // Rounded up to what the clock can tell, so that the time has passed for certain.
        let millis = duration.as_nanos().div_ceil(1_000_000);
        self.advance(TimeDelta::milliseconds(i64::try_from(millis).unwrap_or(i64::MAX)));
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn sleeping_by_a_manual_clock_moves_it_at_once() {
        let begin = "2026-01-01T00:00:00Z".parse().unwrap();
        let clock = ManualClock::at(begin);
        clock.sleep(Duration::from_hours(24)).await;
        assert_eq!(clock.now(), begin + TimeDelta::days(1));
        clock.sleep(Duration::from_micros(1)).await;
        assert_eq!(clock.now(), begin + TimeDelta::days(1) + TimeDelta::milliseconds(1));
        clock.set(begin);
        assert_eq!(clock.now(), begin);
    }
}
