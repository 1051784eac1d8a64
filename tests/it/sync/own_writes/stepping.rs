//! A run whose every write waits until the test lets it go on.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Connection as _, PgConnection};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use unified_ats::clock::ManualClock;
use unified_ats::store::runs::{Cause, Kind, Outcome};
use unified_ats::store::writes::Write;
use unified_ats::sync::effect::write_effect;
use unified_ats::sync::run::{Report, RunError};

use super::told::Told;
use crate::support::TestService;

/// The run waits for its turn to write, which the test holds. Postgres grants turns in the order in which they were
/// asked for.
pub(super) struct Stepped<'a> {
    service: &'a TestService,
    run: JoinHandle<Result<Report, RunError>>,
    /// The clock of the process that writes effects.
    clock: ManualClock,
    turn: Option<Write>,
    /// Stands between the run and the next turn.
    gate: Option<Gate>,
}

/// Has turns by a session of its own.
struct Gate {
    db: PgConnection,
    key: i64,
}

impl Gate {
    async fn new(service: &TestService) -> Self {
        let mut db = PgConnection::connect_with(&service.store.pool().connect_options()).await.unwrap();
        let key = sqlx::query_scalar("SELECT integration_id FROM integrations WHERE public_id = $1")
            .bind(service.integration.as_str())
            .fetch_one(&mut db)
            .await
            .unwrap();
        Self { db, key }
    }

    async fn close(mut self) -> Self {
        sqlx::query("SELECT pg_advisory_lock($1)").bind(self.key).execute(&mut self.db).await.unwrap();
        self
    }

    async fn open(&mut self) {
        sqlx::query("SELECT pg_advisory_unlock($1)").bind(self.key).execute(&mut self.db).await.unwrap();
    }
}

/// Fails when that takes a minute.
async fn until_waiting_for_a_turn(service: &TestService, waiters: i64) {
    let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
                   WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()";
    let deadline = Instant::now() + Duration::from_mins(1);
    while sqlx::query_scalar::<_, i64>(waiting).fetch_one(service.store.pool()).await.unwrap() != waiters {
        assert!(Instant::now() < deadline, "there are never {waiters} who wait");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

impl<'a> Stepped<'a> {
    /// Begins a run, which comes to wait for its first write. The clock by which effects are written is ahead of the
    /// run's by so much.
    pub(super) async fn begin(service: &'a TestService, kind: Kind, ahead: TimeDelta) -> Self {
        service.clock.advance(TimeDelta::minutes(1));
        let clock = ManualClock::at(service.now() + ahead);
        let integration = service.stored_integration().await;
        let connector = service.connections.open(&integration).await.unwrap();
        let turn = Some(Write::begin(&service.store, &integration.scope, &clock).await.unwrap());
        let worker = service.worker(CancellationToken::new());
        let run =
            tokio::spawn(async move { worker.sync(&integration, &connector, kind, Cause::Command).await });
        until_waiting_for_a_turn(service, 1).await;
        Self { service, run, clock, turn, gate: Some(Gate::new(service).await) }
    }

    /// Lets the run write once. It comes to wait for its next write, with all that it means to write.
    pub(super) async fn step(&mut self) {
        let turn = self.turn.take().unwrap();
        let (store, scope, clock) = (self.service.store.clone(), turn.scope().clone(), self.clock.clone());
        // Behind the run's write, and before the one after it. A turn that began right behind the write would settle it, and
        // the run, which wants to do that itself, would wait for the turn's end and not come to its next write.
        let gate = tokio::spawn(self.gate.take().unwrap().close());
        until_waiting_for_a_turn(self.service, 2).await;
        let next = tokio::spawn(async move { Write::begin(&store, &scope, &clock).await.unwrap() });
        until_waiting_for_a_turn(self.service, 3).await;
        turn.commit(&self.clock).await.unwrap();
        let mut gate = gate.await.unwrap();
        // The next turn, and the run behind it.
        until_waiting_for_a_turn(self.service, 2).await;
        gate.open().await;
        self.gate = Some(gate);
        self.turn = Some(next.await.unwrap());
    }

    /// Lets the run write until it waits with the first page of a list. No list is asked for before all pages of the one
    /// before are written.
    pub(super) async fn step_to(&mut self, list: &str) {
        self.step_to_query(list, "").await;
    }

    /// The same with the first page that is asked for with such a query.
    pub(super) async fn step_to_query(&mut self, list: &str, query: &str) {
        self.service.forget_requests().await;
        let path = format!("/ats/v0/{list}/");
        while !self.service.requests_for(&path).await.iter().any(|asked| asked.contains(query)) {
            self.step().await;
        }
    }

    /// When effects are written.
    pub(super) fn time(&self) -> DateTime<Utc> {
        self.turn.as_ref().unwrap().now()
    }

    /// Writes an effect, before the write that the run waits for.
    pub(super) async fn write(&mut self, told: Told) {
        write_effect(self.turn.as_mut().unwrap(), told.about, told.batch).await.unwrap();
    }

    /// Lets the run go on to its end, a minute after it asked for what it waits with.
    pub(super) async fn finish(mut self) -> Report {
        self.service.clock.advance(TimeDelta::minutes(1));
        self.turn.take().unwrap().commit(&self.clock).await.unwrap();
        let report = self.run.await.unwrap().unwrap();
        assert_eq!(report.state, Outcome::Succeeded, "{:?}", report.error);
        report
    }

    /// The run's process dies. Another one may go on with it at once.
    pub(super) async fn die(mut self) {
        self.run.abort();
        assert!(self.run.await.unwrap_err().is_cancelled());
        self.turn.take().unwrap().commit(&self.clock).await.unwrap();
        self.service.clock.advance(TimeDelta::minutes(2));
    }
}
