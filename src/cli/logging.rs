//! Log lines on standard error.

use tracing_subscriber::EnvFilter;

use super::settings::LogFormat;

/// `quiet` is for commands that show their progress: only warnings, unless `RUST_LOG` says otherwise.
pub(super) fn start(format: LogFormat, quiet: bool) {
    let default = if quiet { "warn" } else { "info,sqlx=warn" };
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_unset| EnvFilter::new(default));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}
