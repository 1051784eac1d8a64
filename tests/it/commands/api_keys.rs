//! API keys, environments and the audit log, as operators look after them.

use serde_json::json;
use sqlx::{Executor as _, PgPool};

use super::{Setup, assert_refused};

#[sqlx::test]
async fn keys_are_made_listed_replaced_and_revoked(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let id = setup.connect().await;
    let mut create =
        vec!["api-key", "create", "--name", "a", "--integrations", &id, "--expires-in", "90d", "--json"];
    create.extend(["--requests-per-minute", "7"]);
    let made = setup.json(&create).await;
    let key = made["api_key_id"].as_str().unwrap();
    let shown = setup.json(&["api-key", "show", key, "--json"]).await;
    assert_eq!((&shown["integration_ids"], shown["expires_at"].is_string()), (&json!([id]), true));
    assert_eq!(shown["requests_per_minute"], 7);
    let new = setup.json(&["api-key", "rotate", key, "--overlap", "0s", "--json"]).await;
    assert_ne!(new["api_key"], made["api_key"]);
    let listed = setup.json(&["api-key", "list", "--json"]).await;
    assert_eq!(listed["results"][1]["replaced_by"], new["api_key_id"], "{listed}");
    assert_eq!(listed["results"][0]["requests_per_minute"], 7, "the new one has the same rights and limits");
    let revoked = setup.json(&["api-key", "revoke", new["api_key_id"].as_str().unwrap(), "--json"]).await;
    assert!(revoked["revoked_at"].is_string());
    assert_refused(
        &setup.run(&["api-key", "revoke", "nobody"]).await,
        1,
        "there is no API key with the id \"nobody\"",
    );
    let foreign = ["api-key", "create", "--name", "b", "--environment", "other", "--integrations", &id];
    assert_refused(&setup.run(&foreign).await, 1, "integration_ids: no integration");
    let log = setup.json(&["audit", "list", "--json"]).await;
    let deeds: Vec<_> =
        log["results"].as_array().unwrap().iter().map(|entry| entry["deed"].as_str().unwrap()).collect();
    let expected = [
        "api_key.revoked",
        "api_key.rotated",
        "api_key.created",
        "integration.created",
        "environment.created",
    ];
    assert_eq!(deeds, expected);
}

#[sqlx::test]
async fn environments_have_names_of_their_own(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    let made = setup.json(&["environment", "create", "staging", "--json"]).await;
    assert_eq!(made["name"], "staging");
    assert_refused(&setup.run(&["environment", "create", "staging"]).await, 1, "\"staging\" already");
    let listed = setup.json(&["environment", "list", "--json"]).await;
    assert_eq!(listed["results"], json!([made]));
}

#[sqlx::test]
async fn a_log_that_was_altered_is_told(pool: PgPool) {
    let setup = Setup::new(&pool).await;
    setup.json(&["api-key", "create", "--name", "a", "--json"]).await;
    let whole = setup.json(&["audit", "verify", "--json"]).await;
    assert_eq!((&whole["results"][0]["whole"], &whole["results"][0]["entries"]), (&json!(true), &json!(2)));
    let mut db = pool.acquire().await.unwrap();
    db.execute(
        "ALTER TABLE audit_log DISABLE TRIGGER USER; UPDATE audit_log SET subject = 'x' WHERE number = 2",
    )
    .await
    .unwrap();
    let broken = setup.run(&["audit", "verify"]).await;
    assert_refused(&broken, 1, "the audit log of 1 environments");
    assert!(String::from_utf8_lossy(&broken.stdout).contains("default: broken at entry 2: it was altered"));
}
