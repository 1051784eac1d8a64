//! Spreads the requests of one connector over time.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

/// How many requests may be made at once before they are spread: small accounts never wait.
const BURST: u32 = 100;

/// A token bucket, kept as the time at which it will be full again.
#[derive(Debug)]
pub(super) struct Pace {
    interval: Duration,
    full_at: Mutex<Instant>,
}

impl Pace {
    pub(super) fn new(per_second: u32) -> Self {
        Self { interval: Duration::from_secs(1) / per_second.max(1), full_at: Mutex::new(Instant::now()) }
    }

    /// Waits until one more request is within the pace.
    pub(super) async fn wait(&self) {
        let until = {
            let mut full_at = self.full_at.lock().await;
            let now = Instant::now();
            *full_at = (*full_at).max(now) + self.interval;
            *full_at - self.interval * BURST
        };
        tokio::time::sleep_until(until).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_is_free_and_the_rest_is_spread() {
        let pace = Pace::new(10);
        let begin = Instant::now();
        for _ in 0..BURST {
            pace.wait().await;
        }
        assert_eq!(begin.elapsed(), Duration::ZERO);
        for _ in 0..10 {
            pace.wait().await;
        }
        assert_eq!(begin.elapsed().as_millis(), 1000);
    }
}
