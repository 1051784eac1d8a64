//! The service that programs run on, and what has to hold once they are through.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::clock::{Clock as _, SystemClock};
use unified_ats::gem_sim::Options;
use unified_ats::sync::run::Report;

use super::requests::{self, Requests};
use super::until::until;
use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

/// How many candidates Gem has.
const CANDIDATES: u64 = 100;

/// Pages so small that every list of some size has several.
pub(super) async fn service(pool: PgPool) -> TestService {
    let options = Options { candidates: CANDIDATES, rate: None, ..Options::default() };
    let settings = json!({ "page_size": 20, "requests_per_second": 20, "request_burst": 500 });
    let service = TestService::start_with(pool, options, settings).await;
    // Programs go by the machine's clock.
    service.clock.advance(SystemClock.now() - service.now());
    service
}

/// Has the full sync of every integration due for whoever runs syncs.
pub(super) async fn make_due(service: &TestService) {
    let due = SystemClock.now() - TimeDelta::minutes(1);
    sqlx::query("UPDATE integrations SET next_full_at = $1")
        .bind(due)
        .execute(service.store.pool())
        .await
        .unwrap();
}

/// A sync as it is written down.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Run {
    pub(super) integration_id: i64,
    pub(super) public_id: String,
    pub(super) state: String,
    /// The process that works on it, or did so last.
    pub(super) worker: String,
    pub(super) takeovers: i32,
    counts: String,
}

/// All runs so far, the earliest first.
pub(super) async fn runs(service: &TestService) -> Vec<Run> {
    sqlx::query_as(
        "SELECT integration_id, public_id, state, worker, takeovers, counts::text AS counts FROM sync_runs
         ORDER BY sync_run_id",
    )
    .fetch_all(service.store.pool())
    .await
    .unwrap()
}

/// Waits until all runs have succeeded, of which there have to be so many.
pub(super) async fn all_succeed(service: &TestService, number: usize) {
    until("the syncs did not all succeed", async || {
        let runs = runs(service).await;
        (runs.len() == number && runs.iter().all(|run| run.state == "SUCCEEDED")).then_some(())
    })
    .await;
}

/// Panics unless the first sync, which was interrupted once, left what an undisturbed one leaves. Says which pages
/// were fetched twice.
///
/// At most one is: the page that was on its way when the program died. One that was kept or committed is never fetched
/// again. What a full sync reads twice by design (the empty page that proves an end, and what changed meanwhile) is read
/// as often by the run that this one is compared with. The public job board, which is not counted here, is fetched by every process once.
pub(super) async fn assert_nothing_lost(service: &TestService) -> Vec<String> {
    let runs = runs(service).await;
    let [run] = runs.as_slice() else { panic!("{runs:?} are more than one run") };
    assert_eq!((run.state.as_str(), run.takeovers), ("SUCCEEDED", 1));
    // What was counted by the first program was kept, and was not counted again by the second.
    let counts: Value = serde_json::from_str(&run.counts).unwrap();
    assert_eq!(counts["ats_candidates"]["created"], CANDIDATES);
    assert_in_step(service).await;
    let made = Requests::of_run(service, &run.public_id).await;
    let undisturbed = undisturbed(service).await;
    let again = made.beyond(&Requests::of_run(service, &undisturbed.sync_id).await);
    assert!(again.len() <= 1, "fetched again: {again:?}");
    again
}

/// A further full sync of the same world, which finds nothing to do.
async fn undisturbed(service: &TestService) -> Report {
    service.forget_requests().await;
    let report = service.sync().await;
    assert_eq!(report.counts.total().changed(), 0, "{:?}", report.counts);
    assert!(requests::log(service).await.len() > 20, "lists have several pages");
    report
}
