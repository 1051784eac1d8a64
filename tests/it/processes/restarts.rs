//! Postgres is stopped and started under a running process: callers are told, and the work goes on.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::StoreError;

use super::cluster::{Cluster, Stop};
use super::hold::{A_MOMENT, FOR_EVER, Hold, LOCK_RUN, asks_for_page, delay_candidates, wait_in};
use super::program::Program;
use super::setup::{assert_nothing_lost, make_due, runs, service};
use super::until::within;
use crate::proof::mapping::assert_in_step;
use crate::support::{Document, TestService};

/// More than the process keeps connections: every one of them is used.
const CALLERS: usize = 12;
/// Nobody lives to see it lapse: who goes on within a minute did not wait for it.
const LEASE: (&str, &str) = ("SYNC_LEASE_SECONDS", "600");

/// The statuses that callers get who call at the same time.
async fn statuses(service: &TestService, address: &str) -> Vec<u16> {
    let path = "/v1/check-api-key";
    let call = async || {
        let request = service.connections.outbound.http.get(format!("http://{address}{path}"));
        let answer = request.bearer_auth(&service.key).send().await.unwrap();
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        Document::get().validate("GET", path, status, &body);
        status
    };
    join_all((0..CALLERS).map(|_caller| call())).await
}

/// Waits until the last of so many runs has ended well, by the worker that began it, and sooner than a request to Gem
/// that is not answered would end: nothing of what was under way is waited for.
async fn goes_on(service: &TestService, number: usize) {
    let worker = runs(service).await.last().unwrap().worker.clone();
    within(Duration::from_secs(30), "the sync did not end", async || {
        let runs = runs(service).await;
        assert_eq!(runs.len(), number, "no other sync begins");
        let last = runs.last()?;
        assert_eq!(last.worker, worker);
        (last.state == "SUCCEEDED").then_some(())
    })
    .await;
}

#[sqlx::test]
async fn what_the_server_ends_is_an_absence_of_the_database(pool: PgPool) {
    let failure = async |statement: &'static str| {
        StoreError::from(sqlx::query(statement).execute(&pool).await.unwrap_err())
    };
    assert!(failure("SELECT pg_terminate_backend(pg_backend_pid())").await.is_absence());
    assert!(!failure("SELECT nonsense").await.is_absence());
}

#[tokio::test]
async fn a_crash_of_postgres_in_the_middle_of_a_first_sync_costs_nothing() {
    let mut cluster = Cluster::start().await;
    let service = service(cluster.database().await).await;
    make_due(&service).await;
    delay_candidates(&service, &[(4, A_MOMENT), (5, FOR_EVER)]).await;
    let mut program = Program::serve(&service, "api,sync", &[LEASE]);
    let address = program.address().await.unwrap();
    assert_eq!(statuses(&service, &address).await, [200; CALLERS]);
    asks_for_page(&service, 4).await;
    let _ended_by_the_crash = Hold::by(&service, LOCK_RUN).await;
    wait_in(&service, "runs.checkpoint", 1).await;

    cluster.stop(Stop::Immediate).await;
    assert_eq!(statuses(&service, &address).await, [503; CALLERS]);
    assert!(program.is_running());
    // The page behind the one that could not be written is still not answered.
    service.set_faults(json!([])).await;
    cluster.run().await;
    assert_eq!(statuses(&service, &address).await, [200; CALLERS]);
    goes_on(&service, 1).await;
    assert_quiet(&program);
    assert_eq!(assert_nothing_lost(&service).await, [""; 0], "the page that could not be written was kept");
}

#[tokio::test]
async fn a_restart_of_postgres_between_two_pages_costs_nothing() {
    let mut cluster = Cluster::start().await;
    let service = service(cluster.database().await).await;
    service.sync().await;
    service.mutate(json!([{ "op": "random", "n": 60, "seed": 5 }])).await;
    make_due(&service).await;
    delay_candidates(&service, &[(4, 3 * A_MOMENT)]).await;
    let mut program = Program::serve(&service, "api,sync", &[LEASE]);
    let address = program.address().await.unwrap();
    asks_for_page(&service, 4).await;

    cluster.stop(Stop::Fast).await;
    assert!(program.is_running());
    cluster.run().await;
    assert_eq!(statuses(&service, &address).await, [200; CALLERS]);
    goes_on(&service, 2).await;
    assert_in_step(&service).await;
    assert_quiet(&program);
}

/// Every caller's failure may stand in the log, and a few of the sync's; nothing repeats itself for ever.
fn assert_quiet(program: &Program) {
    let log = program.log();
    assert!(log.len() < 4 * CALLERS, "{} lines: {}", log.len(), log.join("\n"));
}
