//! Records whose rows are as they would be stored. Of a page they are made where it is fetched, so that the writer has
//! only to write.

use std::collections::{HashMap, HashSet};

use sqlx::PgConnection;

use super::reconcile::{Arrived, prepare};
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
}

impl Prepared {
    pub(super) fn of(scope: &IntegrationScope, batch: Batch, shaping: &Shaping) -> Self {
        let rows = HashMap::new();
        let mut prepared = Self { batch: Batch::default(), version: shaping.version, rows };
        let rules = &shaping.rules;
        prepared.add(scope, &batch.users, rules);
        prepared.add(scope, &batch.roles, rules);
        prepared.add(scope, &batch.tags, rules);
        prepared.add(scope, &batch.rejection_reasons, rules);
        prepared.add(scope, &batch.application_stages, rules);
        prepared.add(scope, &batch.job_postings, rules);
        prepared.add(scope, &batch.jobs, rules);
        prepared.add(scope, &batch.applications, rules);
        prepared.add(scope, &batch.candidates, rules);
        prepared.add(scope, &batch.interviews, rules);
        prepared.add(scope, &batch.offers, rules);
        Self { batch, ..prepared }
    }

    fn add<T: Record>(&mut self, scope: &IntegrationScope, records: &[Remote<T>], rules: &Rules) {
        self.rows.insert(T::MODEL, prepare(scope, records, rules));
    }

    /// Makes the rows anew, if the configuration has changed since. Asks under the integration's lock.
    pub(super) async fn follow(
        &mut self,
        db: &mut PgConnection,
        scope: &IntegrationScope,
    ) -> Result<(), StoreError> {
        if reshaping::version(db, scope).await? != self.version {
            let shaping = Shaping::load(db, scope).await?;
            *self = Self::of(scope, std::mem::take(&mut self.batch), &shaping);
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

    /// The rows of one table, once.
    pub(super) fn take<T: Record>(&mut self) -> Vec<Arrived> {
        self.rows.remove(&T::MODEL).unwrap_or_default()
    }
}
