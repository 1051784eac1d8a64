//! Deletions that a sync withheld.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::runs::Outcome;

use super::{assert_invalid, get};
use crate::support::{Answer, TestService};

async fn confirm(service: &TestService, sync_id: &str) -> Answer {
    service.manage("POST", &format!("/v1/management/syncs/{sync_id}/confirm-deletions"), &json!({})).await
}

/// Makes many candidates vanish, and syncs: the id of the sync that did not believe it.
async fn withheld(service: &TestService, vanish: usize) -> String {
    let candidates = service.world("candidates").await;
    let live = candidates.iter().filter(|c| c["deleted_at"].is_null() && c["id"].is_string());
    let remove = |c: &Value| json!({ "op": "remove", "resource": "candidates", "id": c["id"] });
    let operations: Vec<Value> = live.take(vanish).map(remove).collect();
    assert_eq!(operations.len(), vanish);
    service.mutate(Value::Array(operations)).await;
    let report = service.try_sync().await.unwrap();
    assert_eq!(report.state, Outcome::PartiallyFailed, "{:?}", report.error);
    report.sync_id
}

#[sqlx::test]
async fn confirmed_deletions_are_made_by_the_next_sync(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = service.walk("/v1/ats/candidates", 250).await.len();
    let sync_id = withheld(&service, 80).await;
    let run = get(&service, &format!("/v1/management/syncs/{sync_id}")).await.data().clone();
    assert_eq!(run["withheld"]["ats_candidates"]["missing"], 80, "{run}");
    assert!(run["error"].as_str().unwrap().contains("80 of ats_candidates"), "{run}");
    assert_eq!(service.walk("/v1/ats/candidates", 250).await.len(), before);

    let queued = confirm(&service, &sync_id).await.data().clone();
    assert_eq!((&queued["already_queued"], &queued["type"]), (&json!(false), &json!("FULL")));
    let queued_id = queued["sync_id"].as_str().unwrap();
    let again = confirm(&service, &sync_id).await;
    assert_invalid(&again, "sync_id: the full sync ");
    assert!(again.message().contains(queued_id), "{}", again.message());

    let scheduler = service.start_scheduler();
    let done = service.sync_when(queued_id, |run| run["ended_at"].is_string()).await;
    scheduler.stop().await;
    assert_eq!((&done["state"], &done["cause"]), (&json!("SUCCEEDED"), &json!("CONFIRMED")), "{done}");
    assert_eq!(done["counts"]["ats_candidates"]["deleted"], 80);
    assert_eq!(service.walk("/v1/ats/candidates", 250).await.len(), before - 80);
    assert_invalid(&confirm(&service, queued_id).await, "sync_id: the sync ");
}

#[sqlx::test]
async fn no_more_is_deleted_than_was_confirmed(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = service.walk("/v1/ats/candidates", 250).await.len();
    let sync_id = withheld(&service, 70).await;
    confirm(&service, &sync_id).await.data();
    // 77 may go; 80 are missing when the confirmed sync runs.
    let candidates = service.world("candidates").await;
    let live = candidates.iter().filter(|c| c["deleted_at"].is_null() && c["id"].is_string());
    let remove = |c: &Value| json!({ "op": "remove", "resource": "candidates", "id": c["id"] });
    service.mutate(live.take(10).map(remove).collect()).await;
    let scheduler = service.start_scheduler();
    let done = service.sync_by("CONFIRMED").await;
    scheduler.stop().await;
    assert_eq!(done["state"], "PARTIALLY_FAILED", "{done}");
    assert_eq!(done["withheld"]["ats_candidates"]["missing"], 80);
    assert_eq!(service.walk("/v1/ats/candidates", 250).await.len(), before);
}

#[sqlx::test]
async fn there_has_to_be_something_to_confirm(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.sync().await;
    let answer = confirm(&service, &report.sync_id).await;
    assert_invalid(&answer, "sync_id: the sync ");
    assert!(answer.message().contains("withheld no deletions"), "{}", answer.message());
}
