//! How long what is deleted is kept.

use chrono::TimeDelta;
use clap::Args;

use super::every;
use crate::sync::retention::Retention;

#[derive(Debug, Clone, Copy, Args)]
pub(super) struct DeletedKept {
    /// For how long an integration that is deleted can be restored, such as 14d. Then it is erased.
    #[arg(long = "deleted-kept", env = "DELETED_KEPT", value_name = "TIME", default_value = "14d", value_parser = every::kept)]
    time: TimeDelta,
}

impl DeletedKept {
    pub(super) const fn get(self) -> TimeDelta {
        self.time
    }
}

/// How long the fields of records are kept that nobody needs any more.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct RecordsKept {
    /// How long after its deletion in the ATS the fields of a record are nulled, such as 14d.
    #[arg(long, env = "ANONYMISE_AFTER", value_name = "TIME", default_value = "14d", value_parser = every::kept)]
    anonymise_after: TimeDelta,
    /// How long after an integration was switched off, or its credentials refused, its records are anonymised, such as 90d.
    /// Not at all if nothing is said.
    #[arg(long, env = "EXPIRE_AFTER", value_name = "TIME", value_parser = every::kept)]
    expire_after: Option<TimeDelta>,
}

impl RecordsKept {
    pub(super) const fn retention(self) -> Retention {
        Retention { anonymise_after: self.anonymise_after, expire_after: self.expire_after }
    }
}
