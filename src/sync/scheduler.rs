//! Starts runs that are due, as long as the process has the role `sync`.

use std::collections::HashMap;
use std::time::Duration;

use tokio::task::JoinSet;

use super::connection::{ConnectionError, Connections};
use super::maintenance::Maintenance;
use super::run::{RunError, Worker};
use crate::domain::id::IntegrationId;
use crate::store::StoreError;
use crate::store::environments::EnvironmentKey;
use crate::store::integrations;
use crate::store::runs::queue::{self, Due};

/// How often due runs are looked for.
const LOOK: Duration = Duration::from_secs(2);

/// Whose syncs a process runs.
#[derive(Debug, Clone)]
pub enum Served {
    Everybody,
    /// Those of one environment.
    Environment(EnvironmentKey),
}

impl Served {
    pub(super) fn only(&self) -> Option<EnvironmentKey> {
        match self {
            Self::Everybody => None,
            Self::Environment(key) => Some(*key),
        }
    }
}

/// Runs what is due until the worker is stopped, at most `slots` syncs at a time, each of another integration.
pub async fn run(worker: Worker, connections: Connections, slots: usize, served: Served) {
    // Beside the syncs, none of which has to wait until a large integration is erased.
    let maintenance = tokio::spawn(Maintenance::new(worker.clone()).run());
    let mut running = Running::default();
    while !worker.stop().is_cancelled() && !maintenance.is_finished() {
        match due(&worker, slots + running.ids.len(), &served).await {
            Ok(due) => running.start(&worker, &connections, due, slots),
            Err(error) => tracing::error!(%error, "due syncs cannot be looked up"),
        }
        tokio::select! {
            () = worker.stop().cancelled() => {}
            () = running.one_ended() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    running.all_ended().await;
    if let Err(error) = maintenance.await {
        tracing::error!(%error, "what has served its time is not forgotten any more: the task broke down");
    }
}

async fn due(worker: &Worker, limit: usize, served: &Served) -> Result<Vec<Due>, StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    queue::due(&mut db, worker.name(), worker.clock().now(), limit, served.only()).await
}

/// The syncs that this process is at.
#[derive(Default)]
struct Running {
    tasks: JoinSet<()>,
    ids: HashMap<tokio::task::Id, IntegrationId>,
}

impl Running {
    fn start(&mut self, worker: &Worker, connections: &Connections, due: Vec<Due>, slots: usize) {
        for due in due {
            let is_running = self.ids.values().any(|id| *id == due.integration);
            if self.ids.len() < slots && !is_running {
                let id = due.integration.clone();
                let (worker, connections) = (worker.clone(), connections.clone());
                let task = self.tasks.spawn(async move { sync_logged(&worker, &connections, &due).await });
                self.ids.insert(task.id(), id);
            }
        }
    }

    /// Waits for a sync to end; for ever when there is none.
    async fn one_ended(&mut self) {
        match self.tasks.join_next_with_id().await {
            Some(Ok((task, ()))) => drop(self.ids.remove(&task)),
            Some(Err(error)) => {
                let id = self.ids.remove(&error.id());
                tracing::error!(integration.id = ?id, %error, "a sync broke down, another worker will go on with it");
            }
            None => std::future::pending().await,
        }
    }

    async fn all_ended(mut self) {
        while !self.ids.is_empty() {
            self.one_ended().await;
        }
    }
}

async fn sync_logged(worker: &Worker, connections: &Connections, due: &Due) {
    match sync(worker, connections, due).await {
        Ok(()) | Err(SyncError::Run(RunError::Busy(_) | RunError::Stopped)) => {}
        Err(error) => tracing::error!(integration.id = %due.integration, %error, "a sync could not be run"),
    }
}

#[derive(Debug, thiserror::Error)]
enum SyncError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Run(#[from] RunError),
}

async fn sync(worker: &Worker, connections: &Connections, due: &Due) -> Result<(), SyncError> {
    let mut db = worker.store().pool().acquire().await.map_err(StoreError::from)?;
    let Some(integration) = integrations::find(&mut db, &due.integration).await? else { return Ok(()) };
    drop(db);
    let report = match connections.open(&integration).await {
        Ok(connector) => worker.sync(&integration, &connector, due.kind, due.cause).await?,
        Err(ConnectionError::Store(error)) => return Err(error.into()),
        Err(error) => worker.fail(&integration, due.kind, due.cause, &error).await?,
    };
    tracing::info!(
        integration.id = %due.integration, sync_id = report.sync_id, kind = report.kind.as_str(),
        state = report.state.as_str(), error = report.error, "a sync ended"
    );
    Ok(())
}
