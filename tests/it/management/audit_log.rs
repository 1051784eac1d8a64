//! Reading the audit log.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::audit::{Actor, Deed};
use unified_ats::domain::id::IntegrationId;
use unified_ats::store::{audit, environments};

use super::{assert_invalid, get};
use crate::support::TestService;

const LOG: &str = "/v1/management/audit-log";
const OTHER: &str = "gem:9d1hpPsbjxUkoCoa1veLZGe5";

/// Ten deeds, a minute apart: the even ones about the integration, by different actors.
async fn fill(service: &TestService) {
    let actors = [Actor::Operator, Actor::Key("key1".to_owned()), Actor::Service];
    for n in 0..10_usize {
        service.clock.advance(chrono::TimeDelta::minutes(1));
        let mut tx = service.store.begin().await.unwrap();
        let environment = environments::ensure(&mut tx, "test", "unused", service.now()).await.unwrap().key;
        let name = if n == 7 { "special.done" } else { "thing.done" };
        let id = if n % 2 == 0 { service.integration.as_str() } else { OTHER };
        let deed = Deed::new(name).on(&IntegrationId::parse(id).unwrap()).with("n", n);
        audit::append(&mut tx, environment, &actors[n % 3], &deed, service.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
}

async fn numbers(service: &TestService, query: &str) -> Vec<u64> {
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = get(service, &format!("{LOG}?page_size=3{query}{cursor}")).await;
        found.extend(page.results().iter().map(|entry| entry["details"]["n"].as_u64().unwrap()));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    found
}

#[sqlx::test]
async fn the_latest_deeds_come_first_and_can_be_chosen(pool: PgPool) {
    let service = TestService::start(pool).await;
    fill(&service).await;
    assert_eq!(numbers(&service, "").await, (0..10).rev().collect::<Vec<_>>());
    let of_integration = format!("&integration_id={}", service.integration);
    assert_eq!(numbers(&service, &of_integration).await, [8, 6, 4, 2, 0]);
    assert_eq!(numbers(&service, "&deed=special.done").await, [7]);
    assert_eq!(numbers(&service, "&actor=OPERATOR").await, [9, 6, 3, 0]);
    assert_eq!(numbers(&service, "&actor=key1").await, [7, 4, 1]);
    assert_eq!(numbers(&service, "&actor=KEY&integration_id=gem:9d1hpPsbjxUkoCoa1veLZGe5").await, [7, 1]);
    assert_eq!(numbers(&service, "&since=2026-07-01T12:03:00Z&until=2026-07-01T12:05:00Z").await, [3, 2]);
    assert_eq!(numbers(&service, "&deed=unknown").await, [0_u64; 0]);
    assert_invalid(&get(&service, &format!("{LOG}?since=yesterday")).await, "since: ");
    assert_invalid(&get(&service, &format!("{LOG}?cursor=x")).await, "cursor: ");
}

#[sqlx::test]
async fn a_limited_key_sees_what_is_about_its_integrations(pool: PgPool) {
    let service = TestService::start(pool).await;
    fill(&service).await;
    for statement in [
        "UPDATE api_keys SET limited = true WHERE name = 'management'",
        "INSERT INTO api_key_integrations SELECT api_key_id, integration_id FROM api_keys, integrations
         WHERE api_keys.name = 'management'",
    ] {
        sqlx::query(statement).execute(service.store.pool()).await.unwrap();
    }
    assert_eq!(numbers(&service, "").await, [8, 6, 4, 2, 0]);
    assert_eq!(numbers(&service, &format!("&integration_id={OTHER}")).await, [0_u64; 0]);
}

#[sqlx::test]
async fn no_environment_sees_the_deeds_of_another(pool: PgPool) {
    let service = TestService::start(pool).await;
    fill(&service).await;
    let first = get(&service, &format!("{LOG}?page_size=3")).await;
    let foreign = service.foreign_key().await;
    let log = service.ask("GET", LOG, Some(&foreign), None, "").await;
    assert_eq!(log.results(), &Vec::<Value>::new());
    let path = format!("{LOG}?cursor={}", first.next().unwrap());
    assert_invalid(&service.ask("GET", &path, Some(&foreign), None, "").await, "cursor: ");
}

#[sqlx::test]
async fn settings_are_named_and_never_told(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = format!("/v1/management/integrations/{}", service.integration);
    let settings = json!({ "acting_user_id": "somebody" });
    service.manage("PATCH", &format!("{path}/connector-settings"), &settings).await.data();
    let settings = json!({ "delta_every_seconds": 600 });
    service.manage("PATCH", &format!("{path}/sync-settings"), &settings).await.data();
    service.send("POST", "/v1/force-sync", &json!({ "type": "FULL" })).await.data();
    let log = get(&service, LOG).await;
    let told: Vec<_> = log.results().iter().map(|entry| entry["deed"].as_str().unwrap()).collect();
    assert_eq!(told, ["sync.forced", "sync_settings.changed", "connector_settings.changed"]);
    assert_eq!(log.results()[2]["details"], json!({ "names": ["acting_user_id"] }));
    assert_eq!(log.results()[1]["details"], json!({ "names": ["delta_every_seconds"] }));
    assert!(!log.body.to_string().contains("somebody"));
}
