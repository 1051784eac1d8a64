//! Jobs with their stages, questions, postings and hiring team (contract section 3.3), served at `/ats/jobs`.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::enums::{Activity, HiringTeamRole, JobScope, PostingStatus, PostingVisibility, UnifiedRole};
use super::record::{IntegrationField, Location, RemoteData};
use super::screening_question::ScreeningQuestion;
use super::timestamp::Timestamp;

/// A job. The five fields that list known values may hold any other text of the ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Job {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    #[schema(required = true)]
    pub name: Option<String>,
    /// The requisition code that people use.
    #[schema(required = true)]
    pub job_code: Option<String>,
    /// Usually HTML.
    #[schema(required = true)]
    pub description: Option<String>,
    /// Deprecated in favour of `visibility`.
    #[schema(required = true)]
    pub confidential: Option<bool>,
    /// In hours.
    #[schema(required = true)]
    pub weekly_hours: Option<f64>,
    /// Known values: `FULL_TIME`, `PART_TIME`, `CONTRACT`, `SEASONAL`, `INTERNSHIP`.
    #[schema(required = true, examples("FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"))]
    pub employment_type: Option<String>,
    /// Known values: `OPEN`, `CLOSED`, `DRAFT`, `ARCHIVED`. An open job may still be internal.
    #[schema(required = true, examples("OPEN", "CLOSED", "DRAFT", "ARCHIVED"))]
    pub status: Option<String>,
    /// Known values: `PUBLIC`, `INTERNAL`, `UNLISTED` (link only), `CONFIDENTIAL` (invited users only).
    #[schema(required = true, examples("PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"))]
    pub visibility: Option<String>,
    #[schema(required = true)]
    pub category: Option<String>,
    #[schema(required = true)]
    pub department: Option<String>,
    /// Where candidates read about the job.
    #[schema(required = true)]
    pub post_url: Option<String>,
    #[schema(required = true)]
    pub experience_level: Option<String>,
    /// Known values: `REMOTE`, `HYBRID`, `TEMPORARY`, `ON_SITE`.
    #[schema(required = true, examples("REMOTE", "HYBRID", "TEMPORARY", "ON_SITE"))]
    pub remote_work_status: Option<String>,
    /// In `salary_currency` per `salary_period`, as the two bounds that follow.
    #[schema(required = true)]
    pub salary_amount: Option<f64>,
    #[schema(required = true)]
    pub salary_amount_from: Option<f64>,
    #[schema(required = true)]
    pub salary_amount_to: Option<f64>,
    #[schema(required = true)]
    pub salary_currency: Option<String>,
    /// Known values: `YEAR`, `MONTH`, `TWO_WEEKS`, `WEEK`, `DAY`, `HOUR`.
    #[schema(required = true, examples("YEAR", "MONTH", "TWO_WEEKS", "WEEK", "DAY", "HOUR"))]
    pub salary_period: Option<String>,
    #[schema(required = true)]
    pub location: Option<Location>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// The job's page in the ATS.
    #[schema(required = true)]
    pub remote_url: Option<String>,
    #[schema(required = true)]
    pub opened_at: Option<Timestamp>,
    #[schema(required = true)]
    pub closed_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_created_at: Option<Timestamp>,
    /// By the ATS's own account.
    #[schema(required = true)]
    pub remote_updated_at: Option<Timestamp>,
    /// Deprecated.
    #[schema(required = true)]
    pub contact_id: Option<String>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    /// In the order in which applications go through them.
    pub stages: Vec<JobStage>,
    pub screening_questions: Vec<ScreeningQuestion>,
    pub job_postings: Vec<JobJobPosting>,
    pub hiring_team: Vec<HiringTeamMember>,
}

/// A stage of a job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobStage {
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
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// The place within the job's stages, counted from 0.
    #[schema(required = true)]
    pub index: Option<i64>,
}

/// A posting of a job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobJobPosting {
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
    #[schema(required = true)]
    pub url: Option<String>,
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
}

/// A user who works on a job, with all roles on it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct HiringTeamMember {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    #[schema(required = true)]
    pub email: Option<String>,
    /// Deprecated in favour of `job_roles`.
    pub hiring_team_roles: Vec<HiringTeamRole>,
    pub job_roles: Vec<JobRole>,
}

/// A role of a user on a job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobRole {
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// The ATS's own name of the role.
    #[schema(required = true)]
    pub remote_label: Option<String>,
    /// Null for roles without a unified meaning.
    #[schema(required = true)]
    pub unified_type: Option<UnifiedRole>,
    pub scope: JobScope,
}
