//! Callers who leave while their action is under way, and actions that break off: neither keeps a turn.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgPool;
use tower::ServiceExt as _;
use unified_ats::server::Limits;

use super::concurrency::{note, under_way};
use super::gate::Gate;
use super::stand::Stand;
use crate::processes::until::until;
use crate::support::{Port, TestService};

async fn all_are_given_back(service: &TestService) {
    until("a turn was not given back", async || (under_way(service).await == 0).then_some(())).await;
}

#[sqlx::test]
async fn a_caller_who_leaves_ends_neither_the_action_nor_its_turn(pool: PgPool) {
    let mut stand = Stand::extended(pool).await;
    let gate = Gate::before(&mut stand.service).await;
    let port = Port::open(&stand.service, Limits::default()).await;
    let url = port.url(&stand.of_application("notes"));
    let client = reqwest::Client::new();
    let request = client.post(url).headers(stand.service.credentials()).body(note(0).to_string());
    tokio::select! {
        answer = request.send() => panic!("nobody answers yet: {answer:?}"),
        () = gate.holds(1) => {}
    }
    drop(client);
    assert_eq!(under_way(&stand.service).await, 1, "it is still under way");
    gate.open();
    all_are_given_back(&stand.service).await;
    let candidate = stand.candidate["remote_id"].as_str().unwrap();
    assert_eq!(stand.find("notes", &format!("candidate_id={candidate}")).await.len(), 1);
    let ended: Vec<(String, Option<DateTime<Utc>>)> = sqlx::query_as("SELECT state, ended_at FROM actions")
        .fetch_all(stand.service.store.pool())
        .await
        .unwrap();
    assert!(ended.len() == 1 && ended[0].0 == "DONE" && ended[0].1.is_some(), "{ended:?}");
    port.close().await;
}

/// Dropped at every point from the first byte on, a request leaves no turn behind.
#[sqlx::test]
async fn a_request_that_is_dropped_at_any_time_keeps_no_turn(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let router = stand.service.router();
    for steps in 0..60 {
        let mut request = Request::post(stand.of_candidate("tags"));
        *request.headers_mut().unwrap() = stand.service.credentials();
        let body = json!({ "tag": { "name": format!("Tag {steps}") } });
        let request = request.body(Body::from(body.to_string())).unwrap();
        let patience = async {
            for _step in 0..steps {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::select! {
            biased;
            _answer = router.clone().oneshot(request) => {}
            () = patience => {}
        }
    }
    all_are_given_back(&stand.service).await;
    // Each of them either never began or was carried through.
    until("an action was left behind", async || {
        let open: i64 = sqlx::query_scalar("SELECT count(*) FROM actions WHERE state IN ('CLAIMED', 'SENT')")
            .fetch_one(stand.service.store.pool())
            .await
            .unwrap();
        (open == 0).then_some(())
    })
    .await;
    all_are_given_back(&stand.service).await;
}

/// A clock that breaks stands for every defect in the midst of an action.
#[sqlx::test]
async fn an_action_that_breaks_off_gives_its_turn_back(pool: PgPool) {
    let mut stand = Stand::extended(pool).await;
    stand.service.break_actions();
    let answer = stand.post(&stand.of_application("notes"), note(0)).await;
    assert_eq!(answer.status, 503, "{}", answer.body);
    assert_eq!(answer.header("action-outcome"), Some("uncertain"));
    assert_eq!(under_way(&stand.service).await, 0);
}
