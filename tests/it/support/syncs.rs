//! Syncs that run beside a test, and waiting for what becomes of them.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};
use unified_ats::sync::scheduler::{self, Served};

use super::TestService;

/// How often it is looked whether something has come about.
const LOOK: Duration = Duration::from_millis(20);

/// A scheduler that works for a test.
pub(crate) struct Scheduler {
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Scheduler {
    /// Returns when it is at nothing any more.
    pub(crate) async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap();
    }
}

impl TestService {
    /// A scheduler that runs what is due until it is stopped or dropped.
    pub(crate) fn start_scheduler(&self) -> Scheduler {
        let stop = CancellationToken::new();
        let (worker, connections) = (self.worker(stop.clone()), self.connections.clone());
        let task = tokio::spawn(scheduler::run(worker, connections, 2, Served::Everybody));
        Scheduler { stop: stop.drop_guard(), task }
    }

    /// A sync as operators see it, as soon as it fits. Fails when that takes a minute.
    pub(crate) async fn sync_when(&self, sync_id: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let answer = self.manage("GET", &format!("/v1/management/syncs/{sync_id}"), &json!({})).await;
            let run = answer.data();
            if fits(run) {
                return run.clone();
            }
            assert!(Instant::now() < deadline, "{run}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Fails when that takes a minute.
    pub(crate) async fn until_somebody_waits_for_a_lock(&self) {
        let deadline = Instant::now() + Duration::from_mins(1);
        let waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()
                       AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())";
        while sqlx::query_scalar::<_, i64>(waiting).fetch_one(self.store.pool()).await.unwrap() == 0 {
            assert!(Instant::now() < deadline, "nobody waits for a lock");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// The latest sync with a cause, as soon as it has ended.
    pub(crate) async fn sync_by(&self, cause: &str) -> Value {
        let path = format!("/v1/management/integrations/{}/syncs", self.integration);
        let deadline = Instant::now() + Duration::from_mins(1);
        loop {
            let answer = self.manage("GET", &path, &json!({})).await;
            let latest = answer.results().iter().find(|run| run["cause"] == cause);
            if let Some(run) = latest.filter(|run| run["ended_at"].is_string()) {
                return run.clone();
            }
            assert!(Instant::now() < deadline, "{}", answer.body);
            tokio::time::sleep(LOOK).await;
        }
    }
}
