//! What commands say: to people, or as JSON to machines.

use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};

/// Wrong arguments or settings, as opposed to a failure: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Usage(pub String);

#[derive(Debug, Clone, Copy)]
pub(super) struct Output {
    json: bool,
}

impl Output {
    pub(super) const fn new(json: bool) -> Self {
        Self { json }
    }

    /// The result of a command, once in each form.
    pub(super) fn result(self, machine: &Value, person: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.json {
            writeln!(out, "{machine}")?;
        } else {
            writeln!(out, "{person}")?;
        }
        out.flush()
    }

    pub(super) fn fail(self, error: &anyhow::Error) -> ExitCode {
        let text = format!("{error:#}");
        note(&format!("error: {text}"));
        if self.json {
            let _told = self.result(&json!({ "error": text }), "");
        }
        if error.is::<Usage>() { ExitCode::from(2) } else { ExitCode::FAILURE }
    }
}

/// A text that is the result as it is.
pub(super) fn text(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()
}

/// A remark beside the result.
pub(super) fn note(text: &str) {
    // Nobody is left to tell when standard error is gone.
    let _told = writeln!(std::io::stderr().lock(), "{text}");
}
