//! One run: its lists page by page, each page in one transaction with the checkpoint behind it, then what follows
//! from having read everything.
//!
//! A run may die anywhere: what is committed stays, and the next worker goes on at the checkpoint.

mod checkpoint;
mod counts;
mod ending;
mod holding;
mod reading;
mod rendering;
mod sweeping;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::progress::{Progress, Step};
use crate::clock::Clock;
use crate::connectors::budget::BudgetError;
use crate::connectors::{Connector, ConnectorError};
use crate::domain::digest::{Hash, digest};
use crate::domain::model::Model;
use crate::random;
use crate::render;
use crate::store::integrations::Integration;
use crate::store::runs::{self, Cause, Claim, Claimant, Claimed, Cost, Kind, NewRun, Outcome};
use crate::store::schedules::{self, Schedule};
use crate::store::{Store, StoreError, model_syncs};
use checkpoint::{Checkpoint, Stage};

pub use counts::{Counts, ModelCounts};

/// How long a claim on a run holds without a sign of life, unless the operator sets another time.
pub const LEASE: TimeDelta = TimeDelta::seconds(45);
/// How long a run may take in all, whoever works on it.
const DEADLINE: TimeDelta = TimeDelta::hours(24);
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

/// A run that was claimed, and how far it got before.
struct Begun {
    claim: Claim,
    checkpoint: Checkpoint,
    spent: Cost,
    resumed: bool,
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

impl Worker {
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        progress: Arc<dyn Progress>,
        stop: CancellationToken,
    ) -> Self {
        Self { store, clock, progress, stop, name: random::id(), lease: LEASE }
    }

    /// The same with another lease: a dead worker is replaced when that time has passed.
    #[must_use]
    pub fn with_lease(self, lease: TimeDelta) -> Self {
        Self { lease, ..self }
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Runs a sync to its end, or goes on with one whose worker is gone, of whatever kind. Refuses while another
    /// worker is at it.
    pub async fn sync(
        &self,
        integration: &Integration,
        connector: &Arc<dyn Connector>,
        kind: Kind,
        cause: Cause,
    ) -> Result<Report, RunError> {
        let mut db = self.store.pool().acquire().await.map_err(StoreError::from)?;
        let schedule = schedules::get(&mut db, &integration.scope).await?;
        drop(db);
        let shape = digest(&[connector.shape().as_bytes(), &render::SHAPE.to_be_bytes()]);
        let kind = promoted(kind, integration, &schedule, &shape);
        let Begun { claim, mut checkpoint, spent, resumed } = self.claim(integration, kind, cause).await?;
        let held = Held { worker: self, integration, connector, claim, schedule, shape, resumed, spent };
        let result = held.work_while_held(&mut checkpoint).await;
        held.end(result, checkpoint).await
    }

    /// Writes down a run that could not even begin, so that it is seen, and tried again in its turn.
    pub async fn fail(
        &self,
        integration: &Integration,
        kind: Kind,
        cause: Cause,
        error: &str,
    ) -> Result<Report, RunError> {
        let Begun { claim, checkpoint, spent, .. } = self.claim(integration, kind, cause).await?;
        ending::fail(self, integration, claim, checkpoint, spent, error).await
    }

    async fn claim(&self, integration: &Integration, kind: Kind, cause: Cause) -> Result<Begun, RunError> {
        let (sync_id, holder) = (random::id(), random::id());
        let now = self.clock.now();
        let claimant = Claimant { worker: &self.name, holder: &holder, now, until: now + self.lease };
        let new = NewRun { public_id: &sync_id, kind, cause };
        let mut db = self.store.pool().acquire().await.map_err(StoreError::from)?;
        match runs::claim(&mut db, &integration.scope, new, claimant).await? {
            Claimed::New(claim) => {
                let (checkpoint, spent) = (Checkpoint::default(), Cost::default());
                Ok(Begun { claim, checkpoint, spent, resumed: false })
            }
            Claimed::TakenOver(claim, checkpoint, spent) => {
                self.progress.report(Step::Resumed);
                let checkpoint = read_checkpoint(checkpoint.as_deref(), integration);
                Ok(Begun { claim, checkpoint, spent, resumed: true })
            }
            Claimed::Busy(until) => Err(RunError::Busy(until)),
        }
    }
}

/// Everything is read where nothing was yet, and where what is stored was made by other rules.
fn promoted(kind: Kind, integration: &Integration, schedule: &Schedule, shape: &Hash) -> Kind {
    let same_shape = schedule.shaped_by.as_deref() == Some(shape);
    if integration.published_at.is_none() || !same_shape { Kind::Full } else { kind }
}

/// A checkpoint of another version of the program is as good as none: the run begins again.
fn read_checkpoint(text: Option<&str>, integration: &Integration) -> Checkpoint {
    let Some(text) = text else { return Checkpoint::default() };
    serde_json::from_str(text).unwrap_or_else(|error| {
        let id = integration.scope.id();
        tracing::warn!(integration.id = %id, %error, "a run's checkpoint cannot be read, it begins again");
        Checkpoint::default()
    })
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
        self.read_plan(&self.connector.delta_plan(), read_until, state).await
    }

    async fn read_everything(
        &self,
        state: &mut Checkpoint,
        read_until: &HashMap<Model, DateTime<Utc>>,
    ) -> Result<(), Interruption> {
        if state.enter(Stage::Read) {
            self.read_plan(&self.connector.full_plan(), read_until, state).await?;
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
            self.render_all(state).await?;
        }
        Ok(())
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
