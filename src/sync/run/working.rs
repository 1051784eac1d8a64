//! A worker takes a run: a new one, or one whose worker is gone.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

use super::checkpoint::Checkpoint;
use super::{Held, LEASE, Report, RunError, Worker, ending};
use crate::clock::Clock;
use crate::connectors::Connector;
use crate::domain::digest::{Hash, digest};
use crate::domain::interaction::{Cause as CallCause, CauseKind};
use crate::domain::scopes::Scopes;
use crate::random;
use crate::render;
use crate::store::integrations::Integration;
use crate::store::runs::{self, Cause, Claim, Claimant, Claimed, Cost, Kind, NewRun};
use crate::store::schedules::{self, Schedule};
use crate::store::{Store, StoreError, answers, marks};
use crate::sync::connection::ConnectionError;
use crate::sync::progress::{Progress, Step};

/// A run that was claimed, and how far it got before.
pub(super) struct Begun {
    pub(super) claim: Claim,
    pub(super) checkpoint: Checkpoint,
    pub(super) spent: Cost,
    pub(super) resumed: bool,
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

    pub(in crate::sync) fn name(&self) -> &str {
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
        let shape = shape(connector.shape().as_bytes(), integration.scopes());
        let kind = promoted(kind, integration, &schedule, &shape);
        let Begun { claim, checkpoint, spent, resumed } = self.claim(integration, kind, cause).await?;
        let mut checkpoint = self.of_what_is_wanted(integration, &claim, checkpoint).await?;
        connector.calls().because_of(CallCause { kind: CauseKind::Sync, id: Some(claim.public_id.clone()) });
        let held = Held { worker: self, integration, connector, claim, schedule, shape, resumed, spent };
        let result = held.work_while_held(&mut checkpoint).await;
        held.end(result, checkpoint).await
    }

    /// The checkpoint, or a new one when other data was wanted of what was read so far: then it has to be read again, and
    /// what was seen of it counts no more.
    async fn of_what_is_wanted(
        &self,
        integration: &Integration,
        claim: &Claim,
        checkpoint: Checkpoint,
    ) -> Result<Checkpoint, RunError> {
        let scope = &integration.scope;
        let wanted = scope.scopes().data_text();
        if checkpoint.wanted == wanted {
            return Ok(checkpoint);
        }
        let mut tx = self.store.begin().await?;
        marks::forget(&mut tx, scope, claim).await?;
        answers::forget(&mut tx, scope, claim).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Checkpoint { wanted, ..Checkpoint::default() })
    }

    /// Writes down a run that could not even begin, so that it is seen, and tried again in its turn.
    pub async fn fail(
        &self,
        integration: &Integration,
        kind: Kind,
        cause: Cause,
        error: &ConnectionError,
    ) -> Result<Report, RunError> {
        let begun = self.claim(integration, kind, cause).await?;
        ending::fail(self, integration, begun, error).await
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

/// What decides how records are made. Where everything is wanted it is as if nothing could be off.
fn shape(connector: &[u8], scopes: &Scopes) -> Hash {
    let render = render::SHAPE.to_be_bytes();
    match scopes.data_text() {
        None => digest(&[connector, &render]),
        Some(wanted) => digest(&[connector, &render, wanted.as_bytes()]),
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
