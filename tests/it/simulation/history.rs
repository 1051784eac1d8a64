//! Carries out a history, and looks at everything after every step.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use unified_ats::domain::id::IntegrationId;
use unified_ats::gem_sim::Options;
use unified_ats::store::runs::{Cause, Kind, Outcome};
use unified_ats::sync::progress::{Progress, Step as Told};
use unified_ats::sync::run::{Report, RunError, Worker};

use super::invariants::{self, Watch};
use super::steps::{self, Step};
use crate::changes::follower::Follower;
use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

/// Rings when so many pages have been written.
struct Bell {
    left: AtomicU32,
    rung: Notify,
    stop: CancellationToken,
}

impl Progress for Bell {
    fn report(&self, step: Told<'_>) {
        let counts = matches!(step, Told::Read { .. } | Told::Swept { .. } | Told::Rendered { .. });
        if counts && self.left.fetch_sub(1, Ordering::Relaxed) <= 1 {
            self.left.store(u32::MAX, Ordering::Relaxed);
            self.stop.cancel();
            self.rung.notify_one();
        }
    }
}

struct Simulated {
    service: TestService,
    watch: Watch,
    /// Somebody who follows the feed of changes, a page at a time.
    follower: Follower,
}

/// Runs the history of a seed, and panics with the seed and the step when something is wrong.
pub(super) async fn run(pool: PgPool, seed: u64) {
    let options = Options { candidates: 50, seed, rate: None, ..Options::default() };
    let settings = json!({ "page_size": 10, "requests_per_second": 20, "request_burst": 500 });
    let integration = IntegrationId::from_random("gem", &id_of(seed));
    invariants::install(&pool).await;
    let service = TestService::start_as(pool, options, settings, integration).await;
    let mut simulated = Simulated { watch: Watch::new(seed), service, follower: Follower::default() };
    simulated.set_gems_clock().await;
    simulated.service.switch(json!({ "real_time": false })).await;
    for (n, step) in steps::of(seed).into_iter().enumerate() {
        simulated.watch.step = format!("seed {seed}, step {n}: {step:?}");
        simulated.carry_out(step).await;
        simulated.watch.look(&simulated.service).await;
        simulated.follower.step(&simulated.service, 40).await;
    }
    simulated.end().await;
}

/// Every seed has an integration of its own in the same database: what one does must not show in the others.
fn id_of(seed: u64) -> [u8; 32] {
    let mut bytes = [7; 32];
    bytes[..8].copy_from_slice(&seed.to_be_bytes());
    bytes
}

impl Simulated {
    async fn carry_out(&mut self, step: Step) {
        match step {
            Step::Change(operations) => {
                let operations = self.choose(&operations).await;
                self.service.try_mutate(&operations).await;
            }
            Step::ChangeBetweenPages { path, after, operations } => {
                let operations = self.choose(&operations).await;
                self.service.between_pages(path, after, operations).await;
            }
            Step::Sync { kind, pages } => {
                let result = self.sync(kind, pages).await;
                self.expected(result);
            }
            Step::Crash { kind, pages } => self.crash(kind, pages).await,
            Step::Faults(faults) => self.service.set_faults(faults).await,
            Step::NoFaults => self.service.set_faults(json!([])).await,
            Step::Switch(switches) => self.service.switch(switches).await,
            Step::Time(seconds) => {
                self.service.clock.advance(TimeDelta::seconds(seconds));
                self.set_gems_clock().await;
            }
            Step::TimeBack(seconds) => self.service.clock.advance(TimeDelta::seconds(-seconds)),
        }
    }

    /// Gem's clock goes as ours does, but never back.
    async fn set_gems_clock(&self) {
        let now = self.service.now().to_rfc3339_opts(SecondsFormat::Millis, true);
        self.service.set_sim_clock(&now).await;
    }

    fn bell(pages: Option<u32>) -> Arc<Bell> {
        Arc::new(Bell {
            left: AtomicU32::new(pages.unwrap_or(u32::MAX)),
            rung: Notify::new(),
            stop: CancellationToken::new(),
        })
    }

    fn worker(&self, bell: &Arc<Bell>, stop: CancellationToken) -> Worker {
        let progress: Arc<dyn Progress> = Arc::<Bell>::clone(bell);
        Worker::new(self.service.store.clone(), Arc::new(self.service.clock.clone()), progress, stop)
    }

