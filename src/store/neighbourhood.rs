//! The records around a batch of records: everything that rendering them needs, in a few queries per batch.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::documents;
use super::records::{self, Record, Stored, by_link as sql};
use super::{IntegrationScope, StoreError};
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, Job, JobPosting, Offer, Role, Tag, User,
};
use crate::domain::id::{IntegrationId, RecordId};
use crate::domain::model::Model;

/// Records of one model by id.
pub type ById<T> = HashMap<RecordId, Stored<T>>;

/// What was loaded. A record that is missing here does not exist, as far as the loaded parts go.
#[derive(Debug)]
pub struct Neighbourhood {
    integration: IntegrationId,
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
            links: Links::default(),
        }
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

    /// The id that a record has in this integration.
    pub fn id(&self, model: Model, remote_id: &str) -> RecordId {
        RecordId::derive(&self.integration, model, remote_id)
    }
}

/// Loads step by step; each step may use what the steps before it found.
pub struct Loader<'a> {
    db: &'a mut PgConnection,
    scope: &'a IntegrationScope,
    found: Neighbourhood,
}

impl<'a> Loader<'a> {
    pub fn new(db: &'a mut PgConnection, scope: &'a IntegrationScope) -> Self {
        Self { db, scope, found: Neighbourhood::empty(scope.id().clone()) }
    }

    pub fn finish(mut self) -> Neighbourhood {
        self.found.index();
        self.found
    }

    pub fn found(&mut self) -> &mut Neighbourhood {
        &mut self.found
    }

    fn ids<'r>(&self, model: Model, remote_ids: impl Iterator<Item = &'r str>) -> HashSet<RecordId> {
        remote_ids.map(|remote_id| self.found.id(model, remote_id)).collect()
    }

    async fn load<T: Record>(&mut self, ids: HashSet<RecordId>) -> Result<Vec<Stored<T>>, StoreError> {
        records::load(self.db, self.scope, &texts(&ids)).await
    }

    async fn load_by<T: Record>(
        &mut self,
        statement: &'static str,
        ids: HashSet<RecordId>,
    ) -> Result<Vec<Stored<T>>, StoreError> {
        records::load_by(self.db, self.scope, statement, &texts(&ids)).await
    }

    pub async fn users<'r>(&mut self, remote_ids: impl Iterator<Item = &'r str>) -> Result<(), StoreError> {
        let ids = self.ids(Model::User, remote_ids);
        let rows = self.load(ids).await?;
        self.found.users.extend(by_id(rows));
        Ok(())
    }

    /// All roles: an integration has a handful.
    pub async fn roles(&mut self) -> Result<(), StoreError> {
        let rows = sqlx::query_as(sql::ALL_ROLES).bind(self.scope.key()).fetch_all(&mut *self.db).await?;
        self.found.roles.extend(by_id(rows));
        Ok(())
    }

    pub async fn tags<'r>(&mut self, remote_ids: impl Iterator<Item = &'r str>) -> Result<(), StoreError> {
        let ids = self.ids(Model::Tag, remote_ids);
        let rows = self.load(ids).await?;
        self.found.tags.extend(by_id(rows));
        Ok(())
    }

    /// The tags of the candidates found so far.
    pub async fn tags_of_candidates(&mut self) -> Result<(), StoreError> {
        let names: HashSet<String> =
            self.found.candidates.values().flat_map(|c| c.body.tag_remote_ids.iter().cloned()).collect();
        self.tags(names.iter().map(String::as_str)).await
    }

    /// The candidates of the applications found so far.
    pub async fn candidates_of_applications(&mut self) -> Result<(), StoreError> {
        let ids = self.ids(
            Model::Candidate,
            self.found.applications.values().filter_map(|a| a.body.candidate_remote_id.as_deref()),
        );
        let rows = self.load(ids).await?;
        self.found.candidates.extend(by_id(rows));
        Ok(())
    }

    pub async fn applications<'r>(
        &mut self,
        remote_ids: impl Iterator<Item = &'r str>,
    ) -> Result<(), StoreError> {
        let ids = self.ids(Model::Application, remote_ids);
        let rows = self.load(ids).await?;
        self.found.applications.extend(by_id(rows));
        Ok(())
    }

    /// All applications of the candidates found so far.
    pub async fn applications_of_candidates(&mut self) -> Result<(), StoreError> {
        let ids = self.found.candidates.keys().cloned().collect();
        let rows = self.load_by(sql::APPLICATIONS_BY_CANDIDATE, ids).await?;
        self.found.applications.extend(by_id(rows));
        Ok(())
    }

    /// When callers were told that the applications found so far changed.
    pub async fn changes_of_applications(&mut self) -> Result<(), StoreError> {
        let ids: HashSet<RecordId> = self.found.applications.keys().cloned().collect();
        let stamps = documents::stamps(self.db, self.scope, Model::Application, &texts(&ids)).await?;
        self.found
            .application_changed_at
            .extend(stamps.into_iter().map(|(id, stamp)| (id, stamp.changed_at)));
        Ok(())
    }

    /// The jobs of the applications found so far.
    pub async fn jobs_of_applications(&mut self) -> Result<(), StoreError> {
        let ids = self.ids(
            Model::Job,
            self.found.applications.values().filter_map(|a| a.body.job_remote_id.as_deref()),
        );
        let rows = self.load(ids).await?;
        self.found.jobs.extend(by_id(rows));
        Ok(())
    }

    /// All stages of the jobs of the applications found so far, and the applications' own stages.
    pub async fn stages_of_applications(&mut self) -> Result<(), StoreError> {
        let applications = || self.found.applications.values();
        let jobs = self.ids(Model::Job, applications().filter_map(|a| a.body.job_remote_id.as_deref()));
        let current = self.ids(
            Model::ApplicationStage,
            applications().filter_map(|a| a.body.current_stage_remote_id.as_deref()),
        );
        self.stages_of(jobs).await?;
        let missing = current.into_iter().filter(|id| !self.found.stages.contains_key(id)).collect();
        let rows = self.load(missing).await?;
        self.found.stages.extend(by_id(rows));
        Ok(())
    }

    /// All stages of these jobs.
    pub async fn stages_of(&mut self, jobs: HashSet<RecordId>) -> Result<(), StoreError> {
        let rows = self.load_by(sql::STAGES_BY_JOB, jobs).await?;
        self.found.stages.extend(by_id(rows));
        Ok(())
    }

    pub async fn postings_of(&mut self, jobs: HashSet<RecordId>) -> Result<(), StoreError> {
        let rows = self.load_by(sql::POSTINGS_BY_JOB, jobs).await?;
        self.found.postings.extend(by_id(rows));
        Ok(())
    }

    pub async fn interviews_of(&mut self, applications: HashSet<RecordId>) -> Result<(), StoreError> {
        let rows = self.load_by(sql::INTERVIEWS_BY_APPLICATION, applications).await?;
        self.found.interviews.extend(by_id(rows));
        Ok(())
    }

    pub async fn offers_of(&mut self, applications: HashSet<RecordId>) -> Result<(), StoreError> {
        let rows = self.load_by(sql::OFFERS_BY_APPLICATION, applications).await?;
        self.found.offers.extend(by_id(rows));
        Ok(())
    }
}

fn texts(ids: &HashSet<RecordId>) -> Vec<&str> {
    ids.iter().map(RecordId::as_str).collect()
}

fn by_id<T>(rows: Vec<Stored<T>>) -> impl Iterator<Item = (RecordId, Stored<T>)> {
    rows.into_iter().map(|row| (row.id.clone(), row))
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
