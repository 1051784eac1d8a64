//! Integrations that nobody uses: their records lose their fields, and come back with the next use.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::sync::maintenance::forget;
use unified_ats::sync::retention::Retention;

use super::traces;
use crate::support::TestService;

const AFTER: TimeDelta = TimeDelta::days(90);

async fn maintain(service: &TestService, expire_after: Option<TimeDelta>) {
    let retention = Retention { expire_after, ..Retention::default() };
    let worker = service.worker(CancellationToken::new()).with_retention(retention);
    forget(&worker, service.now()).await.unwrap();
}

async fn switch(service: &TestService, on: bool) {
    let path = format!("/v1/integrations/{}/enabled", service.integration);
    service.send("PUT", &path, &json!({ "value": on })).await.data();
}

async fn expired_at(service: &TestService) -> Value {
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    details.data()["data_expired_at"].clone()
}

#[sqlx::test]
async fn records_of_an_integration_that_was_off_for_long_expire_and_come_back(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidates = service.world("candidates").await;
    let live = candidates.iter().filter(|row| row["deleted_at"].is_null());
    let [one, other] =
        live.take(2).map(|row| row["id"].as_str().unwrap()).collect::<Vec<_>>().try_into().unwrap();
    let rename = json!({ "first_name": "Zebulon-Marker" });
    service.mutate(json!([{ "op": "update", "resource": "candidates", "id": one, "fields": rename }])).await;
    service.sync().await;
    let before: Vec<Value> = service.walk("/v1/ats/candidates", 250).await;
    switch(&service, false).await;
    maintain(&service, Some(AFTER)).await;
    service.clock.advance(AFTER - TimeDelta::seconds(1));
    maintain(&service, Some(AFTER)).await;
    assert!(expired_at(&service).await.is_null(), "not yet");
    service.clock.advance(TimeDelta::seconds(1));
    maintain(&service, None).await;
    assert!(expired_at(&service).await.is_null(), "nothing expires unless it is asked for");
    maintain(&service, Some(AFTER)).await;
    assert_eq!(expired_at(&service).await, "2026-09-29T12:01:00.000Z");
    assert_eq!(traces(&service, &["Zebulon-Marker"]).await, Vec::<String>::new());
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    assert_eq!(details.data()["setup_status"], "FINAL_SYNC_PENDING");

    service.mutate(json!([{ "op": "remove", "resource": "candidates", "id": other }])).await;
    switch(&service, true).await;
    assert_eq!(service.get("/v1/ats/candidates").await.code(), Some("INTEGRATION.SETUP_SYNC_PENDING"));
    service.sync().await;
    assert!(expired_at(&service).await.is_null());
    let ids =
        |all: &[Value]| all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let gone = service.id(unified_ats::domain::model::Model::Candidate, other);
    let mut expected = ids(&before);
    expected.retain(|id| *id != gone);
    let mut now = ids(&service.walk("/v1/ats/candidates", 250).await);
    expected.sort();
    now.sort();
    assert_eq!(now, expected, "the same ids, but for what is gone");
    let path = format!("/v1/ats/candidates?include_deleted=true&ids={gone}");
    assert!(service.walk(&path, 10).await[0]["remote_deleted_at"].is_string(), "callers learn what is gone");
    assert!(!traces(&service, &["Zebulon-Marker"]).await.is_empty());
}

/// Off, on, and off again: the time counts from the last time.
#[sqlx::test]
async fn an_integration_that_is_in_use_does_not_expire(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.clock.advance(AFTER);
    maintain(&service, Some(AFTER)).await;
    switch(&service, false).await;
    maintain(&service, Some(AFTER)).await;
    service.clock.advance(AFTER - TimeDelta::days(1));
    switch(&service, true).await;
    switch(&service, false).await;
    maintain(&service, Some(AFTER)).await;
    service.clock.advance(TimeDelta::days(2));
    maintain(&service, Some(AFTER)).await;
    assert!(expired_at(&service).await.is_null());
    switch(&service, true).await;
    assert!(!service.get("/v1/ats/candidates").await.results().is_empty());
}
