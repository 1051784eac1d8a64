//! The first rendering of an integration, and its opening to callers. While a batch is written, the next one is loaded
//! and rendered.

use tokio::task::JoinError;
use tokio_util::task::AbortOnDropHandle;

use super::remaining;
use crate::domain::model::Model;
use crate::store::neighbourhood::Neighbourhood;
use crate::store::{StoreError, documents, integrations};
use crate::sync::first_rendering::{Batch, ORDER, next_batch, write_batch};
use crate::sync::progress::Step;
use crate::sync::run::checkpoint::Checkpoint;
use crate::sync::run::{Held, Interruption};

/// A batch that is being made, and what it hands on.
type Making = AbortOnDropHandle<Result<(Option<Batch>, Neighbourhood), StoreError>>;

impl Held<'_> {
    pub(super) async fn render_and_publish(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        if state.rendered.is_none() {
            self.forget_documents(state).await?;
        }
        let store = self.worker.store.clone();
        let looking =
            AbortOnDropHandle::new(tokio::spawn(async move { store.refresh_record_statistics().await }));
        let mut kept = Neighbourhood::empty(self.integration.scope.id().clone());
        for (model, after) in remaining(&ORDER, state) {
            kept = self.render_model(model, after, kept, state).await?;
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
        after: String,
        kept: Neighbourhood,
        state: &mut Checkpoint,
    ) -> Result<Neighbourhood, Interruption> {
        let mut documents = 0;
        let mut making = self.make(model, after, kept);
        loop {
            let (batch, kept) = ended(making.await)?;
            let Some(batch) = batch else {
                self.worker.progress.report(Step::Rendered { model, documents, ended: true });
                return Ok(kept);
            };
            making = self.make(model, batch.last.clone(), kept);
            documents += batch.records;
            self.write_first(model, batch, state).await?;
            self.worker.progress.report(Step::Rendered { model, documents, ended: false });
        }
    }

    /// In a task of its own: it computes, and would keep the writer from going on.
    fn make(&self, model: Model, after: String, kept: Neighbourhood) -> Making {
        let (store, scope, now) = (self.worker.store.clone(), self.integration.scope.clone(), self.now());
        AbortOnDropHandle::new(tokio::spawn(async move {
            let mut db = store.pool().acquire().await?;
            next_batch(&mut db, &scope, model, &after, kept, now).await
        }))
    }

    async fn write_first(
        &self,
        model: Model,
        batch: Batch,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        self.unless_over()?;
        let mut write = self.begin().await?;
        // What a crash of Postgres takes back is rendered again; the commit that publishes waits for all before it.
        write.need_not_last().await?;
        write_batch(&mut write, &batch).await?;
        state.rendered = Some((model.code(), batch.last));
        Ok(self.commit(write, state).await?)
    }
}

/// What a task brought, a broken one as a failure of the database.
fn ended<T>(task: Result<Result<T, StoreError>, JoinError>) -> Result<T, StoreError> {
    task.unwrap_or_else(|broken| Err(StoreError::Driver(sqlx::Error::Io(std::io::Error::other(broken)))))
}
