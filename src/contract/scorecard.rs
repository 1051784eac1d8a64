//! Scorecards on candidates (contract section 3.12), documented at `/ats/scorecards`.

use serde::Serialize;
use utoipa::ToSchema;

use super::record::{RemoteData, UserRef};
use super::timestamp::Timestamp;

/// One person's opinion on a candidate.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Scorecard {
    pub id: String,
    /// The ATS's own id; never null.
    pub remote_id: String,
    #[schema(required = true)]
    pub candidate_id: Option<String>,
    #[schema(required = true)]
    pub application_id: Option<String>,
    #[schema(required = true)]
    pub interview_id: Option<String>,
    /// Whose opinion it is, not who typed it in.
    #[schema(required = true)]
    pub author_id: Option<String>,
    #[schema(required = true)]
    pub responses: Option<Vec<ScorecardResponse>>,
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

/// One answered point of a scorecard.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScorecardResponse {
    #[schema(required = true)]
    pub remote_id: Option<String>,
    pub label: String,
    #[schema(required = true)]
    pub description: Option<String>,
    #[schema(required = true)]
    pub required: Option<bool>,
    #[serde(flatten)]
    pub answer: ScorecardAnswer,
}

/// The type of a point and what was answered; a null answer means not answered.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScorecardAnswer {
    Text {
        #[schema(required = true)]
        answer: Option<String>,
    },
    Number {
        #[schema(required = true)]
        answer: Option<f64>,
    },
    Boolean {
        #[schema(required = true)]
        answer: Option<bool>,
    },
    Date {
        /// A day, `YYYY-MM-DD`.
        #[schema(required = true)]
        answer: Option<String>,
    },
    SingleSelect {
        #[schema(required = true)]
        answer: Option<ScorecardOption>,
        options: Vec<ScorecardOption>,
    },
    MultiSelect {
        #[schema(required = true)]
        answer: Option<Vec<ScorecardOption>>,
        options: Vec<ScorecardOption>,
    },
}

/// One choice of a point.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScorecardOption {
    #[schema(required = true)]
    pub remote_id: Option<String>,
    pub label: String,
}
