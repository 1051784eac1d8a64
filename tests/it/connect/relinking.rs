//! Links about integrations that are there.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::integrations::Status;

use crate::support::TestService;

#[sqlx::test]
async fn other_credentials_replace_those_of_before_and_make_an_invalid_integration_active(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.set_setting("acting_user_id", &json!("gone")).await;
    let invalid = "UPDATE integrations SET status = 'INVALID', auth_failures = 5, next_full_at = 'infinity'";
    sqlx::query(invalid).execute(service.store.pool()).await.unwrap();
    let path = service.relink(&json!({ "language": "es" })).await;
    let page = service.open(&path).await;
    assert_eq!(page.heading(), "Conectar Gem de nuevo");
    let before = sealed(&service).await;
    let partner =
        [("api_key", service.sim.partner_key()), ("application_secret", service.sim.partner_secret())];
    let page = service.fill_in(&path, "credentials", &partner).await;
    let user = page.options("acting_user_id")[1].to_owned();
    assert_eq!(sealed(&service).await, before, "until the end nothing changes");
    let page = service.fill_in(&path, "finish", &[("acting_user_id", &user)]).await;
    assert_eq!(page.heading(), "Hecho");
    let found = service.get(&format!("/v1/connect/integration-by-token/{}", page.token())).await;
    assert_eq!(found.data()["id"], service.integration.as_str());
    let integration = service.stored_integration().await;
    assert_eq!(
        (integration.status, &integration.settings["acting_user_id"]),
        (Status::Active, &Value::from(user))
    );
    assert!(integration.settings["job_board_vanity"].is_string(), "other settings stay");
    assert_ne!(sealed(&service).await, before);
    let due: bool = sqlx::query_scalar("SELECT next_full_at <= $1 AND auth_failures = 0 FROM integrations")
        .bind(service.now())
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert!(due);
    service.sync().await;
    assert_eq!(service.count("integrations").await, 1);
    let deeds: Vec<(String, String)> =
        sqlx::query_as("SELECT actor_kind, deed FROM audit_log ORDER BY number")
            .fetch_all(service.store.pool())
            .await
            .unwrap();
    assert!(deeds.contains(&("CUSTOMER".to_owned(), "integration.relinked".to_owned())), "{deeds:?}");
}

async fn sealed(service: &TestService) -> Vec<u8> {
    sqlx::query_scalar("SELECT credentials FROM integrations").fetch_one(service.store.pool()).await.unwrap()
}

#[sqlx::test]
async fn what_was_chosen_before_is_chosen_still(pool: PgPool) {
    let service = TestService::start(pool).await;
    let first = service.relink(&json!({})).await;
    let user = service.enter_key(&first).await.options("acting_user_id")[2].to_owned();
    assert_eq!(service.fill_in(&first, "finish", &[("acting_user_id", &user)]).await.heading(), "Done");
    let second = service.relink(&json!({})).await;
    let page = service.enter_key(&second).await;
    assert!(page.text.contains(&format!("<option value=\"{user}\" selected>")), "{}", page.text);
}

#[sqlx::test]
async fn a_sync_that_runs_with_the_credentials_of_before_is_ended(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.send("POST", "/v1/force-sync", &json!({})).await.data();
    let path = service.relink(&json!({})).await;
    service.enter_key(&path).await;
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
    let states: Vec<String> =
        sqlx::query_scalar("SELECT state FROM sync_runs").fetch_all(service.store.pool()).await.unwrap();
    assert_eq!(states, ["CANCELLED"]);
}

#[sqlx::test]
async fn what_was_switched_off_stays_so(pool: PgPool) {
    let service = TestService::start(pool).await;
    let enabled = format!("/v1/integrations/{}/enabled", service.integration);
    service.send("PUT", &enabled, &json!({ "value": false })).await.data();
    let path = service.relink(&json!({})).await;
    service.enter_key(&path).await;
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
    assert_eq!(service.stored_integration().await.status, Status::Inactive);
}

#[sqlx::test]
async fn foreign_integrations_look_like_unknown_ones(pool: PgPool) {
    let service = TestService::start(pool).await;
    let foreign = service.foreign_key().await;
    let body = json!({ "link_type": "EMBEDDED" }).to_string();
    for action in ["relink", "setup-link"] {
        let path = |id: &str| format!("/v1/integrations/{id}/{action}");
        let theirs =
            service.ask("POST", &path(service.integration.as_str()), Some(&foreign), None, &body).await;
        let unknown =
            service.ask("POST", &path("gem:111111111111111111111111"), Some(&foreign), None, &body).await;
        assert_eq!((theirs.status, &theirs.body), (404, &unknown.body), "{action}");
    }
    let refused = service
        .send(
            "POST",
            &format!("/v1/integrations/{}/relink", service.integration),
            &json!({ "scope_config_id": "x" }),
        )
        .await;
    assert!(refused.message().starts_with("scope_config_id: "), "{}", refused.message());
    assert_eq!(service.count("connect_links").await, 0);
}

#[sqlx::test]
async fn setup_links_are_for_integrations_that_were_made_with_steps(pool: PgPool) {
    let service = TestService::start(pool).await;
    let setup = |id: &str| format!("/v1/integrations/{id}/setup-link");
    let body = json!({ "link_type": "MAGIC_LINK" });
    let without = service.send("POST", &setup(service.integration.as_str()), &body).await;
    assert_eq!((without.status, without.code()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert!(without.message().contains("enable_filtering"), "{}", without.message());
    let path = service.link(&json!({ "enable_field_mapping": true })).await;
    service.enter_key(&path).await;
    let token = service.fill_in(&path, "finish", &[]).await.token().to_owned();
    let made = service.get(&format!("/v1/connect/integration-by-token/{token}")).await;
    let setup = setup(made.data()["id"].as_str().unwrap());
    let no_type = service.send("POST", &setup, &json!({})).await;
    assert_eq!(no_type.message(), "body: missing field `link_type`");
    let path = super::path_of(service.send("POST", &setup, &body).await.data());
    let page = service.open(&path).await;
    assert_eq!(page.heading(), "Set up Gem");
    assert!(page.text.contains("Fields: ") && !page.text.contains("Applications: "), "{}", page.text);
    assert_eq!(service.fill_in(&path, "finish", &[]).await.heading(), "Done");
    assert_eq!(service.open(&path).await.heading(), "This link has been used");
}
