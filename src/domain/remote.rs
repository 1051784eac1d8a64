//! What a connector hands over: records under their remote ids, in one batch per page.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::ats::{
    Application, ApplicationStage, Candidate, Interview, Job, JobPosting, Offer, RejectionReason, Role, Tag,
    User,
};
use super::model::Model;

/// A record as one ATS knows it. Links inside `body` are remote ids.
#[derive(Debug, Clone, PartialEq)]
pub struct Remote<T> {
    /// The ATS's own id, never empty.
    pub remote_id: String,
    /// When the ATS says that the record was deleted; `None` while it is live.
    pub remote_deleted_at: Option<DateTime<Utc>>,
    /// The time by which an incremental read finds this state of the record; `None` when no filter of the ATS does.
    pub moved_at: Option<DateTime<Utc>>,
    /// How much of the record is known.
    pub knowledge: Knowledge,
    pub body: T,
}

/// Whether a record was read itself, or only seen inside another one.
#[derive(Debug, Clone, PartialEq)]
pub enum Knowledge {
    /// The ATS delivered the record itself. `path` is the endpoint, `json` the record's exact text, as far as it is wanted.
    Full { path: &'static str, json: Option<String> },
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
    /// Sources that applications are credited to: no model of their own, but new applications can name them.
    pub sources: Vec<NamedSource>,
    /// The account's own fields, by the models whose records have them and their names.
    pub own_fields: BTreeSet<(Model, String)>,
    /// Records that do not fit, one by one; they never stop a page.
    pub misfits: Vec<Misfit>,
    /// Rows that were read without any misfit, by their remote ids.
    pub fits: Vec<String>,
    /// Rows that could not be made a record of, but whose ids are known: they are there.
    pub unread: Vec<String>,
    /// How many rows could not even be told apart.
    pub nameless: u32,
}

impl Batch {
    /// The remote ids of the records of a model that the page itself delivers: all but stubs.
    pub fn delivered(&self, model: Model) -> Vec<&str> {
        match model {
            Model::User => ids(&self.users),
            Model::Role => ids(&self.roles),
            Model::Tag => ids(&self.tags),
            Model::RejectionReason => ids(&self.rejection_reasons),
            Model::ApplicationStage => ids(&self.application_stages),
            Model::JobPosting => ids(&self.job_postings),
            Model::Job => ids(&self.jobs),
            Model::Application => ids(&self.applications),
            Model::Candidate => ids(&self.candidates),
            Model::Interview => ids(&self.interviews),
            Model::Offer => ids(&self.offers),
            Model::JobApplicationStage | Model::JobHiringTeamMember | Model::InterviewingTeamMember => {
                Vec::new()
            }
        }
    }
}

impl Batch {
    /// How many rows have something that does not fit.
    pub fn misfitting_rows(&self) -> u64 {
        let named: BTreeSet<&str> =
            self.misfits.iter().filter_map(|misfit| misfit.remote_id.as_deref()).collect();
        named.len() as u64 + u64::from(self.nameless)
    }
}

fn ids<T>(records: &[Remote<T>]) -> Vec<&str> {
    let delivered = records.iter().filter(|record| record.knowledge != Knowledge::Stub);
    delivered.map(|record| record.remote_id.as_str()).collect()
}

/// A source of applications.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedSource {
    pub remote_id: String,
    pub name: String,
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
