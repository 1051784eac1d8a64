//! The records around a batch of records: everything that rendering them needs, in a few queries per batch.

mod loader;

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::records::Stored;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, Job, JobPosting, Offer, Role, Tag, User,
};
use crate::domain::digest::Hash;
use crate::domain::id::{IntegrationId, RecordId};
use crate::domain::model::Model;
use crate::domain::scopes::Scopes;

pub use loader::Loader;

/// How many records are kept from one batch for the next: bounds the memory that they take, and the time to order them.
const MOST_KEPT: usize = 10_000;

/// Records of one model by id.
pub type ById<T> = HashMap<RecordId, Stored<T>>;

/// What was loaded. A record that is missing here does not exist, as far as the loaded parts go.
#[derive(Debug)]
pub struct Neighbourhood {
    integration: IntegrationId,
    scopes: Arc<Scopes>,
    pub users: ById<User>,
    pub roles: ById<Role>,
    pub tags: ById<Tag>,
    pub stages: ById<ApplicationStage>,
    pub postings: ById<JobPosting>,
    pub jobs: ById<Job>,
    pub applications: ById<Application>,
    pub candidates: ById<Candidate>,
    pub interviews: ById<Interview>,
    pub offers: ById<Offer>,
    /// Callers' `changed_at` of the applications, as far as they have documents.
    pub application_changed_at: HashMap<RecordId, DateTime<Utc>>,
    /// Digests of what the loaded records say, by model and id: several documents ask for each.
    digests: RefCell<HashMap<(Model, RecordId), Hash>>,
    /// The jobs of which all stages were loaded.
    staged: HashSet<RecordId>,
    links: Links,
}

/// The loaded records by what they hang on, in the order in which they are shown.
#[derive(Debug, Default)]
struct Links {
    stages: HashMap<RecordId, Vec<RecordId>>,
    postings: HashMap<RecordId, Vec<RecordId>>,
    applications: HashMap<RecordId, Vec<RecordId>>,
    interviews: HashMap<RecordId, Vec<RecordId>>,
    offers: HashMap<RecordId, Vec<RecordId>>,
}

impl Neighbourhood {
    pub fn empty(integration: IntegrationId) -> Self {
        Self {
            integration,
            scopes: Scopes::everything(),
            users: HashMap::new(),
            roles: HashMap::new(),
            tags: HashMap::new(),
            stages: HashMap::new(),
            postings: HashMap::new(),
            jobs: HashMap::new(),
            applications: HashMap::new(),
            candidates: HashMap::new(),
            interviews: HashMap::new(),
            offers: HashMap::new(),
            application_changed_at: HashMap::new(),
            digests: RefCell::default(),
            staged: HashSet::new(),
            links: Links::default(),
        }
    }

    /// What of the records may be shown.
    pub fn scopes(&self) -> &Scopes {
        &self.scopes
    }

    /// What the next batch may need again: jobs, stages, users and tags, unless they have become too many to be kept.
    /// To be used only while nobody else writes the integration.
    #[must_use]
    pub fn kept(self) -> Self {
        let many = self.jobs.len() + self.stages.len() + self.users.len() + self.tags.len() > MOST_KEPT;
        let Self { integration, users, tags, stages, jobs, staged, .. } = self;
        let empty = Self::empty(integration);
        if many { empty } else { Self { users, tags, stages, jobs, staged, ..empty } }
    }

    /// A job's stages in the job's order, deleted ones last.
    pub fn stages_of(&self, job: &RecordId) -> impl Iterator<Item = &Stored<ApplicationStage>> {
        linked(&self.links.stages, job, &self.stages)
    }

    /// A job's postings, the most recent first.
    pub fn postings_of(&self, job: &RecordId) -> impl Iterator<Item = &Stored<JobPosting>> {
        linked(&self.links.postings, job, &self.postings)
    }

    /// A candidate's applications, live ones first, the oldest of them first.
    pub fn applications_of(&self, candidate: &RecordId) -> impl Iterator<Item = &Stored<Application>> {
        linked(&self.links.applications, candidate, &self.applications)
    }

