//! A run whose every write waits until the test lets it go on.

use chrono::{DateTime, TimeDelta, Utc};
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
        service.until_locks_are_waited_for(1).await;
        Self { service, run, clock, turn }
    }

    /// Lets the run write once. It comes to wait for its next write, with all that it means to write.
    pub(super) async fn step(&mut self) {
        let turn = self.turn.take().unwrap();
        let (store, scope, clock) = (self.service.store.clone(), turn.scope().clone(), self.clock.clone());
        // Behind the run's write, and before the one after it.
        let next = tokio::spawn(async move { Write::begin(&store, &scope, &clock).await.unwrap() });
        self.service.until_locks_are_waited_for(2).await;
        turn.commit(&self.clock).await.unwrap();
        self.turn = Some(next.await.unwrap());
        self.service.until_locks_are_waited_for(1).await;
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
