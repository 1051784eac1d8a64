//! The task that has records follow, as processes with the role `sync` run it.

use std::time::Duration;

use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::domain::end_user::{EndUser, SetupSteps};
use unified_ats::domain::id::IntegrationId;
use unified_ats::store::environments::{self, EnvironmentKey};
use unified_ats::store::integrations::{self, NewIntegration};
use unified_ats::store::reshaping;
use unified_ats::sync::reshaping::run;
use unified_ats::sync::scheduler::Served;

use super::{all, define, pass, source};
use crate::support::{HOME, Home, TestService};

async fn environment(service: &TestService, home: Home) -> EnvironmentKey {
    let mut tx = service.store.begin().await.unwrap();
    let environment = environments::ensure(&mut tx, home.name, home.public_id, service.now()).await.unwrap();
    tx.commit().await.unwrap();
    environment.key
}

/// Another one, whose lists answer.
async fn another(service: &TestService, home: Home) -> IntegrationId {
    let (id, now) = (IntegrationId::parse("gem:9d1hpPsbjxUkoCoa1veLZGe5").unwrap(), service.now());
    let environment = environment(service, home).await;
    let mut tx = service.store.begin().await.unwrap();
    let new = NewIntegration {
        id: &id,
        environment,
        end_user: &EndUser::of("Other"),
        steps: SetupSteps::default(),
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
    another(&service, HOME).await;
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
    let elsewhere = Home { name: "elsewhere", public_id: "environment9" };
    let other = another(&service, elsewhere).await;
    define(&service, "ats_jobs", "shift").await;
    let mut db = service.store.pool().acquire().await.unwrap();
    reshaping::want_all(&mut db, environment(&service, elsewhere).await).await.unwrap();
    drop(db);
    let own = environment(&service, HOME).await;
    let stop = CancellationToken::new();
    let task = tokio::spawn(run(service.worker(stop.clone()), Served::Environment(own)));
    until_behind(&service, &[&other]).await;
    stop.cancel();
    task.await.unwrap();
}

/// Nobody sees them; once they are restored they follow.
#[sqlx::test]
async fn records_of_a_deleted_integration_follow_when_it_is_restored(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    define(&service, "ats_jobs", "shift").await;
    let path = format!("/v1/integrations/{}", service.integration);
    assert_eq!(service.send("DELETE", &path, &json!({})).await.status, 200);
    let mut db = service.store.pool().acquire().await.unwrap();
    assert_eq!(reshaping::due(&mut db, None).await.unwrap(), []);
    let restore = format!("/v1/management/integrations/{}/restore", service.integration);
    assert_eq!(service.manage("POST", &restore, &json!({})).await.status, 200);
    assert_eq!(reshaping::due(&mut db, None).await.unwrap(), std::slice::from_ref(&service.integration));
}
