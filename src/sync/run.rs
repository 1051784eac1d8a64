//! One run: every page of every pass, each in one transaction with its checkpoint, then the publication.
//!
//! A run may die anywhere: what is committed stays, and the next worker goes on at the checkpoint.

mod counts;
mod reading;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::progress::{Progress, Step};
use super::publish::render_next;
use crate::clock::Clock;
use crate::connectors::budget::BudgetError;
use crate::connectors::{Connector, ConnectorError};
use crate::domain::id::base58_prefix;
use crate::domain::model::Model;
use crate::store::integrations::{self, Integration};
use crate::store::runs::{self, Claim, Claimant, Claimed, Kind, Outcome};
use crate::store::{Store, StoreError};

pub use counts::{Counts, PassCounts};

/// How long a claim on a run holds without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(45);
/// How often a sign of life is given while nothing is written.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// What a worker needs to run syncs.
#[derive(Clone)]
pub struct Worker {
    pub store: Store,
    pub clock: Arc<dyn Clock>,
    pub progress: Arc<dyn Progress>,
    /// Ends the work between two transactions and hands the run back.
    pub stop: CancellationToken,
}

/// How a run ended.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub sync_id: String,
    pub state: Outcome,
    pub counts: Counts,
    /// What went wrong, in a sentence for the operator.
    pub error: Option<String>,
}

#[derive(Debug, thiserror::Error)]
pub enum RunError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Budget(#[from] BudgetError),
    #[error("a sync of this integration is running already, at least until {0}")]
    Busy(DateTime<Utc>),
    #[error("the sync was stopped; the next one goes on where it was")]
    Stopped,
}

/// Where a run goes on, and what it has counted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Checkpoint {
    place: Place,
    counts: Counts,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
enum Place {
    Read { pass: String, page: u32, rows: u64 },
    Publish { model: i16, after: String },
}

impl Default for Place {
    fn default() -> Self {
        Self::Read { pass: String::new(), page: 1, rows: 0 }
    }
}

/// Why a run stopped before its end.
enum Interruption {
    /// The ATS: the run ends badly.
    Connector(ConnectorError),
    /// The database or the operator: the run stays open, to be gone on with.
    Run(RunError),
}

impl From<StoreError> for Interruption {
    fn from(error: StoreError) -> Self {
        Self::Run(error.into())
    }
}

impl From<sqlx::Error> for Interruption {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// A run that this worker holds.
struct Held<'a> {
    worker: &'a Worker,
    integration: &'a Integration,
    connector: &'a dyn Connector,
    claim: Claim,
}

impl Worker {
    /// Runs a sync to its end, or goes on with one whose worker is gone. Refuses while another worker is at it.
    pub async fn sync(
        &self,
        integration: &Integration,
        connector: &dyn Connector,
        kind: Kind,
    ) -> Result<Report, RunError> {
        let (claim, checkpoint) = self.claim(integration, kind).await?;
        let held = Held { worker: self, integration, connector, claim };
        let mut checkpoint = checkpoint;
        let interruption = held.work(&mut checkpoint).await;
        held.end(interruption, checkpoint.counts).await
    }

    /// Writes down a run that could not even begin, so that it is seen, and tried again in its turn.
    pub async fn fail(&self, integration: &Integration, kind: Kind, error: &str) -> Result<Report, RunError> {
        let (claim, checkpoint) = self.claim(integration, kind).await?;
        let mut db = self.store.pool().acquire().await.map_err(StoreError::from)?;
        let (now, state) = (self.clock.now(), Outcome::Failed);
        runs::finish(&mut db, &claim, state, &checkpoint.counts, Some(error), now).await?;
        Ok(Report {
            sync_id: claim.public_id,
            state,
            counts: checkpoint.counts,
            error: Some(error.to_owned()),
        })
    }

    async fn claim(&self, integration: &Integration, kind: Kind) -> Result<(Claim, Checkpoint), RunError> {
        let (sync_id, holder) = (random_id(), random_id());
        let now = self.clock.now();
        let claimant = Claimant { holder: &holder, now, until: now + LEASE };
        let mut db = self.store.pool().acquire().await.map_err(StoreError::from)?;
        match runs::claim(&mut db, &integration.scope, kind, &sync_id, claimant).await? {
            Claimed::New(claim) => Ok((claim, Checkpoint::default())),
            Claimed::TakenOver(claim, checkpoint) => {
                self.progress.report(Step::Resumed);
                Ok((claim, checkpoint.unwrap_or_default()))
            }
            Claimed::Busy(until) => Err(RunError::Busy(until)),
        }
    }
}

