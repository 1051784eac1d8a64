//! Several workers on one database: who works on what, and who goes on where another one stopped.

use std::collections::BTreeSet;

use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::id::IntegrationId;

use super::hold::{FOR_EVER, Hold, asks_for_page, delay_candidates, wait_in};
use super::program::Program;
use super::setup::{all_succeed, assert_nothing_lost, make_due, runs, service};
use super::until::until;
use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

#[sqlx::test]
async fn a_worker_that_is_asked_to_end_hands_its_run_back_at_once(pool: PgPool) {
    let service = service(pool).await;
    make_due(&service).await;
    delay_candidates(&service, &[(4, FOR_EVER)]).await;
    // Whoever waited for this lease to lapse would wait longer than the test does.
    let patient = [("SYNC_LEASE_SECONDS", "600")];
    let mut first = Program::serve(&service, "sync", &patient);
    asks_for_page(&service, 4).await;
    first.terminate();
    assert!(first.ended().await.success());
    service.set_faults(json!([])).await;
    let _second = Program::serve(&service, "sync", &patient);
    all_succeed(&service, 1).await;
    assert_eq!(assert_nothing_lost(&service).await, [""; 0]);
}

#[sqlx::test]
async fn two_workers_share_the_work_and_one_finishes_what_the_other_leaves(pool: PgPool) {
    let mut service = service(pool).await;
    let integrations = connect_three_more(&service).await;
    make_due(&service).await;
    // Four runs of nobody are about to begin: who wants to begin one, too, has to wait for what becomes of them.
    let barrier = Hold::by(
        &service,
        "INSERT INTO sync_runs (integration_id, public_id, kind, state, started_at, holder, lease_until)
         SELECT integration_id, public_id, 'FULL', 'RUNNING', now(), $1, now() FROM integrations",
    )
    .await;
    // Another worker takes over after ten seconds, so that a worker on a busy machine is not taken for dead.
    let settings = [("SYNC_SLOTS", "2"), ("SYNC_LEASE_SECONDS", "10")];
    let mut first = Program::serve(&service, "sync", &settings);
    let _second = Program::serve(&service, "sync", &settings);
    // Each of them wants the same two.
    wait_in(&service, "runs.begin_new", 4).await;
    barrier.release().await;
    all_succeed(&service, 4).await;
    let runs_before = runs(&service).await;
    let synced: BTreeSet<i64> = runs_before.iter().map(|run| run.integration_id).collect();
    assert_eq!(synced.len(), 4, "each integration has one run");
    assert!(runs_before.iter().all(|run| run.takeovers == 0));

    service.mutate(json!([{ "op": "random", "n": 60, "seed": 5 }])).await;
    // Longer than the time between two looks: while one of them waits for Gem, the other one begins its share.
    service.set_faults(json!([{ "path": "/users/", "kind": "delay", "delay_ms": 3000 }])).await;
    make_due(&service).await;
    let both = hold_both(&service).await;
    first.kill();
    both.release().await;
    service.set_faults(json!([])).await;
    all_succeed(&service, 8).await;
    let runs = runs(&service).await;
    let taken_over: Vec<_> = runs.iter().filter(|run| run.takeovers > 0).collect();
    assert!(!taken_over.is_empty(), "the one that was killed was at work");
    assert!(taken_over.iter().all(|run| run.takeovers == 1 && run.worker == taken_over[0].worker));
    for integration in integrations {
        service.integration = integration;
        assert_in_step(&service).await;
    }
}

/// Connects the same account three times more, and says all four ids.
async fn connect_three_more(service: &TestService) -> Vec<IntegrationId> {
    let settings = json!({ "job_board_vanity": service.sim.vanity() }).to_string();
    let mut integrations = vec![service.integration.clone()];
    for n in 1..4 {
        let id = IntegrationId::from_random("gem", &[n; 32]);
        let create = ["integration", "create", "--tool", "gem", "--gem-api-key", service.sim.direct_key()];
        let whose = ["--id", id.as_str(), "--environment", "test", "--settings", &settings, "--json"];
        let mut program = Program::start(service, &[&create[..], &whose[..]].concat(), &[]);
        assert!(program.ended().await.success());
        integrations.push(id);
    }
    integrations
}

/// Stops both workers at their next checkpoint or sign of life, once both are at work.
async fn hold_both(service: &TestService) -> Hold {
    until("the two workers were never at work together", async || {
        let mut tx = service.store.begin().await.unwrap();
        let workers: Vec<String> =
            sqlx::query_scalar("SELECT worker FROM sync_runs WHERE state = 'RUNNING' FOR UPDATE")
                .fetch_all(&mut *tx)
                .await
                .unwrap();
        let together = workers.iter().any(|worker| *worker != workers[0]);
        together.then(|| Hold::of(tx))
    })
    .await
}