    async fn sync(&self, kind: Kind, pages: Option<u32>) -> Result<Report, RunError> {
        let bell = Self::bell(pages);
        if pages == Some(0) {
            bell.stop.cancel();
        }
        let worker = self.worker(&bell, bell.stop.clone());
        self.run(&worker, kind).await
    }

    /// The work is dropped wherever it is when the bell rings: at a page that is being fetched or written.
    async fn crash(&self, kind: Kind, pages: u32) {
        let bell = Self::bell(Some(pages.max(1)));
        let worker = self.worker(&bell, CancellationToken::new());
        tokio::select! {
            result = self.run(&worker, kind) => self.expected(result),
            () = bell.rung.notified() => {}
        }
    }

    /// A run ends, well or not, is busy elsewhere, or is stopped. Nothing else happens to it, whatever happens to Gem.
    fn expected(&self, result: Result<Report, RunError>) {
        match result {
            Ok(_) | Err(RunError::Busy(_) | RunError::Stopped) => {}
            Err(error) => panic!("{}: {error}", self.watch.step),
        }
    }

    async fn run(&self, worker: &Worker, kind: Kind) -> Result<Report, RunError> {
        let integration = self.service.stored_integration().await;
        let connector = self.service.connections.open(&integration).await.unwrap();
        let result = worker.sync(&integration, &connector, kind, Cause::Schedule).await;
        self.set_gems_clock().await;
        result
    }

    /// Faults stop, the dead are replaced, and one full sync begins and ends.
    async fn end(mut self) {
        self.watch.step.push_str(", and then the end");
        self.service.set_faults(json!([])).await;
        self.service.disarm().await;
        self.service.clock.advance(TimeDelta::minutes(2));
        self.set_gems_clock().await;
        let begun = self.service.now();
        loop {
            let report = self.sync(Kind::Full, None).await;
            let report = report.unwrap_or_else(|error| panic!("{}: {error}", self.watch.step));
            self.watch.look(&self.service).await;
            assert_eq!(report.state, Outcome::Succeeded, "{}: {:?}", self.watch.step, report.error);
            // A run that a dead worker left may have read its first pages before the last change.
            if self.started_at(&report.sync_id).await >= begun && report.kind == Kind::Full {
                break;
            }
        }
        assert_in_step(&self.service).await;
        self.follower.catch_up(&self.service, 250).await;
        self.follower.assert_exact(&self.service, &self.watch.step).await;
        self.watch.nobody_else_was_touched(&self.service).await;
    }

    async fn started_at(&self, sync_id: &str) -> chrono::DateTime<chrono::Utc> {
        sqlx::query_scalar("SELECT started_at FROM sync_runs WHERE public_id = $1")
            .bind(sync_id)
            .fetch_one(self.service.store.pool())
            .await
            .unwrap()
    }

    /// Replaces the operations whose row is to be chosen by ones that name a row.
    async fn choose(&self, operations: &Value) -> Value {
        let mut chosen = Vec::new();
        for operation in operations.as_array().unwrap() {
            match operation["chosen"].as_str() {
                None => chosen.push(operation.clone()),
                Some(what) => chosen.extend(self.choose_one(what, operation).await),
            }
        }
        Value::Array(chosen)
    }

    async fn choose_one(&self, what: &str, operation: &Value) -> Option<Value> {
        let resource = operation["resource"].as_str().unwrap_or("applications");
        let rows = self.service.world(resource).await;
        let wanted = |row: &&Value| what != "undelete" || row["deleted_at"].is_string();
        let rows: Vec<&Value> = rows.iter().filter(wanted).collect();
        let at = usize::try_from(operation["at"].as_u64().unwrap()).unwrap();
        let row = rows.get(at % rows.len().max(1))?;
        let fields = json!({ "source": { "id": "s", "public_name": format!("Source {at}") } });
        Some(match what {
            "vanish" => json!({ "op": "remove", "resource": resource, "id": row["id"] }),
            "unseen" => {
                json!({ "op": "touchless_update", "resource": resource, "id": row["id"], "fields": fields })
            }
            other => json!({ "op": other, "resource": resource, "id": row["id"] }),
        })
    }
}
