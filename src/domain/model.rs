//! The kinds of record, under the names the contract gives them.

/// One kind of record. The slug is part of every derived id and must never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Model {
    User,
    Role,
    Tag,
    RejectionReason,
    ApplicationStage,
    JobPosting,
    Job,
    Application,
    Candidate,
    Interview,
    Offer,
    JobApplicationStage,
    JobHiringTeamMember,
    InterviewingTeamMember,
}

impl Model {
    /// Every model, in the order a sync writes them: what is referred to comes before what refers to it,
    /// except that applications come before candidates, because a candidate's source is its first application's.
    pub const ALL: [Self; 14] = [
        Self::User,
        Self::Role,
        Self::Tag,
        Self::RejectionReason,
        Self::ApplicationStage,
        Self::JobPosting,
        Self::Job,
        Self::Application,
        Self::Candidate,
        Self::Interview,
        Self::Offer,
        Self::JobApplicationStage,
        Self::JobHiringTeamMember,
        Self::InterviewingTeamMember,
    ];

    /// The contract's name of the model (section 6.2), for coverage and change events.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::User => "ats_users",
            Self::Role => "ats_roles",
            Self::Tag => "ats_tags",
            Self::RejectionReason => "ats_rejection_reasons",
            Self::ApplicationStage => "ats_application_stages",
            Self::JobPosting => "ats_job_postings",
            Self::Job => "ats_jobs",
            Self::Application => "ats_applications",
            Self::Candidate => "ats_candidates",
            Self::Interview => "ats_interviews",
            Self::Offer => "ats_offers",
            Self::JobApplicationStage => "ats_join_jobs_application_stages",
            Self::JobHiringTeamMember => "ats_join_jobs_users",
            Self::InterviewingTeamMember => "ats_join_interviews_users",
        }
    }

    /// The models whose records come with those of this one, and with nothing else of an ATS.
    pub const fn brings(self) -> &'static [Self] {
        match self {
            Self::User => &[Self::Role],
            Self::ApplicationStage => &[Self::JobApplicationStage],
            Self::Job => &[Self::JobHiringTeamMember],
            Self::Application => &[Self::RejectionReason],
            Self::Candidate => &[Self::Tag],
            Self::Interview => &[Self::InterviewingTeamMember],
            Self::Role
            | Self::Tag
            | Self::RejectionReason
            | Self::JobPosting
            | Self::Offer
            | Self::JobApplicationStage
            | Self::JobHiringTeamMember
            | Self::InterviewingTeamMember => &[],
        }
    }

    /// The number under which documents of the model are stored. Must never change.
    pub const fn code(self) -> i16 {
        match self {
            Self::User => 1,
            Self::Role => 2,
            Self::Tag => 3,
            Self::RejectionReason => 4,
            Self::ApplicationStage => 5,
            Self::JobPosting => 6,
            Self::Job => 7,
            Self::Application => 8,
            Self::Candidate => 9,
            Self::Interview => 10,
            Self::Offer => 11,
            Self::JobApplicationStage => 12,
            Self::JobHiringTeamMember => 13,
            Self::InterviewingTeamMember => 14,
        }
    }

    /// The model with the contract's name.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.slug() == slug)
    }

    /// The model with a stored number.
    pub fn from_code(code: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.code() == code)
    }
}
