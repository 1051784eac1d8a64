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

/// A complaint of serde's without the value that it is about, which may tell of a person or open something: of what kind
/// it was, and what was expected.
pub fn without_value(complaint: &str) -> String {
    for wrong in ["invalid type: ", "invalid value: ", "unknown variant "] {
        let parts = complaint.strip_prefix(wrong).and_then(|rest| rest.rsplit_once(", expected "));
        if let Some((found, expected)) = parts {
            let kind = found.split(['"', '`']).next().unwrap_or_default();
            return format!("{}, expected {expected}", format!("{wrong}{kind}").trim_end());
        }
    }
    complaint.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_tells_kinds_and_no_values() {
        for (complaint, told) in [
            ("invalid type: string \"Ada, expected x\", expected u32", "invalid type: string, expected u32"),
            ("invalid type: integer `7`, expected a string", "invalid type: integer, expected a string"),
            ("invalid type: null, expected a string", "invalid type: null, expected a string"),
            ("unknown variant `Ada`, expected A or B", "unknown variant, expected A or B"),
            ("missing field `name`", "missing field `name`"),
        ] {
            assert_eq!(without_value(complaint), told);
        }
    }
}
