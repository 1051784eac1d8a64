//! Signs of life of a run, given beside its work: a claim that nobody renews may be taken over.

use std::time::Duration;

use tokio::time::Instant;

use super::checkpoint::Checkpoint;
use super::{Held, Interruption, RunError};
use crate::connectors::meter::{WaitReason, Waiting};
use crate::store::StoreError;
use crate::store::runs::{self, Wait};
use crate::store::writes::Write;

/// How often a sign of life is given, as a part of the lease.
const BEATS_PER_LEASE: i32 = 4;

impl Held<'_> {
    /// Works for as long as the claim holds. Work that is overtaken is dropped, and its transaction with it.
    pub(super) async fn work_while_held(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        tokio::select! {
            done = self.work(state) => done,
            lost = self.keep_claim() => Err(lost),
        }
    }

    /// Ends only when the claim is lost or the run is over its time.
    async fn keep_claim(&self) -> Interruption {
        let every =
            self.worker.lease.to_std().unwrap_or(Duration::from_secs(45)) / BEATS_PER_LEASE.unsigned_abs();
        let mut beats = tokio::time::interval_at(Instant::now() + every, every);
        let mut waiting = self.connector.meter().waiting();
        loop {
            tokio::select! {
                _beat = beats.tick() => {}
                // A wait shows at once, and so does its end.
                Ok(()) = waiting.changed() => {}
            }
            let wait = *waiting.borrow_and_update();
            if let Err(Interruption::TimedOut) = self.unless_over() {
                return Interruption::TimedOut;
            }
            match self.beat(wait).await {
                Ok(()) => {}
                Err(StoreError::LeaseLost) => {
                    return Interruption::Run(RunError::Store(StoreError::LeaseLost));
                }
                // The work will notice, too, if this lasts; the claim holds for some beats more.
                Err(error) => tracing::warn!(%error, "a sign of life of a sync could not be given"),
            }
        }
    }

    async fn beat(&self, waiting: Option<Waiting>) -> Result<(), StoreError> {
        let mut db = self.worker.store.pool().acquire().await?;
        let wait = waiting.map(|waiting| Wait { until: waiting.until, reason: reason(waiting.reason) });
        runs::heartbeat(&mut db, &self.claim, self.now() + self.worker.lease, wait).await
    }

    /// A transaction that no other writer of the integration overlaps.
    pub(super) async fn begin(&self) -> Result<Write, StoreError> {
        Write::begin(&self.worker.store, &self.integration.scope, self.worker.clock.as_ref()).await
    }

    /// Moves the checkpoint, which also proves the claim, and makes everything that was written visible.
    pub(super) async fn commit(&self, mut write: Write, state: &Checkpoint) -> Result<(), StoreError> {
        let until = self.now() + self.worker.lease;
        runs::checkpoint(write.db(), &self.claim, state, self.cost(), until).await?;
        write.commit(self.worker.clock.as_ref()).await
    }
}

/// As operators read it.
const fn reason(reason: WaitReason) -> &'static str {
    match reason {
        WaitReason::Budget => "the request budget is spent",
        WaitReason::RateLimited => "the ATS asked for a rest",
        WaitReason::Retry => "the ATS failed and is tried again",
    }
}
