//! One run: its lists page by page, each page in one transaction with the checkpoint behind it, then what follows
//! from having read everything.
//!
//! A run may die anywhere: what is committed stays, and the next worker goes on at the checkpoint.

mod checkpoint;
mod counts;
mod cutting;
mod ending;
mod holding;
mod reading;
mod rendering;
mod sweeping;
mod working;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::progress::Progress;
use crate::clock::Clock;
use crate::connectors::budget::BudgetError;
use crate::connectors::{Connector, ConnectorError, Pass};
use crate::domain::digest::Hash;
use crate::domain::model::Model;
use crate::store::integrations::Integration;
use crate::store::runs::{Claim, Cost, Kind, Outcome};
use crate::store::schedules::Schedule;
use crate::store::{Store, StoreError, model_syncs};
use checkpoint::{Checkpoint, Stage};

pub use counts::{Counts, ModelCounts};

/// How long a claim on a run holds without a sign of life, unless the operator sets another time.
pub const LEASE: TimeDelta = TimeDelta::seconds(45);
/// How long a run may take in all, whoever works on it.
pub(super) const DEADLINE: TimeDelta = TimeDelta::hours(24);
/// How much further back than the last read an incremental read looks: covers clocks that differ, and changes that
/// the ATS shows late (Gem's sheet, section 9).
const OVERLAP: TimeDelta = TimeDelta::minutes(10);

/// What a worker needs to run syncs.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    progress: Arc<dyn Progress>,
    /// Ends the work between two transactions and hands the run back.
    stop: CancellationToken,
    /// Tells the process apart from all others that share the database.
    name: String,
    lease: TimeDelta,
}

/// How a run ended.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    pub sync_id: String,
    pub kind: Kind,
    pub state: Outcome,
    pub counts: Counts,
    pub cost: Cost,
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

/// Why a run stopped before its end.
enum Interruption {
    /// The ATS: the run ends badly.
    Connector(ConnectorError),
    /// The run took longer than any run may.
    TimedOut,
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
    connector: &'a Arc<dyn Connector>,
    claim: Claim,
    schedule: Schedule,
    /// What decides how records are mapped and rendered, as of this program and these settings.
    shape: Hash,
    /// Somebody worked on the run before.
    resumed: bool,
    /// What the run had cost when it was taken over.
    spent: Cost,
}

impl Held<'_> {
    /// Everything a run does, from its checkpoint on.
    async fn work(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let mut db = self.worker.store.pool().acquire().await?;
        let read_until = model_syncs::read_until(&mut db, &self.integration.scope).await?;
        drop(db);
        match self.claim.kind {
            Kind::Delta => self.read_changes(state, &read_until).await,
            Kind::Full => self.read_everything(state, &read_until).await,
        }
    }

    async fn read_changes(
        &self,
        state: &mut Checkpoint,
        read_until: &HashMap<Model, DateTime<Utc>>,
    ) -> Result<(), Interruption> {
        state.enter(Stage::Read);
        self.read_plan(&self.delta_plan(), read_until, state).await
    }

    async fn read_everything(
        &self,
        state: &mut Checkpoint,
        read_until: &HashMap<Model, DateTime<Utc>>,
    ) -> Result<(), Interruption> {
        if state.enter(Stage::Read) {
            self.read_plan(&self.full_plan(), read_until, state).await?;
        }
        if state.enter(Stage::Confirm) {
            self.confirm(state).await?;
        }
        if state.enter(Stage::CatchUp) {
            self.catch_up(state).await?;
        }
        if state.enter(Stage::Sweep) {
            self.sweep(state).await?;
        }
        if state.enter(Stage::Render) && !self.is_in_shape() {
            self.cut_stored(state).await?;
            self.render_all(state).await?;
        }
        Ok(())
    }

    fn full_plan(&self) -> Vec<Pass> {
        self.in_order(self.connector.full_plan())
    }

    fn delta_plan(&self) -> Vec<Pass> {
        self.in_order(self.connector.delta_plan())
    }

    /// Under a filter it is the applications that say which candidates are kept.
    fn in_order(&self, mut plan: Vec<Pass>) -> Vec<Pass> {
        if !self.integration.scope.applications().is_everything() {
            plan.sort_by_key(|pass| pass.model == Model::Candidate);
        }
        plan
    }

    /// Whether every document is as this program would render it.
    fn is_in_shape(&self) -> bool {
        self.integration.published_at.is_some() && self.schedule.shaped_by.as_deref() == Some(&self.shape)
    }

    fn now(&self) -> DateTime<Utc> {
        self.worker.clock.now()
    }

    /// Refuses to go on when the operator or the clock says so.
    fn unless_over(&self) -> Result<(), Interruption> {
        if self.worker.stop.is_cancelled() {
            return Err(Interruption::Run(RunError::Stopped));
        }
        if self.now() - self.claim.started_at > DEADLINE {
            return Err(Interruption::TimedOut);
        }
        Ok(())
    }
}
