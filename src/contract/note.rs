//! Notes on candidates (contract section 3.11), documented at `/ats/notes`.

use serde::Serialize;
use utoipa::ToSchema;

use super::record::{RemoteData, UserRef};
use super::timestamp::Timestamp;

/// A note. E-mails and other activity are not notes.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Note {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    pub candidate_id: String,
    /// Null when the note is about the candidate only.
    #[schema(required = true)]
    pub application_id: Option<String>,
    /// Null when no person wrote the note.
    #[schema(required = true)]
    pub author_id: Option<String>,
    #[schema(required = true)]
    pub title: Option<String>,
    /// Passed through; may be HTML.
    #[schema(required = true)]
    pub content_html: Option<String>,
    /// Whether the note needs elevated rights; null when the ATS does not say.
    #[schema(required = true)]
    pub is_private: Option<bool>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    #[schema(required = true)]
    pub author: Option<UserRef>,
}
