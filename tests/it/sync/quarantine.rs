//! Records that do not fit: kept for the operator, forgotten once they fit.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::quarantine::{self, Entry};

use crate::support::TestService;

async fn entries(service: &TestService) -> Vec<Entry> {
    let integration = service.stored_integration().await;
    let mut db = service.store.pool().acquire().await.unwrap();
    quarantine::list(&mut db, &integration.scope, ("", ""), 1000).await.unwrap()
}

#[sqlx::test]
async fn a_record_stays_as_long_as_it_does_not_fit(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    assert_eq!(entries(&service).await, []);
    let candidate = service.world("candidates").await[3]["id"].clone();
    let title = |op: &str, title: Value| json!([{ "op": op, "resource": "candidates", "id": candidate, "fields": { "title": title } }]);
    service.mutate(title("update", json!(7))).await;
    let report = service.sync_changes().await;
    assert!(report.counts.of(Model::Candidate).quarantined > 0);
    let found = entries(&service).await;
    let found: Vec<_> =
        found.iter().map(|e| (e.resource.as_str(), e.remote_id.as_str(), e.path.as_str())).collect();
    assert_eq!(found, [("ats_candidates", candidate.as_str().unwrap(), "title")]);
    service.mutate(title("touchless_update", json!("Pilot"))).await;
    service.sync().await;
    assert_eq!(entries(&service).await, []);
}

#[sqlx::test]
async fn a_record_that_vanished_is_forgotten(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidate = service.world("candidates").await[3]["id"].clone();
    let odd =
        json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": { "title": 7 } }]);
    service.mutate(odd).await;
    service.sync().await;
    assert_eq!(entries(&service).await.len(), 1);
    service.mutate(json!([{ "op": "remove", "resource": "candidates", "id": candidate }])).await;
    service.sync().await;
    assert_eq!(entries(&service).await, []);
}

#[sqlx::test]
async fn texts_that_postgres_cannot_hold_poison_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidate = service.world("candidates").await[3]["id"].clone();
    let fields = json!({ "title": "a\u{0}b", "tags": ["x\u{0}y"], "custom_fields": { "k\u{0}": "\u{0}" } });
    service
        .mutate(json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": fields }]))
        .await;
    service.sync().await;
    let path = format!("/v1/ats/candidates?include_deleted=true&remote_ids={}", candidate.as_str().unwrap());
    assert_eq!(service.walk(&path, 1).await[0]["title"], "ab");
}
