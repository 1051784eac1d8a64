//! Starts runs that are due, as long as the process has the role `sync`.

use std::time::Duration;

use chrono::TimeDelta;

use super::connection::{ConnectionError, Connections};
use super::run::{RunError, Worker};
use crate::domain::id::IntegrationId;
use crate::store::runs::{Kind, Schedule};
use crate::store::{StoreError, integrations, runs};

/// How long after a run that ended well the next one is due (contract section 7.3).
const EVERY: TimeDelta = TimeDelta::hours(3);
/// How long after a run that ended badly.
const AFTER_FAILURE: TimeDelta = TimeDelta::minutes(10);
/// How often due runs are looked for.
const LOOK: Duration = Duration::from_secs(2);
/// How many due runs are taken at a look.
const TAKE: i64 = 16;

/// Runs what is due until the worker is stopped, one after the other.
pub async fn run(worker: Worker, connections: Connections) {
    while !worker.stop.is_cancelled() {
        match due(&worker).await {
            Ok(ids) => {
                for id in ids {
                    if !worker.stop.is_cancelled() {
                        sync_logged(&worker, &connections, &id).await;
                    }
                }
            }
            Err(error) => tracing::error!(%error, "due syncs cannot be looked up"),
        }
        tokio::select! {
            () = worker.stop.cancelled() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

async fn due(worker: &Worker) -> Result<Vec<IntegrationId>, StoreError> {
    let now = worker.clock.now();
    let schedule = Schedule { succeeded_before: now - EVERY, failed_before: now - AFTER_FAILURE, now };
    let mut db = worker.store.pool().acquire().await?;
    runs::due(&mut db, schedule, TAKE).await
}

async fn sync_logged(worker: &Worker, connections: &Connections, id: &IntegrationId) {
    match sync(worker, connections, id).await {
        Ok(()) | Err(SyncError::Run(RunError::Busy(_) | RunError::Stopped)) => {}
        Err(error) => tracing::error!(integration.id = %id, %error, "a sync could not be run"),
    }
}

#[derive(Debug, thiserror::Error)]
enum SyncError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Run(#[from] RunError),
}

async fn sync(worker: &Worker, connections: &Connections, id: &IntegrationId) -> Result<(), SyncError> {
    let mut db = worker.store.pool().acquire().await.map_err(StoreError::from)?;
    let Some(integration) = integrations::find(&mut db, id).await? else { return Ok(()) };
    drop(db);
    let report = match connections.open(&integration).await {
        Ok(connector) => worker.sync(&integration, connector.as_ref(), Kind::Full).await?,
        Err(ConnectionError::Store(error)) => return Err(error.into()),
        Err(error) => worker.fail(&integration, Kind::Full, &error.to_string()).await?,
    };
    tracing::info!(integration.id = %id, sync_id = report.sync_id, state = report.state.as_str(), error = report.error,
        "a sync ended");
    Ok(())
}
