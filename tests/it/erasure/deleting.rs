//! Integrations that are deleted: unseen at once, and restored as they were.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::runs::queue;
use unified_ats::sync::run::RunError;

use crate::support::{Answer, TestService};

const KEPT: TimeDelta = TimeDelta::days(14);

fn path(service: &TestService) -> String {
    format!("/v1/integrations/{}", service.integration)
}

pub(super) async fn delete(service: &TestService) -> Answer {
    service.send("DELETE", &path(service), &json!({})).await
}

async fn restore(service: &TestService) -> Answer {
    let path = format!("/v1/management/integrations/{}/restore", service.integration);
    service.manage("POST", &path, &json!({})).await
}

async fn listed(service: &TestService, query: &str) -> Vec<Value> {
    let page = service.manage("GET", &format!("/v1/management/integrations{query}"), &json!({})).await;
    page.results().clone()
}

async fn deeds(service: &TestService) -> Vec<String> {
    let deeds = sqlx::query_scalar("SELECT actor_kind || ' ' || deed FROM audit_log ORDER BY number");
    deeds.fetch_all(service.store.pool()).await.unwrap()
}

/// What callers and operators ask of an integration, apart from its id in the answers.
async fn every_answer(service: &TestService, integration: &str) -> Vec<(u16, String)> {
    let mut answers = Vec::new();
    for (method, path) in [
        ("GET", "/v1/ats/candidates"),
        ("GET", "/v1/ats/jobs?cursor=x"),
        ("GET", "/v1/ats/applications/export"),
        ("POST", "/v1/force-sync"),
        ("POST", "/v1/ats/candidates/x/result-links"),
        ("POST", "/v1/passthrough/gem/api"),
    ] {
        let body = json!({ "label": "x", "url": "https://x.example", "method": "GET", "path": "/x" });
        answers
            .push(service.ask(method, path, Some(&service.key), Some(integration), &body.to_string()).await);
    }
    for (method, end) in [("GET", ""), ("PUT", "/enabled"), ("DELETE", "")] {
        let path = format!("/v1/integrations/{integration}{end}");
        answers.push(service.ask(method, &path, Some(&service.key), None, r#"{"value":true}"#).await);
    }
    for what in ["syncs", "quarantine", "actions", "sync-settings", "connector-settings"] {
        let path = format!("/v1/management/integrations/{integration}/{what}");
        answers.push(service.manage("GET", &path, &json!({})).await);
    }
    answers.into_iter().map(|answer| (answer.status, answer.body["error"].to_string())).collect()
}

#[sqlx::test]
async fn a_deleted_integration_looks_like_an_unknown_one(pool: PgPool) {
    let service = TestService::start(pool).await;
    let sync = service.sync().await.sync_id;
    assert_eq!(delete(&service).await.body, json!({ "status": "success", "data": {} }));
    let deleted = every_answer(&service, service.integration.as_str()).await;
    assert_eq!(deleted, every_answer(&service, "gem:1111111111111111111111ab").await);
    let unknown = deleted.iter().filter(|(status, _error)| *status == 404).count();
    assert_eq!(unknown, deleted.len(), "{deleted:?}");
    for (method, path) in [("GET", format!("/v1/management/syncs/{sync}"))] {
        assert_eq!(service.manage(method, &path, &json!({})).await.status, 404, "{path}");
    }
    let [one] = listed(&service, "").await.try_into().unwrap();
    assert_eq!([&one["state"], &one["status"], &one["tool"]], ["DELETED", "ACTIVE", "gem"]);
    assert_eq!(one["deleted_at"], json!("2026-07-01T12:01:00.000Z"));
    assert_eq!(one["erase_at"], json!("2026-07-15T12:01:00.000Z"));
    assert_eq!(deeds(&service).await, ["KEY integration.deleted"]);
}

#[sqlx::test]
async fn nothing_of_a_deleted_integration_is_synced(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let queued = service.send("POST", "/v1/force-sync", &json!({ "type": "FULL" })).await;
    assert_eq!(queued.status, 200);
    let integration = service.stored_integration().await;
    let connector = service.connections.open(&integration).await.unwrap();
    delete(&service).await.data();
    service.clock.advance(TimeDelta::days(2));
    let mut db = service.store.pool().acquire().await.unwrap();
    assert_eq!(queue::due(&mut db, "nobody", service.now(), 10, None).await.unwrap(), []);
    // A worker that found it just before begins nothing.
    let worker = service.worker(tokio_util::sync::CancellationToken::new());
    let (kind, cause) = (unified_ats::store::runs::Kind::Full, unified_ats::store::runs::Cause::Schedule);
    let late = worker.sync(&integration, &connector, kind, cause).await;
    assert!(matches!(late, Err(RunError::Busy(_))), "{late:?}");
    let ended: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT state, error FROM sync_runs WHERE state NOT IN ('SUCCEEDED')")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    assert_eq!(ended, [("CANCELLED".to_owned(), Some("the integration was deleted".to_owned()))]);
}

#[sqlx::test]
async fn a_deleted_integration_is_restored_as_it_was(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = service.walk("/v1/ats/candidates", 100).await;
    assert_eq!(restore(&service).await.status, 404, "it is not deleted");
    delete(&service).await.data();
    assert_eq!(listed(&service, "?state=ACTIVE").await.len(), 0);
    assert_eq!(listed(&service, "?state=DELETED").await.len(), 1);
    service.clock.advance(KEPT - TimeDelta::seconds(1));
    let restored = restore(&service).await.data().clone();
    assert_eq!([&restored["state"], &restored["erase_at"]], [&json!("ACTIVE"), &Value::Null]);
    assert_eq!(service.walk("/v1/ats/candidates", 100).await, before);
    let mut db = service.store.pool().acquire().await.unwrap();
    assert_eq!(queue::due(&mut db, "nobody", service.now(), 10, None).await.unwrap().len(), 1, "at once");
    drop(db);
    service.sync().await;
    let by_key_and_operator = ["KEY integration.deleted", "KEY integration.restored"];
    assert_eq!(deeds(&service).await, by_key_and_operator);

    // One that is switched off stays so.
    service.send("PUT", &format!("{}/enabled", path(&service)), &json!({ "value": false })).await.data();
    delete(&service).await.data();
    assert_eq!(restore(&service).await.data()["state"], "INACTIVE");
}

#[sqlx::test]
async fn after_its_time_nothing_is_restored(pool: PgPool) {
    let service = TestService::start(pool).await;
    delete(&service).await.data();
    service.clock.advance(KEPT);
    let late = restore(&service).await;
    assert_eq!((late.status, late.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", late.body);
    assert!(late.message().starts_with("integration_id: ") && late.message().contains("erased"));
}

#[sqlx::test]
async fn restoring_is_the_operators_and_lists_are_read_page_by_page(pool: PgPool) {
    let service = TestService::start(pool).await;
    delete(&service).await.data();
    let path = format!("/v1/management/integrations/{}/restore", service.integration);
    let by_caller = service.send("POST", &path, &json!({})).await;
    assert_eq!((by_caller.status, by_caller.code()), (401, Some("PLATFORM.AUTHENTICATION_INVALID")));
    for n in 0..4 {
        sqlx::query(
            "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
             SELECT $1, environment_id, tool, 'Other', '', created_at FROM integrations LIMIT 1",
        )
        .bind(format!("gem:11111111111111111111111{}", ["A", "B", "C", "D"][n]))
        .execute(service.store.pool())
        .await
        .unwrap();
    }
    let all: Vec<Value> = listed(&service, "").await.iter().map(|one| one["id"].clone()).collect();
    assert_eq!((all.len(), all[0].as_str()), (5, Some(service.integration.as_str())));
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let path = format!("/v1/management/integrations?page_size=2{cursor}");
        let page = service.manage("GET", &path, &json!({})).await;
        found.extend(page.results().iter().map(|one| one["id"].clone()));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    assert_eq!(found, all);
    let wrong = service.manage("GET", "/v1/management/integrations?state=GONE", &json!({})).await;
    assert!(wrong.message().contains("ACTIVE, INVALID, INACTIVE, DELETED, ERASED"), "{}", wrong.message());
}

#[sqlx::test]
async fn a_limited_key_lists_restores_and_erases_nothing_beyond_its_limit(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let other = "gem:11111111111111111111111A";
    sqlx::query(
        "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
         SELECT $1, environment_id, tool, 'Other', '', created_at FROM integrations LIMIT 1",
    )
    .bind(other)
    .execute(service.store.pool())
    .await
    .unwrap();
    let wanted = json!({ "name": "limited", "permissions": ["manage"], "integration_ids": [other] });
    let made = service.manage("POST", "/v1/management/api-keys", &wanted).await;
    let key = made.data()["api_key"].as_str().unwrap().to_owned();
    let candidates = service.walk("/v1/ats/candidates", 250).await;
    let known = |candidate: &&Value| candidate["email_addresses"][0]["email_address"].is_string();
    let candidate = candidates.iter().find(known).unwrap();
    let ask = async |method: &str, path: &str, body: Value| {
        service.ask(method, path, Some(&key), None, &body.to_string()).await
    };
    let email = json!({ "email": candidate["email_addresses"][0]["email_address"] });
    let erased = ask("POST", "/v1/management/erase-person", email).await;
    assert_eq!(erased.data()["integrations"], json!([]));
    let by_id = json!({ "candidate_id": candidate["id"], "integration_id": service.integration });
    assert_eq!(ask("POST", "/v1/management/erase-person", by_id).await.status, 404);
    delete(&service).await.data();
    let seen = ask("GET", "/v1/management/integrations", json!({})).await;
    assert_eq!((seen.results().len(), &seen.results()[0]["id"]), (1, &json!(other)));
    let path = format!("/v1/management/integrations/{}/restore", service.integration);
    assert_eq!(ask("POST", &path, json!({})).await.status, 404);
    restore(&service).await.data();
    assert_eq!(service.walk("/v1/ats/candidates", 250).await, candidates, "nothing was erased");
}
