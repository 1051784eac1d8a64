//! The feed of changes. An addition to Kombo's contract.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::closed;
use super::page::SuccessStatus;
use super::timestamp::Timestamp;
use crate::domain::record_change;

closed!(
    /// What became of a record. `DELETED`: it carries `remote_deleted_at` now. `UNDELETED`: it is back. `ANONYMISED`: it lost
    /// its fields, and has only its ids.
    ChangeKind from record_change::ChangeKind { Created, Updated, Deleted, Undeleted, Anonymised }
);

/// Something that became of a record.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Change {
    /// The model, as webhooks name it.
    #[schema(value_type = String, example = "ats_candidates")]
    pub model: &'static str,
    /// The record's id. `ids` of the model's list finds it, with `include_deleted=true` in every case.
    pub id: String,
    pub kind: ChangeKind,
    /// Of an `UPDATED` record, the fields that differ from before, nested ones by the field that they are in. Otherwise empty.
    pub changed_fields: Vec<String>,
    /// The record's own `changed_at` behind the change. What is nested in a record does not move it.
    pub changed_at: Timestamp,
}

/// Entries of the feed, and where it goes on.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangesPage {
    pub status: SuccessStatus,
    pub data: ChangesData,
}

/// The entries of a [`ChangesPage`].
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ChangesData {
    /// The cursor to ask on with; never null, as there is no last page. Keep it once these entries are dealt with.
    pub next: String,
    /// Fewer than `page_size` when there are no more for now.
    pub results: Vec<Change>,
}

impl ChangesPage {
    pub const fn new(next: String, results: Vec<Change>) -> Self {
        Self { status: SuccessStatus::Success, data: ChangesData { next, results } }
    }
}
