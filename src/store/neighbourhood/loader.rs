//! Loads a neighbourhood from the tables.

use std::collections::HashSet;
use std::sync::Arc;

use sqlx::PgConnection;

use super::{ById, Neighbourhood};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::records::{self, Record, Stored, by_link as sql};
use crate::store::{IntegrationScope, StoreError, documents};

/// Loads step by step; each step may use what the steps before it found.
pub struct Loader<'a> {
    db: &'a mut PgConnection,
    scope: &'a IntegrationScope,
    found: Neighbourhood,
}

impl<'a> Loader<'a> {
    pub fn new(db: &'a mut PgConnection, scope: &'a IntegrationScope) -> Self {
        Self::resume(db, scope, Neighbourhood::empty(scope.id().clone()))
    }

    /// Goes on from what is known already: that is not loaded again.
    pub fn resume(db: &'a mut PgConnection, scope: &'a IntegrationScope, found: Neighbourhood) -> Self {
        let found = Neighbourhood { scopes: Arc::clone(scope.scopes()), ..found };
        Self { db, scope, found }
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
        let ids = missing(self.ids(Model::User, remote_ids), &self.found.users);
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
        let ids = missing(self.ids(Model::Tag, remote_ids), &self.found.tags);
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
        let ids = missing(ids, &self.found.candidates);
        let rows = self.load(ids).await?;
        self.found.candidates.extend(by_id(rows));
        Ok(())
    }

    pub async fn applications<'r>(
        &mut self,
        remote_ids: impl Iterator<Item = &'r str>,
    ) -> Result<(), StoreError> {
        let ids = missing(self.ids(Model::Application, remote_ids), &self.found.applications);
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
        let ids = missing(ids, &self.found.jobs);
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
        let rows = self.load(missing(current, &self.found.stages)).await?;
        self.found.stages.extend(by_id(rows));
        Ok(())
    }

    /// All stages of these jobs.
    pub async fn stages_of(&mut self, jobs: HashSet<RecordId>) -> Result<(), StoreError> {
        let jobs: HashSet<RecordId> = jobs.difference(&self.found.staged).cloned().collect();
        let rows = self.load_by(sql::STAGES_BY_JOB, jobs.clone()).await?;
        self.found.staged.extend(jobs);
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

/// Those that were not found yet.
fn missing<T>(ids: HashSet<RecordId>, found: &ById<T>) -> HashSet<RecordId> {
    ids.into_iter().filter(|id| !found.contains_key(id)).collect()
}

fn by_id<T>(rows: Vec<Stored<T>>) -> impl Iterator<Item = (RecordId, Stored<T>)> {
    rows.into_iter().map(|row| (row.id.clone(), row))
}