fn random_id() -> String {
    use rand::Rng as _;
    let mut random = [0_u8; 32];
    rand::rng().fill_bytes(&mut random);
    base58_prefix(&random)
}

impl Held<'_> {
    async fn work(&self, checkpoint: &mut Checkpoint) -> Result<(), Interruption> {
        if matches!(checkpoint.place, Place::Read { .. }) {
            self.read_all(checkpoint).await?;
        }
        if self.integration.published_at.is_none() {
            self.publish(checkpoint).await?;
        }
        Ok(())
    }

    /// Renders everything that was read, and opens the integration to callers.
    async fn publish(&self, checkpoint: &mut Checkpoint) -> Result<(), Interruption> {
        let (first, mut after) = match &checkpoint.place {
            Place::Publish { model, after } => (Model::from_code(*model), after.clone()),
            Place::Read { .. } => (None, String::new()),
        };
        let models = Model::ALL.into_iter().skip_while(|model| first.is_some_and(|first| *model != first));
        for model in models {
            let mut documents = 0;
            while let Some(rendered) = self.publish_batch(model, &after, checkpoint).await? {
                documents += rendered.records;
                after = rendered.last;
                self.worker.progress.report(Step::Rendered { model, documents, ended: false });
            }
            self.worker.progress.report(Step::Rendered { model, documents, ended: true });
            after.clear();
        }
        self.worker.store.refresh_statistics().await?;
        let mut tx = self.worker.store.begin().await?;
        integrations::publish(&mut tx, &self.integration.scope, self.worker.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn publish_batch(
        &self,
        model: Model,
        after: &str,
        checkpoint: &mut Checkpoint,
    ) -> Result<Option<super::publish::Rendered>, Interruption> {
        self.unless_stopped()?;
        let scope = &self.integration.scope;
        let now = self.worker.clock.now();
        let mut tx = self.worker.store.begin().await?;
        integrations::lock(&mut tx, scope).await?;
        let rendered = render_next(&mut tx, scope, model, after, now).await?;
        if let Some(rendered) = &rendered {
            checkpoint.place = Place::Publish { model: model.code(), after: rendered.last.clone() };
            runs::checkpoint(&mut tx, &self.claim, checkpoint, now + LEASE).await?;
        }
        tx.commit().await?;
        Ok(rendered)
    }

    fn unless_stopped(&self) -> Result<(), Interruption> {
        if self.worker.stop.is_cancelled() { Err(Interruption::Run(RunError::Stopped)) } else { Ok(()) }
    }

    /// Writes down how the run ended, or hands it back when it did not.
    async fn end(self, result: Result<(), Interruption>, counts: Counts) -> Result<Report, RunError> {
        let (state, error) = match result {
            Ok(()) => (Outcome::Succeeded, None),
            Err(Interruption::Connector(error)) => (outcome_of(&error), Some(error.to_string())),
            Err(Interruption::Run(error)) => {
                if matches!(error, RunError::Stopped) {
                    let mut db = self.worker.store.pool().acquire().await.map_err(StoreError::from)?;
                    runs::heartbeat(&mut db, &self.claim, self.worker.clock.now()).await?;
                }
                return Err(error);
            }
        };
        let mut db = self.worker.store.pool().acquire().await.map_err(StoreError::from)?;
        let now = self.worker.clock.now();
        runs::finish(&mut db, &self.claim, state, &counts, error.as_deref(), now).await?;
        self.worker.progress.report(Step::Ended { outcome: state });
        Ok(Report { sync_id: self.claim.public_id, state, counts, error })
    }
}

const fn outcome_of(error: &ConnectorError) -> Outcome {
    match error {
        ConnectorError::Credentials(_) => Outcome::AuthenticationFailed,
        ConnectorError::RateLimited(_)
        | ConnectorError::Unavailable(_)
        | ConnectorError::Refused(_)
        | ConnectorError::Unreadable(_)
        | ConnectorError::Settings(_)
        | ConnectorError::Budget(_) => Outcome::Failed,
    }
}
