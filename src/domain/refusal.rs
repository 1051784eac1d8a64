//! Why something is not done, as the caller is told.

use super::problem::ProblemCode;

/// A refusal that is certain: nothing happened. The message names what is to blame; it may repeat what the caller sent,
/// and so belongs into no log.
#[derive(Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: ProblemCode,
    pub message: String,
    /// The record that the path names is not there.
    pub absent: bool,
}

impl std::fmt::Debug for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Refusal({})", self.code.as_str())
    }
}

impl Refusal {
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), absent: false }
    }

    /// A field of the request is not what it has to be.
    pub fn invalid(name: &str, reason: &str) -> Self {
        Self::new(ProblemCode::InputInvalid, format!("{name}: {reason}"))
    }

    /// The record that a part of the path names does not exist.
    pub fn absent(name: &str, reason: &str) -> Self {
        Self { absent: true, ..Self::invalid(name, reason) }
    }
}
