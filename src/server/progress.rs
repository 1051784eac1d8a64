//! Where a connection stands, so that those that make no progress can be told from those at rest.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use super::Limits;

/// How an HTTP/2 connection begins. No method of HTTP/1 does.
const HTTP2: &[u8] = b"PRI";

const AT_REST: u8 = 0;
const IN_HEAD: u8 = 1;
const ANSWERING: u8 = 2;
const MULTIPLEXED: u8 = 3;

/// Shared by the parts of one connection, which tell it what they see. Costs two stores a message and no timer.
#[derive(Debug)]
pub(super) struct Progress {
    accepted: Instant,
    state: AtomicU8,
    /// Milliseconds from `accepted` to the last sign of progress.
    moved: AtomicU64,
}

impl Progress {
    /// Until it has sent something, a connection has no more time than for a head.
    pub(super) fn begin() -> Arc<Self> {
        Arc::new(Self { accepted: Instant::now(), state: AtomicU8::new(IN_HEAD), moved: AtomicU64::new(0) })
    }

    /// A request has arrived.
    pub(super) fn answering(&self, is_multiplexed: bool) {
        self.enter(if is_multiplexed { MULTIPLEXED } else { ANSWERING });
    }

    /// A request has its answer, of which parts may still have to be sent.
    pub(super) fn answered(&self) {
        if self.state.load(Ordering::Relaxed) == ANSWERING {
            self.enter(AT_REST);
        }
    }

    /// Something has come.
    pub(super) fn received(&self, bytes: &[u8]) {
        match self.state.load(Ordering::Relaxed) {
            AT_REST => self.enter(IN_HEAD),
            IN_HEAD if bytes.starts_with(HTTP2) => self.enter(MULTIPLEXED),
            _ => {}
        }
    }

    /// Something has been taken by the other end.
    pub(super) fn sent(&self) {
        self.moved.store(self.age(), Ordering::Relaxed);
    }

    fn enter(&self, state: u8) {
        self.state.store(state, Ordering::Relaxed);
        self.sent();
    }

    fn age(&self) -> u64 {
        u64::try_from(self.accepted.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// When the connection has to have moved on, as it stands now. `None` while others see to that: the handler of the
    /// request, or the pings of HTTP/2.
    fn deadline(&self, limits: Limits) -> Option<Instant> {
        let allowed = match self.state.load(Ordering::Relaxed) {
            AT_REST => limits.rest,
            IN_HEAD => limits.head,
            _ => return None,
        };
        Some(self.accepted + Duration::from_millis(self.moved.load(Ordering::Relaxed)) + allowed)
    }

    /// Returns when the connection has stood still for too long. Looks at least as often as heads may take, so that
    /// nobody has to wake it when one begins.
    pub(super) async fn stalled(&self, limits: Limits) {
        loop {
            let now = Instant::now();
            let deadline = self.deadline(limits);
            if deadline.is_some_and(|deadline| deadline <= now) {
                return;
            }
            let look = now + limits.head;
            tokio::time::sleep_until(deadline.map_or(look, |deadline| deadline.min(look))).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: fn() -> Limits =
        || Limits { head: Duration::from_secs(10), rest: Duration::from_mins(15), ..Limits::default() };

    async fn pass(seconds: u64) {
        tokio::time::advance(Duration::from_secs(seconds)).await;
    }

    /// Whether a connection is found to have stalled after exactly so many seconds.
    async fn stalls_after(progress: &Progress, seconds: u64) -> bool {
        let begin = Instant::now();
        progress.stalled(LIMITS()).await;
        begin.elapsed().as_secs() == seconds
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_that_says_nothing_has_the_time_of_a_head() {
        assert!(stalls_after(&Progress::begin(), 10).await);
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_comes_byte_by_byte_has_no_more_time() {
        let progress = Progress::begin();
        progress.answering(false);
        progress.answered();
        pass(800).await;
        progress.received(b"G");
        pass(9).await;
        progress.received(b"E");
        assert!(stalls_after(&progress, 1).await);
    }

    #[tokio::test(start_paused = true)]
    async fn rest_is_long_and_begins_again_with_every_answer() {
        let progress = Progress::begin();
        for _ in 0..3 {
            progress.received(b"GET / HTTP/1.1\r\n\r\n");
            progress.answering(false);
            progress.answered();
            pass(800).await;
        }
        assert!(stalls_after(&progress, 100).await);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_is_still_being_read_is_no_rest() {
        let progress = Progress::begin();
        progress.answering(false);
        progress.answered();
        pass(800).await;
        progress.sent();
        assert!(stalls_after(&progress, 900).await);
    }

    #[tokio::test(start_paused = true)]
    async fn neither_handlers_nor_http2_are_timed_here() {
        let (busy, multiplexed) = (Progress::begin(), Progress::begin());
        busy.answering(false);
        multiplexed.received(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        multiplexed.answered();
        pass(100_000).await;
        assert_eq!((busy.deadline(LIMITS()), multiplexed.deadline(LIMITS())), (None, None));
    }
}
