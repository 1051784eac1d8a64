//! The task that has records follow, as processes with the role `sync` run it.

use std::time::Duration;

use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::domain::id::IntegrationId;
use unified_ats::store::environments;
use unified_ats::store::integrations::{self, NewIntegration};
use unified_ats::sync::reshaping::run;
use unified_ats::sync::scheduler::Served;

use super::{all, define, pass, source};
use crate::support::TestService;

/// Another one of the same environment, whose lists answer.
async fn another(service: &TestService) -> IntegrationId {
    let (id, now) = (IntegrationId::parse("gem:9d1hpPsbjxUkoCoa1veLZGe5").unwrap(), service.now());
    let mut tx = service.store.begin().await.unwrap();
    let environment = environments::ensure(&mut tx, "test", "environment1", now).await.unwrap();
    let new = NewIntegration {
        id: &id,
        environment: environment.key,
        organization_name: "Other",
        settings: &json!({}),
        created_at: now,
    };
    integrations::insert(&mut tx, new).await.unwrap();
    tx.commit().await.unwrap();
    sqlx::query("UPDATE integrations SET published_at = $1")
        .bind(now)
        .execute(service.store.pool())
        .await
        .unwrap();
    id
}

/// Those whose records do not follow.
async fn behind(service: &TestService) -> Vec<String> {
    let ids =
        "SELECT public_id FROM integrations JOIN reshapings USING (integration_id) WHERE wanted <> done";
    sqlx::query_scalar(ids).fetch_all(service.store.pool()).await.unwrap()
}

async fn until_behind(service: &TestService, expected: &[&IntegrationId]) {
    for _ in 0..600 {
        let behind = behind(service).await;
        if behind.iter().map(String::as_str).eq(expected.iter().map(|id| id.as_str())) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{:?} are behind", behind(service).await);
}

#[sqlx::test]
async fn an_integration_whose_records_cannot_follow_holds_up_no_other(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    another(&service).await;
    let tags = source(&service, "ats_candidates", "DEFAULT", "tags").await;
    pass(&service, &tags, true).await.data();
    define(&service, "ats_jobs", "shift").await;
    assert_eq!(behind(&service).await.len(), 2);
    // Users come first.
    let break_one = "UPDATE users SET content = 'x' || content
                     WHERE id = (SELECT min(id) FROM users WHERE knowledge = 2)";
    let mend = "UPDATE users SET content = substr(content, 2) WHERE content LIKE 'x%'";
    sqlx::query(break_one).execute(service.store.pool()).await.unwrap();

    let stop = CancellationToken::new();
    let task = tokio::spawn(run(service.worker(stop.clone()), Served::Everybody));
    until_behind(&service, &[&service.integration]).await;
    sqlx::query(mend).execute(service.store.pool()).await.unwrap();
    service.clock.advance(chrono::TimeDelta::minutes(2));
    until_behind(&service, &[]).await;
    let candidates = all(&service, "candidates").await;
    assert!(candidates.iter().all(|one| one["integration_fields"][0]["id"] == tags.as_str()));
    let jobs = all(&service, "jobs").await;
    assert!(jobs.iter().all(|job| job["custom_fields"].as_object().unwrap().contains_key("shift")));
    stop.cancel();
    task.await.unwrap();
}

/// A demo leaves alone what others have in its database.
#[sqlx::test]
async fn only_those_that_a_process_serves_follow(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let other = another(&service).await;
    define(&service, "ats_jobs", "shift").await;
    let stop = CancellationToken::new();
    let task =
        tokio::spawn(run(service.worker(stop.clone()), Served::Only(vec![service.integration.clone()])));
    until_behind(&service, &[&other]).await;
    stop.cancel();
    task.await.unwrap();
}
