//! Every kind of change, as it is told.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{behind, maintain_after, mutate, now, small, text};
use crate::actions::Stand;
use crate::support::TestService;

/// The entries about one record since a cursor.
async fn about(service: &TestService, cursor: &str, id: &str) -> Vec<Value> {
    let page = behind(service, cursor).await;
    page.results().iter().filter(|entry| entry["id"] == id).cloned().collect()
}

async fn record(service: &TestService, list: &str, remote_id: &str) -> Value {
    let path = format!("/v1/ats/{list}?include_deleted=true&remote_ids={remote_id}");
    let [record] = service.walk(&path, 10).await.try_into().unwrap();
    record
}

fn entry(model: &str, record: &Value, kind: &str, fields: &[&str]) -> Value {
    json!({ "model": model, "id": record["id"], "kind": kind, "changed_fields": fields, "changed_at": record["changed_at"] })
}

#[sqlx::test]
async fn a_record_is_told_of_from_its_making_to_its_end(pool: PgPool) {
    let service = small(pool).await;
    let cursor = now(&service).await;
    let fields = json!({ "first_name": "Ada", "last_name": "Zq-Byron" });
    service.mutate(json!([{ "op": "create", "resource": "candidates", "fields": fields }])).await;
    service.sync_changes().await;
    let world = service.world("candidates").await;
    let remote_id = text(world.iter().find(|row| row["last_name"] == "Zq-Byron").unwrap(), "id").to_owned();
    let made = record(&service, "candidates", &remote_id).await;
    let id = text(&made, "id");
    let created = entry("ats_candidates", &made, "CREATED", &[]);
    assert_eq!(about(&service, &cursor, id).await, std::slice::from_ref(&created));

    mutate(&service, "update", "candidates", &remote_id, json!({ "title": "Countess" })).await;
    service.sync_changes().await;
    let updated = record(&service, "candidates", &remote_id).await;
    let updated = entry("ats_candidates", &updated, "UPDATED", &["changed_at", "remote_updated_at", "title"]);
    assert_eq!(about(&service, &cursor, id).await, [created.clone(), updated.clone()]);

    mutate(&service, "delete", "candidates", &remote_id, Value::Null).await;
    service.sync_changes().await;
    let deleted = record(&service, "candidates", &remote_id).await;
    let deleted = entry("ats_candidates", &deleted, "DELETED", &[]);
    assert_eq!(about(&service, &cursor, id).await[2..], [deleted]);

    mutate(&service, "undelete", "candidates", &remote_id, Value::Null).await;
    service.sync().await;
    let back = record(&service, "candidates", &remote_id).await;
    let back = entry("ats_candidates", &back, "UNDELETED", &[]);
    assert_eq!(about(&service, &cursor, id).await[3..], [back]);

    mutate(&service, "remove", "candidates", &remote_id, Value::Null).await;
    service.sync().await;
    maintain_after(&service, TimeDelta::days(15)).await;
    let empty = record(&service, "candidates", &remote_id).await;
    let told = about(&service, &cursor, id).await;
    assert_eq!(told[4]["kind"], "DELETED");
    assert_eq!(told[5..], [entry("ats_candidates", &empty, "ANONYMISED", &[])]);
    assert_eq!(empty["last_name"], Value::Null);
}

/// Whoever begins is told in the same words.
#[sqlx::test]
async fn the_walk_tells_what_is_there_what_is_deleted_and_what_is_empty(pool: PgPool) {
    let service = small(pool).await;
    let world = service.world("candidates").await;
    let live: Vec<&Value> = world.iter().filter(|row| row["deleted_at"].is_null()).collect();
    mutate(&service, "remove", "candidates", text(live[0], "id"), Value::Null).await;
    service.sync().await;
    maintain_after(&service, TimeDelta::days(15)).await;
    mutate(&service, "remove", "candidates", text(live[1], "id"), Value::Null).await;
    service.sync().await;
    let page = service.get("/v1/ats/changes?models=ats_candidates&page_size=250").await;
    let mut kinds = Vec::new();
    for row in &live[..3] {
        let record = record(&service, "candidates", text(row, "id")).await;
        let told: Vec<&Value> = page.results().iter().filter(|told| told["id"] == record["id"]).collect();
        assert_eq!(told.len(), 1, "each once");
        assert_eq!(told[0]["changed_at"], record["changed_at"]);
        kinds.push(text(told[0], "kind"));
    }
    assert_eq!(kinds, ["ANONYMISED", "DELETED", "CREATED"]);
    assert_eq!(page.results().len(), world.len());
}

#[sqlx::test]
async fn what_is_nested_is_a_change_of_the_field_that_it_is_in(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let cursor = now(service).await;
    let candidate = text(&stand.candidate, "remote_id");
    mutate(service, "update", "candidates", candidate, json!({ "first_name": "Zebulon" })).await;
    service.sync_changes().await;
    let application = record(service, "applications", text(&stand.application, "remote_id")).await;
    assert_eq!(application["candidate"]["first_name"], "Zebulon");
    assert_eq!(application["changed_at"], stand.application["changed_at"]);
    let told = about(service, &cursor, text(&application, "id")).await;
    assert_eq!(told, [entry("ats_applications", &application, "UPDATED", &["candidate"])]);
}

#[sqlx::test]
async fn an_erased_person_is_anonymised(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let cursor = now(service).await;
    let who =
        json!({ "integration_id": service.integration.as_str(), "candidate_id": stand.candidate["id"] });
    service.manage("POST", "/v1/management/erase-person", &who).await.data();
    for record in [&stand.candidate, &stand.application] {
        let told = about(service, &cursor, text(record, "id")).await;
        let kinds: Vec<&str> = told.iter().map(|entry| text(entry, "kind")).collect();
        assert_eq!(kinds, ["ANONYMISED"], "{record}");
    }
}