    /// An application's interviews, the earliest first.
    pub fn interviews_of(&self, application: &RecordId) -> impl Iterator<Item = &Stored<Interview>> {
        linked(&self.links.interviews, application, &self.interviews)
    }

    /// An application's offers, the oldest first.
    pub fn offers_of(&self, application: &RecordId) -> impl Iterator<Item = &Stored<Offer>> {
        linked(&self.links.offers, application, &self.offers)
    }

    fn index(&mut self) {
        let later = DateTime::<Utc>::MAX_UTC;
        let by = |model, remote_id: Option<&str>| remote_id.map(|remote_id| self.id(model, remote_id));
        let links = Links {
            stages: group(
                &self.stages,
                |s| by(Model::Job, s.body.job_remote_id.as_deref()),
                |a, b| {
                    let position = |s: &Stored<ApplicationStage>| s.body.position.unwrap_or(f64::INFINITY);
                    (!a.live()).cmp(&!b.live()).then(position(a).total_cmp(&position(b)))
                },
            ),
            postings: group(
                &self.postings,
                |p| by(Model::Job, p.body.job_remote_id.as_deref()),
                |a, b| posting_time(b).cmp(&posting_time(a)),
            ),
            applications: group(
                &self.applications,
                |a| by(Model::Candidate, a.body.candidate_remote_id.as_deref()),
                |a, b| {
                    let key =
                        |a: &Stored<Application>| (!a.live(), a.body.remote_created_at.unwrap_or(later));
                    key(a).cmp(&key(b))
                },
            ),
            interviews: group(
                &self.interviews,
                |i| by(Model::Application, i.body.application_remote_id.as_deref()),
                |a, b| a.body.starting_at.unwrap_or(later).cmp(&b.body.starting_at.unwrap_or(later)),
            ),
            offers: group(
                &self.offers,
                |o| by(Model::Application, o.body.application_remote_id.as_deref()),
                |a, b| {
                    a.body.remote_created_at.unwrap_or(later).cmp(&b.body.remote_created_at.unwrap_or(later))
                },
            ),
        };
        self.links = links;
    }

    /// A digest of one of the loaded records, made when it is asked for first.
    pub fn digest_of(&self, model: Model, id: &RecordId, make: impl FnOnce() -> Hash) -> Hash {
        let key = (model, id.clone());
        if let Some(known) = self.digests.borrow().get(&key) {
            return *known;
        }
        let made = make();
        self.digests.borrow_mut().insert(key, made);
        made
    }

    /// The id that a record has in this integration.
    pub fn id(&self, model: Model, remote_id: &str) -> RecordId {
        RecordId::derive(&self.integration, model, remote_id)
    }
}

fn linked<'a, T>(
    links: &'a HashMap<RecordId, Vec<RecordId>>,
    owner: &RecordId,
    rows: &'a ById<T>,
) -> impl Iterator<Item = &'a Stored<T>> {
    links.get(owner).into_iter().flatten().filter_map(|id| rows.get(id))
}

fn posting_time(posting: &Stored<JobPosting>) -> Option<DateTime<Utc>> {
    posting.body.published_at.or(posting.body.remote_created_at)
}

/// Ids by owner; those that compare equal stand in the order of their ids, so that the order is always the same.
fn group<T>(
    rows: &ById<T>,
    owner: impl Fn(&Stored<T>) -> Option<RecordId>,
    order: impl Fn(&Stored<T>, &Stored<T>) -> Ordering,
) -> HashMap<RecordId, Vec<RecordId>> {
    let mut groups: HashMap<RecordId, Vec<&Stored<T>>> = HashMap::new();
    for row in rows.values() {
        if let Some(owner) = owner(row) {
            groups.entry(owner).or_default().push(row);
        }
    }
    groups
        .into_iter()
        .map(|(owner, mut rows)| {
            rows.sort_by(|a, b| order(a, b).then_with(|| a.id.cmp(&b.id)));
            (owner, rows.into_iter().map(|row| row.id.clone()).collect())
        })
        .collect()
}
