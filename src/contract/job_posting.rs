//! Job postings as a list of their own, served at `/ats/job-postings`. The fields are those of a job's
//! postings (contract section 3.3), with the job and the common tail.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::{PostingStatus, PostingVisibility};
use super::record::RemoteData;
use super::timestamp::Timestamp;

/// A posting of a job, wherever it is published.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobPosting {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub title: Option<String>,
    #[schema(required = true)]
    pub description_html: Option<String>,
    #[schema(required = true)]
    pub status: Option<PostingStatus>,
    #[schema(required = true)]
    pub visibility: Option<PostingVisibility>,
    /// Where candidates read the posting.
    #[schema(required = true)]
    pub url: Option<String>,
    #[schema(required = true)]
    pub job_id: Option<String>,
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
