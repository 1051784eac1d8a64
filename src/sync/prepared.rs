//! Records whose rows are as they would be stored. Of a page they are made where it is fetched, so that the writer has
//! only to write.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::cut::cut_batch;
use super::narrowing::Links;
use super::rows::{Arrived, empty, prepare};
use super::shaping::Shaping;
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Remote};
use crate::domain::shaping::Rules;
use crate::store::records::Record;
use crate::store::reshaping::{self, Version};
use crate::store::{IntegrationScope, StoreError};

#[derive(Debug)]
pub(super) struct Prepared {
    pub batch: Batch,
    /// The configuration by which the rows were made.
    pub version: Version,
    rows: HashMap<Model, Vec<Arrived>>,
    /// What may not be kept, as long as nobody has looked.
    pub links: Option<Links>,
    /// What was there and is not kept.
    pub dropped: Vec<(Model, RecordId)>,
}

impl Prepared {
    pub(super) fn of(scope: &IntegrationScope, mut batch: Batch, shaping: &Shaping) -> Self {
        let links = Links::of(scope, &batch);
        cut_batch(scope, &mut batch);
        let rows = rows(scope, &batch, &shaping.rules);
        Self { batch, version: shaping.version, rows, links, dropped: Vec::new() }
    }

    /// Makes the rows anew, if the configuration has changed since. Asks under the integration's lock, before any row is
    /// left out.
    pub(super) async fn follow(
        &mut self,
        db: &mut PgConnection,
        scope: &IntegrationScope,
    ) -> Result<(), StoreError> {
        if reshaping::version(db, scope).await? != self.version {
            let shaping = Shaping::load(db, scope).await?;
            self.rows = rows(scope, &self.batch, &shaping.rules);
            self.version = shaping.version;
        }
        Ok(())
    }

    /// Leaves the rows of these records alone, and the joins that follow from them. They are delivered all the same.
    pub(super) fn leave_out(&mut self, records: &HashSet<(Model, RecordId)>) {
        if records.is_empty() {
            return;
        }
        for (model, rows) in &mut self.rows {
            rows.retain(|arrived| !records.contains(&(*model, arrived.row.id.clone())));
        }
    }

    /// The rows of a model that are to be written.
    pub(super) fn rows(&self, model: Model) -> &[Arrived] {
        self.rows.get(&model).map(Vec::as_slice).unwrap_or_default()
    }

    /// Takes everything out of these records of a model but their ids: they count as deleted.
    pub(super) fn empty<T: Record>(
        &mut self,
        scope: &IntegrationScope,
        is_meant: impl Fn(&RecordId) -> bool,
        now: DateTime<Utc>,
    ) {
        for arrived in self.rows.get_mut(&T::MODEL).into_iter().flatten() {
            if is_meant(&arrived.row.id) {
                empty::<T>(scope, &mut arrived.row, now);
            }
        }
    }

    /// Takes records of a model out, as if they had not been delivered.
    pub(super) fn drop(&mut self, scope: &IntegrationScope, model: Model, ids: HashSet<RecordId>) {
        if let Some(rows) = self.rows.get_mut(&model) {
            rows.retain(|arrived| !ids.contains(&arrived.row.id));
        }
        let is_kept = |remote_id: &str| !ids.contains(&scope.record(model, remote_id));
        match model {
            Model::Application => self.batch.applications.retain(|record| is_kept(&record.remote_id)),
            Model::Candidate => self.batch.candidates.retain(|record| is_kept(&record.remote_id)),
            Model::Interview => self.batch.interviews.retain(|record| is_kept(&record.remote_id)),
            Model::Offer => self.batch.offers.retain(|record| is_kept(&record.remote_id)),
            _not_of_applications => {}
        }
        self.dropped.extend(ids.into_iter().map(|id| (model, id)));
    }

    /// The rows of one table, once.
    pub(super) fn take<T: Record>(&mut self) -> Vec<Arrived> {
        self.rows.remove(&T::MODEL).unwrap_or_default()
    }
}

fn rows(scope: &IntegrationScope, batch: &Batch, rules: &Rules) -> HashMap<Model, Vec<Arrived>> {
    fn of<T: Record>(
        scope: &IntegrationScope,
        records: &[Remote<T>],
        rules: &Rules,
    ) -> (Model, Vec<Arrived>) {
        (T::MODEL, prepare(scope, records, rules))
    }
    HashMap::from([
        of(scope, &batch.users, rules),
        of(scope, &batch.roles, rules),
        of(scope, &batch.tags, rules),
        of(scope, &batch.rejection_reasons, rules),
        of(scope, &batch.application_stages, rules),
        of(scope, &batch.job_postings, rules),
        of(scope, &batch.jobs, rules),
        of(scope, &batch.applications, rules),
        of(scope, &batch.candidates, rules),
        of(scope, &batch.interviews, rules),
        of(scope, &batch.offers, rules),
    ])
}
