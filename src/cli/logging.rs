//! Log lines on standard error.

use std::io::{BufWriter, stderr};

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use super::output::note;
use super::settings::LogFormat;

/// How many lines may wait to be written. Whoever does not read them fast enough loses lines, and holds up no request.
const WAITING: usize = 16_384;
/// How much is written at a time while lines keep coming. Those that wait for nothing are written at once.
const TOGETHER: usize = 64 * 1024;

/// Writes the lines that wait when it is dropped, and says how many were lost.
pub(super) struct Logs {
    writer: Option<WorkerGuard>,
    lost: ErrorCounter,
}

/// `quiet` is for commands that show their progress: only warnings, unless `RUST_LOG` says otherwise.
pub(super) fn start(format: LogFormat, quiet: bool) -> Logs {
    let default = if quiet { "warn" } else { "info,sqlx=warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new(default));
    let writer = BufWriter::with_capacity(TOGETHER, stderr());
    let (queue, writer) =
        NonBlockingBuilder::default().lossy(true).buffered_lines_limit(WAITING).finish(writer);
    let lost = queue.error_counter();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(queue);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).init(),
    }
    Logs { writer: Some(writer), lost }
}

impl Drop for Logs {
    fn drop(&mut self) {
        drop(self.writer.take());
        let lost = self.lost.dropped_lines();
        if lost > 0 {
            note(&format!("{lost} lines of the log were lost: standard error was not read fast enough"));
        }
    }
}
