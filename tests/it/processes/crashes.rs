//! `kill -9` while a sync reads and while it sweeps, and how soon somebody else goes on.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use serde_json::json;
use sqlx::PgPool;

use super::hold::{
    A_MOMENT, FOR_EVER, Hold, LOCK_RUN, LOCK_RUN_AND_PAGES, asks_for_page, delay_candidates, wait_in,
};
use super::program::Program;
use super::requests;
use super::setup::{all_succeed, assert_nothing_lost, make_due, runs, service};
use super::until::{until, within};
use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

const CANDIDATES: &str = "/ats/v0/candidates/";

#[sqlx::test]
async fn a_killed_workers_run_is_taken_over_within_a_minute(pool: PgPool) {
    let service = service(pool).await;
    make_due(&service).await;
    delay_candidates(&service, &[(4, FOR_EVER)]).await;
    let mut first = Program::serve(&service, "sync", &[]);
    asks_for_page(&service, 4).await;
    let second = Program::serve(&service, "sync", &[]);
    assert_eq!(second.address().await, None, "it serves no API");
    let dead = runs(&service).await[0].worker.clone();
    first.kill();
    let killed = Instant::now();
    service.set_faults(json!([])).await;
    within(Duration::from_mins(1), "nobody took the run over", async || {
        (runs(&service).await[0].worker != dead).then_some(())
    })
    .await;
    assert!(killed.elapsed() > Duration::from_secs(20), "its lease had not lapsed yet");
    all_succeed(&service, 1).await;
    assert_eq!(assert_nothing_lost(&service).await, [""; 0]);
}

#[sqlx::test]
async fn killed_before_a_page_is_kept_it_is_fetched_again(pool: PgPool) {
    let service = service(pool).await;
    delay_candidates(&service, &[(4, A_MOMENT)]).await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    let hold = Hold::by(&service, LOCK_RUN_AND_PAGES).await;
    wait_in(&service, "answers.keep", 1).await;
    first.kill();
    // Postgres has not noticed, and would keep the page as soon as it can.
    sqlx::query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query LIKE '-- answers.keep%'",
    )
    .execute(service.store.pool())
    .await
    .unwrap();
    hold.release().await;
    Program::sync(&service).report().await;
    let again = assert_nothing_lost(&service).await;
    assert_eq!(again.len(), 1, "{again:?}");
    assert!(again[0].starts_with(CANDIDATES), "{again:?}");
}

#[sqlx::test]
async fn killed_before_a_page_is_committed_it_was_kept(pool: PgPool) {
    let service = service(pool).await;
    delay_candidates(&service, &[(4, A_MOMENT), (5, FOR_EVER)]).await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    let hold = Hold::by(&service, LOCK_RUN).await;
    wait_in(&service, "runs.checkpoint", 1).await;
    first.kill();
    hold.release().await;
    service.set_faults(json!([])).await;
    Program::sync(&service).report().await;
    assert_eq!(assert_nothing_lost(&service).await, [""; 0]);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM sync_answers")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert_eq!(left, 0, "pages go when they are written");
}

#[sqlx::test]
async fn killed_after_a_page_is_committed_no_page_is_fetched_again(pool: PgPool) {
    let service = service(pool).await;
    delay_candidates(&service, &[(4, FOR_EVER)]).await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    first.kill();
    service.set_faults(json!([])).await;
    Program::sync(&service).report().await;
    assert_eq!(assert_nothing_lost(&service).await, [""; 0]);
}

#[sqlx::test]
async fn killed_while_gem_wants_to_be_left_alone_a_sync_goes_on_at_its_page(pool: PgPool) {
    let service = service(pool).await;
    service
        .set_faults(json!([
            { "path": "/candidates/", "kind": "status", "status": 429, "retry_after": 3, "nth": 4 }
        ]))
        .await;
    let mut first = Program::sync(&service);
    asks_for_page(&service, 4).await;
    until("Gem refused no request", async || {
        requests::log(&service).await.iter().any(|request| request["status"] == 429).then_some(())
    })
    .await;
    first.kill();
    Program::sync(&service).report().await;
    assert_eq!(assert_nothing_lost(&service).await, [""; 0]);
}

#[sqlx::test]
async fn killed_during_the_sweep_exactly_what_is_gone_is_deleted(pool: PgPool) {
    let service = service(pool).await;
    service.sync().await;
    let before = deleted(&service).await;
    let candidates = service.world("candidates").await;
    let live = candidates.iter().filter(|row| row["deleted_at"].is_null());
    let gone: BTreeSet<String> = live.take(5).map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let remove = gone.iter().map(|id| json!({ "op": "remove", "resource": "candidates", "id": id }));
    service.mutate(remove.collect()).await;
    let hold = Hold::by(
        &service,
        "SELECT FROM candidates JOIN integrations USING (integration_id)
         WHERE public_id = $1 FOR UPDATE OF candidates",
    )
    .await;
    let mut first = Program::sync(&service);
    wait_in(&service, "records.mark_deleted candidates", 1).await;
    first.kill();
    hold.release().await;
    service.forget_requests().await;
    let report = Program::sync(&service).report().await;
    assert_eq!(report["counts"]["ats_candidates"]["deleted"], 5);
    assert_eq!(requests::log(&service).await.len(), 0, "everything had been read");
    let now = deleted(&service).await;
    assert_eq!(now.difference(&before).cloned().collect::<BTreeSet<_>>(), gone);
    assert_in_step(&service).await;
}

async fn deleted(service: &TestService) -> BTreeSet<String> {
    let all = service.walk("/v1/ats/candidates?include_deleted=true", 250).await;
    let deleted = all.iter().filter(|candidate| candidate["remote_deleted_at"].is_string());
    deleted.map(|candidate| candidate["remote_id"].as_str().unwrap().to_owned()).collect()
}
