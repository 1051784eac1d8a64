//! How long records are kept that nobody needs any more, as the operator says.

use chrono::TimeDelta;

/// For how long what is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// The fields of records that were deleted in the ATS.
    pub anonymise_after: TimeDelta,
    /// The records of an integration that is switched off, or of which the ATS refuses the credentials. `None`: for ever.
    pub expire_after: Option<TimeDelta>,
}

impl Default for Retention {
    /// As in the contract (section 7.2).
    fn default() -> Self {
        Self { anonymise_after: TimeDelta::days(14), expire_after: None }
    }
}
