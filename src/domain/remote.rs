//! What a connector hands over: records under their remote ids, in one batch per page.

use chrono::{DateTime, Utc};

use super::ats::{
    Application, ApplicationStage, Candidate, Interview, Job, JobPosting, Offer, RejectionReason, Role, Tag,
    User,
};

/// A record as one ATS knows it. Links inside `body` are remote ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote<T> {
    /// The ATS's own id, never empty.
    pub remote_id: String,
    /// When the ATS says that the record was deleted; `None` while it is live.
    pub remote_deleted_at: Option<DateTime<Utc>>,
    /// How much of the record is known.
    pub knowledge: Knowledge,
    pub body: T,
}

/// Whether a record was read itself, or only seen inside another one.
#[derive(Debug, Clone, PartialEq)]
pub enum Knowledge {
    /// The ATS delivered the record itself. `path` is the endpoint, `json` the record's exact text.
    Full { path: &'static str, json: String },
    /// Derived from other records (tags, rejection reasons, roles): complete, without a text of its own.
    Derived,
    /// Only named by another record; never overwrites a full record, and is not listed to callers.
    Stub,
}

/// Everything one page of an ATS yields. A page of applications also yields stages, jobs and users as stubs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    pub users: Vec<Remote<User>>,
    pub roles: Vec<Remote<Role>>,
    pub tags: Vec<Remote<Tag>>,
    pub rejection_reasons: Vec<Remote<RejectionReason>>,
    pub application_stages: Vec<Remote<ApplicationStage>>,
    pub job_postings: Vec<Remote<JobPosting>>,
    pub jobs: Vec<Remote<Job>>,
    pub applications: Vec<Remote<Application>>,
    pub candidates: Vec<Remote<Candidate>>,
    pub interviews: Vec<Remote<Interview>>,
    pub offers: Vec<Remote<Offer>>,
    /// Records that do not fit, one by one; they never stop a page.
    pub misfits: Vec<Misfit>,
}

/// A record that could not be read: where it was, which one, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    pub remote_id: Option<String>,
    /// The JSON path that failed, such as `jobs[0].id`.
    pub path: String,
    /// What was expected, without any value of the record.
    pub reason: String,
}
