//! Applications: one candidate on one job (contract section 3.1), served at `/ats/applications`.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer::ScreeningQuestionAnswer;
use super::enums::{Activity, OfferStatus, Outcome};
use super::record::{
    EmailAddress, IntegrationField, Location, NamedJob, PhoneNumber, RemoteData, SocialMedia, TagRef,
};
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Application {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub outcome: Option<Outcome>,
    /// Set only for declined applications.
    #[schema(required = true)]
    pub rejection_reason_name: Option<String>,
    #[schema(required = true)]
    pub rejected_at: Option<Timestamp>,
    #[schema(required = true)]
    pub current_stage_id: Option<String>,
    #[schema(required = true)]
    pub job_id: Option<String>,
    #[schema(required = true)]
    pub candidate_id: Option<String>,
    /// Null when the ATS does not deliver the answers.
    #[schema(required = true)]
    pub screening_question_answers: Option<Vec<ScreeningQuestionAnswer>>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// The application's page in the ATS.
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
    #[schema(required = true)]
    pub candidate: Option<ApplicationCandidate>,
    #[schema(required = true)]
    pub current_stage: Option<CurrentStage>,
    #[schema(required = true)]
    pub job: Option<NamedJob>,
    pub interviews: Vec<ApplicationInterview>,
    pub offers: Vec<ApplicationOffer>,
}

/// The candidate of an application.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationCandidate {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    #[schema(required = true)]
    pub email_addresses: Option<Vec<EmailAddress>>,
    #[schema(required = true)]
    pub phone_numbers: Option<Vec<PhoneNumber>>,
    #[schema(required = true)]
    pub social_media: Option<Vec<SocialMedia>>,
    /// Where the candidate came from.
    #[schema(required = true)]
    pub source: Option<String>,
    #[schema(required = true)]
    pub remote_url: Option<String>,
    pub tags: Vec<TagRef>,
}

/// The stage that an application is in.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CurrentStage {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub name: Option<String>,
    #[schema(required = true)]
    pub status: Option<Activity>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// The place within the job's stages, counted from 0.
    #[schema(required = true)]
    pub index: Option<i64>,
}

/// An interview of an application.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationInterview {
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
    pub canceled: Option<bool>,
}

/// An offer of an application.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationOffer {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub status: Option<OfferStatus>,
}
