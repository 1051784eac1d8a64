//! The unified models before they get their ids: own fields only, links as remote ids.
//!
//! Field names are the contract's (section 3). `None` means unknown. Strings never contain NUL.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::field::PassedField;

/// Values of custom fields by key.
pub type CustomFields = Map<String, Value>;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct User {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    pub status: Option<Activity>,
    /// The roles the user has in the whole ATS, as remote ids of roles. Sorted, without repeats.
    pub system_role_remote_ids: Vec<String>,
}

/// Used by users and stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Activity {
    Active,
    Inactive,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Role {
    pub label: Option<String>,
    pub scope: Option<RoleScope>,
    pub unified_type: Option<UnifiedRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RoleScope {
    System,
    Job,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UnifiedRole {
    HiringManager,
    Recruiter,
    Coordinator,
    Sourcer,
    Interviewer,
    Admin,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    pub name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RejectionReason {
    pub name: Option<String>,
}

/// A stage, with its place in the one job it belongs to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ApplicationStage {
    pub name: Option<String>,
    pub status: Option<Activity>,
    pub job_remote_id: Option<String>,
    /// The ATS's own order within the job: lower comes earlier, gaps are allowed.
    pub position: Option<f64>,
    /// The ATS's own place number of the stage, when it is a whole number.
    pub global_index: Option<i64>,
    /// Keys by which scheduled interviews point at this stage (slots first, then definitions).
    pub interview_slots: Vec<String>,
    pub interview_definitions: Vec<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub custom_fields: CustomFields,
    /// Values that were chosen to be passed through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_fields: Vec<PassedField>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct JobPosting {
    pub title: Option<String>,
    pub description_html: Option<String>,
    pub status: Option<PostingStatus>,
    pub visibility: Option<PostingVisibility>,
    pub url: Option<String>,
    pub job_remote_id: Option<String>,
    /// Live and active: may give the job its description and URL.
    pub published: bool,
    /// By which the most recent posting is chosen; falls back to creation.
    pub published_at: Option<DateTime<Utc>>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostingStatus {
    Active,
    Inactive,
    Draft,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PostingVisibility {
    Public,
    Internal,
    Unlisted,
}

/// `description` and `post_url` are not here: they come from the job's most recent published posting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Job {
    pub name: Option<String>,
    pub job_code: Option<String>,
    pub confidential: Option<bool>,
    pub status: Option<JobStatus>,
    pub department: Option<String>,
    pub location: Option<Location>,
    /// `PUBLIC`, `INTERNAL`, `UNLISTED`, `CONFIDENTIAL`, or an ATS's own value.
    pub visibility: Option<String>,
    pub remote_work_status: Option<String>,
    pub employment_type: Option<String>,
    pub remote_url: Option<String>,
    pub opened_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
    pub hiring_team: Vec<HiringTeamMember>,
    pub custom_fields: CustomFields,
    // Known only where they were remapped to a field of the ATS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub experience_level: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weekly_hours: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary_amount: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary_amount_from: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary_amount_to: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary_currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub salary_period: Option<String>,
    /// Values that were chosen to be passed through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_fields: Vec<PassedField>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum JobStatus {
    Open,
    Closed,
    Draft,
    Archived,
}

/// One user with all the roles that user has on the job. Sorted by user, roles in the enum's order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HiringTeamMember {
    pub user_remote_id: String,
    pub roles: Vec<UnifiedRole>,
}

/// Each part as far as it is unambiguous; `raw` is the ATS's own text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Location {
    pub city: Option<String>,
    pub country: Option<String>,
    pub raw: Option<String>,
    pub state: Option<String>,
    pub street_1: Option<String>,
    pub street_2: Option<String>,
    pub zip_code: Option<String>,
}

/// `source` is not here: it is the source of the candidate's initial application.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub company: Option<String>,
    pub title: Option<String>,
    pub confidential: Option<bool>,
    pub phone_numbers: Vec<PhoneNumber>,
    pub email_addresses: Vec<EmailAddress>,
    pub social_media: Vec<SocialMedia>,
    /// Names of tags, as they are both id and name in Gem. In the ATS's order, without repeats.
    pub tag_remote_ids: Vec<String>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
    pub custom_fields: CustomFields,
    /// Values that were chosen to be passed through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_fields: Vec<PassedField>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneNumber {
    pub phone_number: String,
    pub r#type: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailAddress {
    pub email_address: String,
    pub r#type: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialMedia {
    pub link: Option<String>,
    pub r#type: Option<String>,
    pub username: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Application {
    pub outcome: Option<Outcome>,
    pub rejection_reason_name: Option<String>,
    pub rejected_at: Option<DateTime<Utc>>,
    pub candidate_remote_id: Option<String>,
    pub job_remote_id: Option<String>,
    pub current_stage_remote_id: Option<String>,
    pub source: Option<String>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
    pub custom_fields: CustomFields,
    /// Values that were chosen to be passed through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_fields: Vec<PassedField>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Pending,
    Hired,
    Declined,
}

/// `stage_id` is not here: it is found through `slot` and `definition` among the stages of the application's job.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Interview {
    pub title: Option<String>,
    pub starting_at: Option<DateTime<Utc>>,
    pub ending_at: Option<DateTime<Utc>>,
    pub location: Option<Location>,
    pub video_conferencing_url: Option<String>,
    pub canceled: Option<bool>,
    pub application_remote_id: Option<String>,
    pub slot: Option<String>,
    pub definition: Option<String>,
    /// Interviewers, in the ATS's order, without repeats.
    pub user_remote_ids: Vec<String>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    pub status: Option<OfferStatus>,
    pub employment_start_date: Option<DateTime<Utc>>,
    pub application_remote_id: Option<String>,
    pub remote_created_at: Option<DateTime<Utc>>,
    pub remote_updated_at: Option<DateTime<Utc>>,
    pub custom_fields: CustomFields,
    /// Values that were chosen to be passed through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub integration_fields: Vec<PassedField>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OfferStatus {
    Draft,
    Approved,
    Sent,
    Accepted,
    Declined,
    Abandoned,
}

/// The place of a stage in its job. Its index is its rank among the job's live stages, and is not stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobApplicationStage {
    pub job_remote_id: String,
    pub stage_remote_id: String,
}

/// One user of a job's hiring team, as a record of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobHiringTeamMember {
    pub job_remote_id: String,
    pub user_remote_id: String,
    pub roles: Vec<UnifiedRole>,
}

/// One interviewer of an interview, as a record of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct InterviewingTeamMember {
    pub interview_remote_id: String,
    pub user_remote_id: String,
}
