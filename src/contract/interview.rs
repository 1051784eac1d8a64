//! Scheduled interviews (contract section 3.4), served at `/ats/interviews`.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::Outcome;
use super::record::{CandidateRef, Location, NamedJob, RemoteData, UserRef};
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Interview {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub title: Option<String>,
    #[schema(required = true)]
    pub starting_at: Option<Timestamp>,
    #[schema(required = true)]
    pub ending_at: Option<Timestamp>,
    #[schema(required = true)]
    pub location: Option<Location>,
    #[schema(required = true)]
    pub video_conferencing_url: Option<String>,
    #[schema(required = true)]
    pub application_id: Option<String>,
    #[schema(required = true)]
    pub stage_id: Option<String>,
    #[schema(required = true)]
    pub canceled: Option<bool>,
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
    /// The interviewers.
    pub users: Vec<UserRef>,
    #[schema(required = true)]
    pub application: Option<InterviewApplication>,
}

/// The application that an interview belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InterviewApplication {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    #[schema(required = true)]
    pub rejection_reason_name: Option<String>,
    #[schema(required = true)]
    pub candidate: Option<CandidateRef>,
    #[schema(required = true)]
    pub job: Option<NamedJob>,
}
