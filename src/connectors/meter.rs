//! What one opened connector has used so far, and what it is waiting for right now.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use crate::clock::Clock;

/// Shorter waits are not shown: they are over before anybody has read of them.
const WORTH_SHOWING: TimeDelta = TimeDelta::seconds(1);

/// Why a connector waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitReason {
    /// The key's budget is spent.
    Budget,
    /// The ATS asked for a rest.
    RateLimited,
    /// The last try failed, and another one is worth it.
    Retry,
}

/// A wait that is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    pub until: DateTime<Utc>,
    pub reason: WaitReason,
}

/// Everything since the connector was opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Requests sent, with those that failed.
    pub requests: u64,
    /// Bytes of answers, as read: without headers, and uncompressed.
    pub bytes: u64,
    /// Time spent waiting for whatever [`WaitReason`], not for answers.
    pub waited: Duration,
}

#[derive(Debug, Default)]
pub struct Meter {
    requests: AtomicU64,
    bytes: AtomicU64,
    waited_ms: AtomicU64,
    waiting: watch::Sender<Option<Waiting>>,
}

impl Meter {
    pub fn usage(&self) -> Usage {
        Usage {
            requests: self.requests.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
            waited: Duration::from_millis(self.waited_ms.load(Relaxed)),
        }
    }

    /// The wait that is going on, if it is one of a second or more; of several at once, the one begun last.
    pub fn waiting(&self) -> watch::Receiver<Option<Waiting>> {
        self.waiting.subscribe()
    }

    pub fn count_request(&self) {
        self.requests.fetch_add(1, Relaxed);
    }

    pub fn count_bytes(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    /// Waits where everybody can see it. Dropping the future ends the wait, in the books too.
    pub async fn wait(&self, clock: &dyn Clock, wait: Waiting) {
        let begun = clock.now();
        let Ok(duration) = (wait.until - begun).to_std() else { return };
        let shown = (wait.until - begun >= WORTH_SHOWING).then_some(wait);
        if shown.is_some() {
            self.waiting.send_replace(shown);
        }
        let _ended_on_drop = UnderWay { meter: self, clock, begun, shown };
        clock.sleep(duration).await;
    }
}

/// A wait from its begin to its end, however it ends.
struct UnderWay<'a> {
    meter: &'a Meter,
    clock: &'a dyn Clock,
    begun: DateTime<Utc>,
    shown: Option<Waiting>,
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        let waited = (self.clock.now() - self.begun).num_milliseconds();
        self.meter.waited_ms.fetch_add(u64::try_from(waited).unwrap_or(0), Relaxed);
        if self.shown.is_some() {
            // Another wait may be shown by now; that one is not over.
            self.meter.waiting.send_if_modified(|current| {
                let ours = *current == self.shown;
                if ours {
                    *current = None;
                }
                ours
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use async_trait::async_trait;
    use futures_util::FutureExt as _;

    use super::*;
    use crate::clock::ManualClock;

    fn clock() -> ManualClock {
        ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap())
    }

    fn wait(clock: &impl Clock, millis: i64, reason: WaitReason) -> Waiting {
        Waiting { until: clock.now() + TimeDelta::milliseconds(millis), reason }
    }

    /// Nobody ever wakes up.
    struct Frozen(ManualClock);

    #[async_trait]
    impl Clock for Frozen {
        fn now(&self) -> DateTime<Utc> {
            self.0.now()
        }

        async fn sleep(&self, _duration: Duration) {
            std::future::pending::<()>().await;
        }
    }

    #[tokio::test]
    async fn a_wait_is_counted_to_the_millisecond_and_then_over() {
        let (meter, clock) = (Meter::default(), clock());
        meter.wait(&clock, wait(&clock, 7_000, WaitReason::Retry)).await;
        meter.wait(&clock, wait(&clock, -7_000, WaitReason::Retry)).await;
        assert_eq!(meter.usage().waited, Duration::from_secs(7));
        assert_eq!(*meter.waiting().borrow(), None);
    }

    #[tokio::test]
    async fn a_wait_is_shown_while_it_lasts_and_not_when_it_was_abandoned() {
        let (meter, frozen) = (Meter::default(), Frozen(clock()));
        let watch = meter.waiting();
        let long = wait(&frozen, 60_000, WaitReason::RateLimited);
        {
            let mut waiting = Box::pin(meter.wait(&frozen, long));
            assert_eq!(waiting.as_mut().now_or_never(), None);
            assert_eq!(*watch.borrow(), Some(long));
            frozen.0.advance(TimeDelta::seconds(3));
        }
        assert_eq!(*watch.borrow(), None);
        assert_eq!(meter.usage().waited, Duration::from_secs(3));
    }

    #[tokio::test]
    async fn the_end_of_one_wait_does_not_hide_another_and_short_ones_are_not_shown() {
        let (meter, frozen) = (Meter::default(), Frozen(clock()));
        let watch = meter.waiting();
        let (first, second) =
            (wait(&frozen, 5_000, WaitReason::Budget), wait(&frozen, 9_000, WaitReason::Retry));
        let mut earlier = Box::pin(meter.wait(&frozen, first));
        assert_eq!(earlier.as_mut().now_or_never(), None);
        let mut later = Box::pin(meter.wait(&frozen, second));
        assert_eq!(later.as_mut().now_or_never(), None);
        drop(earlier);
        assert_eq!(*watch.borrow(), Some(second));
        drop(later);
        let mut short = Box::pin(meter.wait(&frozen, wait(&frozen, 999, WaitReason::Budget)));
        assert_eq!(short.as_mut().now_or_never(), None);
        assert_eq!(*watch.borrow(), None);
    }
}
