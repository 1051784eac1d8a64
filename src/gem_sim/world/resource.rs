//! The kinds of things that have an id.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Resource {
    #[serde(rename = "candidates")]
    Candidate,
    #[serde(rename = "applications")]
    Application,
    #[serde(rename = "jobs")]
    Job,
    #[serde(rename = "job_stages")]
    Stage,
    #[serde(rename = "job_posts")]
    Post,
    #[serde(rename = "users")]
    User,
    #[serde(rename = "offices")]
    Office,
    #[serde(rename = "departments")]
    Department,
    #[serde(rename = "scheduled_interviews")]
    Interview,
    #[serde(rename = "offers")]
    Offer,
    #[serde(rename = "sources")]
    Source,
    #[serde(rename = "rejection_reasons")]
    Reason,
    #[serde(rename = "scorecards")]
    Scorecard,
    #[serde(rename = "openings")]
    Opening,
    #[serde(rename = "notes")]
    Note,
    /// Only as a part of a stage, and so on for the ones below: they have ids but no rows.
    Definition,
    Slot,
    Kit,
    Question,
    Education,
    Employment,
    ReasonType,
}

impl Resource {
    /// The resources that have rows, with the name of their collection.
    pub(crate) const TABLES: [(Self, &'static str); 15] = [
        (Self::Candidate, "candidates"),
        (Self::Application, "applications"),
        (Self::Job, "jobs"),
        (Self::Stage, "job_stages"),
        (Self::Post, "job_posts"),
        (Self::User, "users"),
        (Self::Office, "offices"),
        (Self::Department, "departments"),
        (Self::Interview, "scheduled_interviews"),
        (Self::Offer, "offers"),
        (Self::Source, "sources"),
        (Self::Reason, "rejection_reasons"),
        (Self::Scorecard, "scorecards"),
        (Self::Opening, "openings"),
        (Self::Note, "notes"),
    ];

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::TABLES.iter().find(|(_, n)| *n == name).map(|(resource, _)| *resource)
    }

    /// A number that keeps the ids and the chances of different resources apart.
    pub(crate) const fn number(self) -> u64 {
        self as u64
    }

    /// The word in front of the colon of a native id.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Application => "application",
            Self::Job => "job",
            Self::Stage => "jobstage",
            Self::Post => "jobpost",
            Self::User => "user",
            Self::Office => "office",
            Self::Department => "department",
            Self::Interview => "scheduledinterview",
            Self::Offer => "offer",
            Self::Source => "source",
            Self::Reason => "rejectionreason",
            Self::Scorecard => "scorecard",
            Self::Opening => "opening",
            Self::Note => "note",
            Self::Definition => "interview",
            Self::Slot => "jobstageinterviewitem",
            Self::Kit => "interviewkit",
            Self::Question => "question",
            Self::Education => "education",
            Self::Employment => "employment",
            Self::ReasonType => "rejectionreasontype",
        }
    }

    /// Whether the public shape leaves `deleted_at` out while the row lives, instead of writing null.
    pub(crate) const fn omits_null_deletion(self) -> bool {
        matches!(
            self,
            Self::Candidate
                | Self::Application
                | Self::Stage
                | Self::Office
                | Self::Department
                | Self::Interview
                | Self::Source
                | Self::Reason
                | Self::Note
        )
    }

    /// Whether rows carry `updated_at`.
    pub(crate) const fn has_updated_at(self) -> bool {
        !matches!(
            self,
            Self::Application
                | Self::Office
                | Self::Department
                | Self::Source
                | Self::Reason
                | Self::Note
                | Self::Opening
        )
    }
}
