//! Files: synced ones (contract section 3.10) and those fetched on demand (section 3.9).

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::AttachmentType;
use super::record::RemoteData;
use super::timestamp::Timestamp;

/// A synced file, documented at `/ats/attachments`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Attachment {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    pub candidate_id: String,
    /// Null when the file belongs to the candidate only.
    #[schema(required = true)]
    pub application_id: Option<String>,
    #[schema(required = true)]
    pub r#type: Option<AttachmentType>,
    #[schema(required = true)]
    pub file_name: Option<String>,
    /// Where the file lies in the customer's own bucket.
    #[schema(required = true)]
    pub content_ref: Option<ContentRef>,
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
}

/// A place in an object store.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ContentRef {
    pub r#type: ContentStore,
    pub bucket: String,
    pub key: String,
}

/// The only kind of object store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContentStore {
    S3,
}

/// A file of an application, fetched on demand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationAttachment {
    pub r#type: AttachmentType,
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    /// Where to download the file, for a limited time.
    pub data_url: String,
    pub file_name: String,
    /// The media type.
    pub content_type: String,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
}

/// A file of a candidate, fetched on demand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateAttachment {
    /// Null when the file belongs to the candidate only.
    #[schema(required = true)]
    pub application_id: Option<String>,
    pub candidate_id: String,
    pub r#type: AttachmentType,
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    /// Where to download the file, for a limited time.
    pub data_url: String,
    pub file_name: String,
    /// The media type.
    pub content_type: String,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
}
