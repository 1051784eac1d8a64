//! Waiting for what has to happen.

use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine: only what never happens takes as long.
pub(super) const PATIENCE: Duration = Duration::from_mins(1);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Looks again and again until there is something to be seen, and panics with the sentence when there never is.
pub(crate) async fn until<T>(sentence: &str, look: impl AsyncFnMut() -> Option<T>) -> T {
    within(PATIENCE, sentence, look).await
}

/// The same within a time of the caller's.
pub(super) async fn within<T>(
    limit: Duration,
    sentence: &str,
    mut look: impl AsyncFnMut() -> Option<T>,
) -> T {
    let begin = Instant::now();
    loop {
        if let Some(seen) = look().await {
            return seen;
        }
        assert!(begin.elapsed() < limit, "{sentence}, in {limit:?}");
        tokio::time::sleep(PAUSE).await;
    }
}
