//! The first rendering of an integration, and its opening to callers. While a batch is written, the next ones are loaded
//! and rendered.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;

use super::remaining;
use crate::domain::model::Model;
use crate::store::neighbourhood::Neighbourhood;
use crate::store::writes::Write;
use crate::store::{StoreError, documents, integrations, own_writes};
use crate::sync::first_rendering::{Batch, ORDER, make_batch, next_ids, write_batch};
use crate::sync::progress::Step;
use crate::sync::run::checkpoint::Checkpoint;
use crate::sync::run::{Held, Interruption};

/// How many batches are made while one is written: one a core where there are few. Bounds the memory that they take.
const AHEAD: usize = 2;

/// The ids of a batch.
type Ids = Arc<[String]>;
/// A batch that is being made, and what it hands on.
type Making = AbortOnDropHandle<Result<(Batch, Neighbourhood), StoreError>>;

impl Held<'_> {
    pub(super) async fn render_and_publish(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        if state.rendered.is_none() {
            self.forget_documents(state).await?;
        }
        let begun = self.now();
        let store = self.worker.store.clone();
        let looking =
            AbortOnDropHandle::new(tokio::spawn(async move { store.refresh_record_statistics().await }));
        let mut kept = Vec::new();
        for (model, after) in remaining(&ORDER, state) {
            self.render_model(model, after, begun, &mut kept, state).await?;
        }
        ended(looking.await)?;
        self.worker.store.refresh_document_statistics().await?;
        let mut write = self.begin().await?;
        integrations::publish(write.db(), &self.integration.scope, self.now()).await?;
        Ok(self.commit(write, state).await?)
    }

    /// A run that failed may have left documents that are wrong by now. Nobody has seen them.
    async fn forget_documents(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let mut write = self.begin().await?;
        documents::forget_all(&mut write).await?;
        Ok(self.commit(write, state).await?)
    }

    async fn render_model(
        &self,
        model: Model,
        mut after: String,
        begun: DateTime<Utc>,
        kept: &mut Vec<Neighbourhood>,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let mut documents = 0;
        let mut making: VecDeque<(Ids, Making)> = VecDeque::new();
        self.make_ahead(model, &mut after, kept, &mut making).await?;
        while let Some((ids, made)) = making.pop_front() {
            let (batch, around) = ended(made.await)?;
            kept.push(around);
            self.make_ahead(model, &mut after, kept, &mut making).await?;
            documents += ids.len() as u64;
            self.write_first(model, &ids, batch, begun, state).await?;
            self.worker.progress.report(Step::Rendered { model, documents, ended: false });
        }
        self.worker.progress.report(Step::Rendered { model, documents, ended: true });
        Ok(())
    }

    /// Has batches made until enough are, or the model is at its end.
    async fn make_ahead(
        &self,
        model: Model,
        after: &mut String,
        kept: &mut Vec<Neighbourhood>,
        making: &mut VecDeque<(Ids, Making)>,
    ) -> Result<(), Interruption> {
        let scope = &self.integration.scope;
        while making.len() < AHEAD {
            let mut db = self.worker.store.pool().acquire().await?;
            let ids: Ids = next_ids(&mut db, scope, model, after).await?.into();
            drop(db);
            let Some(last) = ids.last() else { return Ok(()) };
            after.clone_from(last);
            let around = kept.pop().unwrap_or_else(|| Neighbourhood::empty(scope.id().clone()));
            making.push_back((Arc::clone(&ids), self.make(model, ids, around)));
        }
        Ok(())
    }

    /// In a task of its own: it computes, and would keep the writer from going on.
    fn make(&self, model: Model, ids: Ids, around: Neighbourhood) -> Making {
        let (store, scope, now) = (self.worker.store.clone(), self.integration.scope.clone(), self.now());
        AbortOnDropHandle::new(tokio::spawn(async move {
            let mut db = store.pool().acquire().await?;
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            make_batch(&mut db, &scope, model, &ids, around, now).await
        }))
    }

    async fn write_first(
        &self,
        model: Model,
        ids: &[String],
        made: Batch,
        begun: DateTime<Utc>,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        self.unless_over()?;
        let mut write = self.begin().await?;
        // What a crash of Postgres takes back is rendered again; the commit that publishes waits for all before it.
        write.need_not_last().await?;
        let remade = remade(&mut write, model, ids, begun).await?;
        write_batch(&mut write, &remade.unwrap_or(made)).await?;
        state.rendered = ids.last().map(|last| (model.code(), last.clone()));
        Ok(self.commit(write, state).await?)
    }
}

/// A batch as it has to be, if actions wrote anything while batches were made: what was loaded before may be old.
async fn remade(
    write: &mut Write,
    model: Model,
    ids: &[String],
    begun: DateTime<Utc>,
) -> Result<Option<Batch>, StoreError> {
    let (scope, now) = (write.scope().clone(), write.now());
    if own_writes::since(write.db(), &scope, begun).await?.is_empty() {
        return Ok(None);
    }
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let around = Neighbourhood::empty(scope.id().clone());
    let (batch, _around) = make_batch(write.db(), &scope, model, &ids, around, now).await?;
    Ok(Some(batch))
}

/// What a task brought, a broken one as a failure of the database.
fn ended<T>(task: Result<Result<T, StoreError>, JoinError>) -> Result<T, StoreError> {
    task.unwrap_or_else(|broken| Err(StoreError::Driver(sqlx::Error::Io(std::io::Error::other(broken)))))
}
