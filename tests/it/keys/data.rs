//! Data keys: what they seal, and what becomes of it without them.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::id::IntegrationId;
use unified_ats::store::{integration_keys, integrations};

use super::{sealer_of_credentials, sealers_of_actions};
use crate::actions::Stand;
use crate::support::TestService;

fn note(text: &str) -> Value {
    json!({ "content": text, "content_type": "PLAIN_TEXT" })
}

#[sqlx::test]
async fn credentials_and_actions_are_sealed_by_the_data_key(pool: PgPool) {
    let stand = Stand::strict(pool.clone()).await;
    assert_eq!(stand.post(&stand.of_application("notes"), note("a")).await.status, 200);
    let (key, sealed_by): (String, String) =
        sqlx::query_as("SELECT key_id, sealed_by FROM integration_keys").fetch_one(&pool).await.unwrap();
    assert!(key.starts_with("d-") && sealed_by == "k1", "{key} {sealed_by}");
    assert_eq!(sealer_of_credentials(&pool).await, key);
    assert_eq!(sealers_of_actions(&pool).await, [key]);
}

#[sqlx::test]
async fn every_integration_has_a_key_of_its_own_and_keeps_it(pool: PgPool) {
    let service = TestService::start(pool.clone()).await;
    let other = IntegrationId::parse("gem:9d1hpPsbjxUkoCoa1veLZGe5").unwrap();
    sqlx::query(
        "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
         SELECT $1, environment_id, tool, '', '', created_at FROM integrations",
    )
    .bind(other.as_str())
    .execute(&pool)
    .await
    .unwrap();
    for id in [&other, &other, &service.integration] {
        let mut tx = service.store.begin().await.unwrap();
        let scope = integrations::find(&mut tx, id).await.unwrap().unwrap().scope;
        let sealed = service.connections.seal(&mut tx, &scope, &"{}".into()).await.unwrap();
        integrations::set_credentials(&mut tx, &scope, &sealed).await.unwrap();
        tx.commit().await.unwrap();
    }
    let keys: Vec<String> =
        sqlx::query_scalar("SELECT key_id FROM integration_keys").fetch_all(&pool).await.unwrap();
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 2, "{keys:?}");
    // Moved to the other one it opens nothing.
    sqlx::query("UPDATE integration_keys SET sealed = (SELECT sealed FROM integration_keys ORDER BY integration_id LIMIT 1)")
        .execute(&pool)
        .await
        .unwrap();
    let mut opened = 0;
    for id in [&other, &service.integration] {
        let mut db = pool.acquire().await.unwrap();
        let integration = integrations::find(&mut db, id).await.unwrap().unwrap();
        opened += u32::from(!matches!(
            service.connections.open(&integration).await,
            Err(unified_ats::sync::connection::ConnectionError::Sealed(_))
        ));
    }
    assert_eq!(opened, 1);
}

#[sqlx::test]
async fn an_integration_whose_key_was_destroyed_has_to_be_connected_again(pool: PgPool) {
    let stand = Stand::strict(pool.clone()).await;
    let service = &stand.service;
    let scope = service.stored_integration().await.scope;
    integration_keys::destroy(&mut pool.acquire().await.unwrap(), &scope).await.unwrap();

    let refused = stand.post(&stand.of_application("notes"), note("b")).await;
    assert_eq!(refused.code(), Some("INTEGRATION.AUTHENTICATION_INVALID"), "{}", refused.body);
    assert!(refused.message().contains("connect again"), "{}", refused.message());

    service.clock.advance(TimeDelta::hours(11));
    let scheduler = service.start_scheduler();
    let run = service.sync_by("SCHEDULE").await;
    scheduler.stop().await;
    assert_eq!(run["state"], "AUTHENTICATION_FAILED", "{run}");
    assert!(run["error"].as_str().unwrap().contains("was destroyed"), "{run}");
    assert_eq!(service.stored_integration().await.status, integrations::Status::Invalid);

    let mut tx = service.store.begin().await.unwrap();
    let credentials = json!({ "api_key": service.sim.direct_key() }).to_string().into();
    let sealed = service.connections.seal(&mut tx, &scope, &credentials).await.unwrap();
    integrations::set_credentials(&mut tx, &scope, &sealed).await.unwrap();
    tx.commit().await.unwrap();
    service.sync().await;
    assert_eq!(service.stored_integration().await.status, integrations::Status::Active);
}

/// What was sent can no longer be read, so that nobody can look for it: the operator has to say what became of it.
#[sqlx::test]
async fn an_uncertain_action_whose_key_was_destroyed_is_the_operators(pool: PgPool) {
    let stand = Stand::strict(pool.clone()).await;
    let lost = json!([{ "path": "/candidates/*/activity_feed/notes", "method": "POST", "kind": "drop", "times": 1 }]);
    stand.service.set_faults(lost).await;
    let scope = stand.service.stored_integration().await.scope;
    let answer = stand.post(&stand.of_application("notes"), note("c")).await;
    assert_eq!(answer.header("action-outcome"), Some("uncertain"), "{}", answer.body);
    sqlx::query("UPDATE actions SET look_at = lease_until, state = 'UNCERTAIN' WHERE state = 'UNCERTAIN'")
        .execute(&pool)
        .await
        .unwrap();
    integration_keys::destroy(&mut pool.acquire().await.unwrap(), &scope).await.unwrap();
    stand.service.clock.advance(TimeDelta::hours(1));
    assert_eq!(stand.service.actions().settle_overdue().await.unwrap(), 0);
    let look_at: Option<chrono::DateTime<chrono::Utc>> =
        sqlx::query_scalar("SELECT look_at FROM actions WHERE state = 'UNCERTAIN'")
            .fetch_one(&pool)
            .await
            .unwrap();
    assert_eq!(look_at, None);
}
