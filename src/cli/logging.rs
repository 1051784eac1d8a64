//! Log lines on standard error.

mod lines;

use std::io::{IsTerminal as _, stderr};

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

use super::output::note;
use super::settings::LogFormat;
use lines::Scribe;

/// Writes the lines that wait when it is dropped, and says how many were lost.
pub(super) struct Logs(Scribe);

/// `quiet` is for commands that show their progress: only warnings, unless `RUST_LOG` says otherwise.
pub(super) fn start(format: LogFormat, quiet: bool) -> anyhow::Result<Logs> {
    let default = if quiet { "warn" } else { "info,sqlx=warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new(default));
    let (lines, scribe) =
        Scribe::start(stderr()).context("the thread that writes the log cannot be started")?;
    let colours = stderr().is_terminal();
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(lines).with_ansi(colours);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).init(),
    }
    Ok(Logs(scribe))
}

impl Drop for Logs {
    fn drop(&mut self) {
        let lost = self.0.finish();
        if lost > 0 {
            note(&format!("{lost} lines of the log were lost: standard error was not read fast enough"));
        }
    }
}
