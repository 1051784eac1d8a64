//! The answers of actions: a success with warnings (contract section 1.2).

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::answer::ScreeningQuestionAnswer;
use super::attachment::{ApplicationAttachment, CandidateAttachment};
use super::candidate::{Candidate, CandidateStage};
use super::enums::Outcome;
use super::page::SuccessStatus;
use super::record::{
    EmailAddress, IntegrationField, Location, NamedJob, PhoneNumber, RemoteData, SocialMedia, TagRef,
};
use super::timestamp::Timestamp;

/// Something to know for debugging; never a failure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionWarning {
    pub message: String,
}

/// Declares the answer of an action that fetches a whole list, and what stands in its `data`.
macro_rules! action {
    ($response:ident, $data:ident, $item:ident) => {
        #[doc = concat!("All of a record's [`", stringify!($item), "`].")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $response {
            pub status: SuccessStatus,
            pub data: $data,
            /// Always there, usually empty.
            pub warnings: Vec<ActionWarning>,
        }

        #[doc = concat!("The files of a [`", stringify!($response), "`]; they are not paged.")]
        #[derive(Debug, Clone, Serialize, ToSchema)]
        pub struct $data {
            pub results: Vec<$item>,
        }

        impl $response {
            pub const fn new(results: Vec<$item>, warnings: Vec<ActionWarning>) -> Self {
                Self { status: SuccessStatus::Success, data: $data { results }, warnings }
            }
        }
    };
}

action!(ApplicationAttachmentsResponse, ApplicationAttachmentsData, ApplicationAttachment);
action!(CandidateAttachmentsResponse, CandidateAttachmentsData, CandidateAttachment);

/// The answer of an action without a result.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionResponse {
    pub status: SuccessStatus,
    pub data: NoResult,
    /// Always there, usually empty.
    pub warnings: Vec<ActionWarning>,
}

/// An empty object.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct NoResult {}

/// The answer to the creation of an application.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreateApplicationResponse {
    pub status: SuccessStatus,
    pub data: CreatedApplication,
    /// What the ATS could not take, each with the name of the field.
    pub warnings: Vec<ActionWarning>,
}

/// The answer to the creation of a candidate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreateCandidateResponse {
    pub status: SuccessStatus,
    pub data: Candidate,
    /// What the ATS could not take, each with the name of the field.
    pub warnings: Vec<ActionWarning>,
}

/// An application that was created (contract section 4.3).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedApplication {
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
    pub current_stage_id: Option<String>,
    #[schema(required = true)]
    pub job_id: Option<String>,
    #[schema(required = true)]
    pub candidate_id: Option<String>,
    #[schema(required = true)]
    pub screening_question_answers: Option<Vec<ScreeningQuestionAnswer>>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    pub integration_fields: Vec<IntegrationField>,
    #[schema(required = true)]
    pub remote_url: Option<String>,
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    pub changed_at: Timestamp,
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    #[schema(required = true)]
    pub candidate: Option<CreatedCandidate>,
    #[schema(required = true)]
    pub current_stage: Option<CandidateStage>,
    #[schema(required = true)]
    pub job: Option<NamedJob>,
}

/// The candidate of an application that was created: all of it but its applications.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CreatedCandidate {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    #[schema(required = true)]
    pub company: Option<String>,
    #[schema(required = true)]
    pub title: Option<String>,
    #[schema(required = true)]
    pub confidential: Option<bool>,
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
    pub integration_fields: Vec<IntegrationField>,
    #[schema(required = true)]
    pub remote_url: Option<String>,
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    pub changed_at: Timestamp,
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    pub tags: Vec<TagRef>,
}

/// The answer to the import of a tracked application. No connector gives it so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportTrackedApplicationResponse {
    pub status: SuccessStatus,
    pub data: ImportedApplication,
    /// Always there, usually empty.
    pub warnings: Vec<ActionWarning>,
}

/// An application that was marked as created by the caller.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ImportedApplication {
    pub id: String,
    #[schema(required = true)]
    pub tracked_at: Option<Timestamp>,
    /// By the ATS's slug, what the caller called it by.
    #[schema(value_type = Object)]
    pub imported_id: Map<String, Value>,
}

/// The answer about the files that an action takes (contract section 4.4).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentLimitsResponse {
    pub status: SuccessStatus,
    pub data: AttachmentLimitsData,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentLimitsData {
    pub attachment_restrictions: AttachmentRestrictions,
}

/// How large files may be, together and one by one, as they are before they are encoded.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentRestrictions {
    pub total_size_bytes: usize,
    pub types: AttachmentTypes,
}

/// By what files are for.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub struct AttachmentTypes {
    pub cv: AttachmentTypeRestrictions,
    pub cover_letter: AttachmentTypeRestrictions,
    pub other: AttachmentTypeRestrictions,
}

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AttachmentTypeRestrictions {
    pub is_supported: bool,
    pub min_amount: usize,
    pub max_amount: usize,
    pub max_file_size_bytes: usize,
    /// `*/*`: any.
    pub accepted_mime_types: Vec<String>,
}
