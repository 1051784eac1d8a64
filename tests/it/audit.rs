//! The audit log: what is written down, by whom, and that it stays.

mod actions;
mod chain;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use sqlx::PgPool;
use unified_ats::domain::audit::{Actor, Deed};
use unified_ats::store::audit;

use crate::support::TestService;

#[derive(Debug, sqlx::FromRow)]
struct Entry {
    number: i64,
    at: DateTime<Utc>,
    actor_kind: String,
    actor_id: Option<String>,
    deed: String,
    integration: Option<String>,
    subject: Option<String>,
    details: String,
    previous: Vec<u8>,
    digest: Vec<u8>,
}

impl Entry {
    /// By hand, so that the digest of stored entries never changes unnoticed.
    fn expected_digest(&self) -> Vec<u8> {
        let text = |value: &Option<String>| Value::from(value.clone());
        let previous = STANDARD.encode(&self.previous);
        let covered = format!(
            r#"{{"previous":{},"number":{},"at":{},"actor_kind":{},"actor_id":{},"deed":{},"integration":{},"subject":{},"details":{}}}"#,
            json!(previous),
            self.number,
            json!(self.at),
            json!(self.actor_kind),
            text(&self.actor_id),
            json!(self.deed),
            text(&self.integration),
            text(&self.subject),
            json!(self.details)
        );
        Sha256::digest(covered.as_bytes()).to_vec()
    }
}

async fn entries(service: &TestService) -> Vec<Entry> {
    sqlx::query_as("SELECT * FROM audit_log ORDER BY environment_id, number")
        .fetch_all(service.store.pool())
        .await
        .unwrap()
}

async fn switch(service: &TestService, on: bool) {
    let path = format!("/v1/integrations/{}/enabled", service.integration);
    service.send("PUT", &path, &json!({ "value": on })).await.data();
}

#[sqlx::test]
async fn who_switches_an_integration_is_written_down_in_a_chain(pool: PgPool) {
    let service = TestService::start(pool).await;
    switch(&service, false).await;
    switch(&service, true).await;
    let key: String = sqlx::query_scalar("SELECT public_id FROM api_keys WHERE name = 'test'")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    let entries = entries(&service).await;
    let deeds: Vec<_> = entries.iter().map(|entry| (entry.number, entry.deed.as_str())).collect();
    assert_eq!(deeds, [(1, "integration.disabled"), (2, "integration.enabled")]);
    for entry in &entries {
        assert_eq!((entry.actor_kind.as_str(), entry.actor_id.as_deref()), ("KEY", Some(key.as_str())));
        assert_eq!(entry.integration.as_deref(), Some(service.integration.as_str()));
        assert_eq!(entry.digest, entry.expected_digest(), "{entry:?}");
    }
    assert_eq!((entries[0].previous.len(), &entries[1].previous), (0, &entries[0].digest));
}

/// With facts of its own, and at a time that is finer than Postgres keeps it.
#[sqlx::test]
async fn entries_that_come_at_the_same_time_follow_each_other(pool: PgPool) {
    let service = TestService::start(pool).await;
    let integration = service.stored_integration().await;
    let now: DateTime<Utc> = "2026-07-01T12:00:00.123456789Z".parse().unwrap();
    let append = async |n: i32| {
        let mut tx = service.store.begin().await.unwrap();
        let deed = Deed::new("thing.done").to(format!("thing {n}")).with("n", n);
        audit::append_of(&mut tx, &integration.scope, &Actor::Service, deed, now).await.unwrap();
        tx.commit().await.unwrap();
    };
    futures_util::future::join_all((0..12).map(append)).await;
    let entries = entries(&service).await;
    assert_eq!(entries.len(), 12);
    let mut before = Vec::new();
    for (entry, number) in entries.iter().zip(1..) {
        assert_eq!((entry.number, &entry.previous), (number, &before));
        assert_eq!(entry.digest, entry.expected_digest(), "{entry:?}");
        before.clone_from(&entry.digest);
    }
}

#[sqlx::test]
async fn a_deed_that_is_taken_back_leaves_no_entry_and_no_gap(pool: PgPool) {
    let service = TestService::start(pool).await;
    let integration = service.stored_integration().await;
    let mut tx = service.store.begin().await.unwrap();
    let deed = Deed::new("thing.done");
    audit::append_of(&mut tx, &integration.scope, &Actor::Operator, deed, service.now()).await.unwrap();
    tx.rollback().await.unwrap();
    switch(&service, false).await;
    let numbers: Vec<i64> = entries(&service).await.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [1]);
}

#[sqlx::test]
async fn nothing_is_changed_or_removed(pool: PgPool) {
    let service = TestService::start(pool).await;
    switch(&service, false).await;
    for statement in [
        "UPDATE audit_log SET deed = 'x'",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "TRUNCATE audit_log CASCADE",
    ] {
        let refusal = sqlx::query(statement).execute(service.store.pool()).await.unwrap_err();
        assert!(refusal.to_string().contains("the audit log is never changed"), "{statement}: {refusal}");
    }
    assert_eq!(entries(&service).await.len(), 1);
}
