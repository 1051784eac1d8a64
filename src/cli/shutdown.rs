//! The end of the process, asked for by Ctrl-C or SIGTERM.

use tokio_util::sync::CancellationToken;

/// A token that is cancelled by the first signal. A second one ends the process at once.
pub(super) fn on_signal() -> CancellationToken {
    let token = CancellationToken::new();
    let stop = token.clone();
    tokio::spawn(async move {
        signal().await;
        stop.cancel();
        signal().await;
        end_now();
    });
    token
}

/// Whoever asks twice does not want to wait. What is committed stays, as after any death of the process.
#[expect(clippy::exit, reason = "the second signal skips the orderly end")]
fn end_now() -> ! {
    std::process::exit(130)
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ctrl_c = tokio::signal::ctrl_c() => {}
                _terminate = terminate.recv() => {}
            }
        }
        Err(error) => {
            tracing::warn!(%error, "SIGTERM cannot be listened for");
            let _ctrl_c = tokio::signal::ctrl_c().await;
        }
    }
}

#[cfg(not(unix))]
async fn signal() {
    let _ctrl_c = tokio::signal::ctrl_c().await;
}
