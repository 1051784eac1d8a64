//! Candidates (contract section 3.2), served at `/ats/candidates`.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::enums::Outcome;
use super::record::{
    EmailAddress, IntegrationField, Location, NamedJob, PhoneNumber, RemoteData, SocialMedia, TagRef,
};
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Candidate {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    /// The current employer.
    #[schema(required = true)]
    pub company: Option<String>,
    /// The current position.
    #[schema(required = true)]
    pub title: Option<String>,
    #[schema(required = true)]
    pub confidential: Option<bool>,
    /// Where the candidate came from.
    #[schema(required = true)]
    pub source: Option<String>,
    #[schema(required = true)]
    pub phone_numbers: Option<Vec<PhoneNumber>>,
    #[schema(required = true)]
    pub email_addresses: Option<Vec<EmailAddress>>,
    #[schema(required = true)]
    pub social_media: Option<Vec<SocialMedia>>,
    #[schema(required = true)]
    pub location: Option<Location>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// The candidate's page in the ATS.
    #[schema(required = true)]
    pub remote_url: Option<String>,
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
    pub applications: Vec<CandidateApplication>,
    pub tags: Vec<TagRef>,
}

/// An application of a candidate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateApplication {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    #[schema(required = true)]
    pub rejection_reason_name: Option<String>,
    #[schema(required = true)]
    pub rejected_at: Option<Timestamp>,
    #[schema(required = true)]
    pub remote_url: Option<String>,
    /// When our copy of the application's own fields last changed.
    pub changed_at: Timestamp,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    #[schema(required = true)]
    pub current_stage: Option<CandidateStage>,
    #[schema(required = true)]
    pub job: Option<NamedJob>,
}

/// The stage that an application of a candidate is in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateStage {
    pub id: String,
    #[schema(required = true)]
    pub name: Option<String>,
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// The place within the job's stages, counted from 0.
    #[schema(required = true)]
    pub index: Option<i64>,
}
