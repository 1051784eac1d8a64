//! Records whose rows are as they would be stored. Of a page they are made where it is fetched, so that the writer has
//! only to write.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::cut::cut_batch;
use super::narrowing::Links;
use super::reconcile::{Arrived, empty, prepare};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::remote::{Batch, Remote};
use crate::store::IntegrationScope;
use crate::store::records::Record;

#[derive(Debug)]
pub(super) struct Prepared {
    pub batch: Batch,
    rows: HashMap<Model, Vec<Arrived>>,
    /// What may not be kept, as long as nobody has looked.
    pub links: Option<Links>,
    /// What was there and is not kept.
    pub dropped: Vec<(Model, RecordId)>,
}

impl Prepared {
    pub(super) fn of(scope: &IntegrationScope, mut batch: Batch) -> Self {
        let links = Links::of(scope, &batch);
        cut_batch(scope, &mut batch);
        let mut prepared = Self { batch: Batch::default(), rows: HashMap::new(), links, dropped: Vec::new() };
        prepared.add(scope, &batch.users);
        prepared.add(scope, &batch.roles);
        prepared.add(scope, &batch.tags);
        prepared.add(scope, &batch.rejection_reasons);
        prepared.add(scope, &batch.application_stages);
        prepared.add(scope, &batch.job_postings);
        prepared.add(scope, &batch.jobs);
        prepared.add(scope, &batch.applications);
        prepared.add(scope, &batch.candidates);
        prepared.add(scope, &batch.interviews);
        prepared.add(scope, &batch.offers);
        Self { batch, ..prepared }
    }

    fn add<T: Record>(&mut self, scope: &IntegrationScope, records: &[Remote<T>]) {
        self.rows.insert(T::MODEL, prepare(scope, records));
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
