//! What is shared, and what customers leave out.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestService;

const OPTIONAL: [&str; 3] =
    ["share:ats_candidates.social_media", "share:ats_tags", "share:ats_create_candidate"];

async fn config(service: &TestService, settings: &Value) -> String {
    let body = json!({ "name": "some", "settings": settings });
    let made = service.manage("POST", "/v1/management/scope-configs", &body).await;
    made.data()["id"].as_str().unwrap().to_owned()
}

/// What the details say of a model, a field and an action: whether the customer opted out.
async fn opted_out(service: &TestService, id: &str) -> [bool; 3] {
    let details = service.get(&format!("/v1/integrations/{id}")).await;
    let of = |list: &Value, id: &str| {
        list.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap().clone()
    };
    let data = details.data();
    let field = of(&of(&data["read_models"], "ats_candidates")["fields"], "social_media");
    let all =
        [field, of(&data["read_models"], "ats_tags"), of(&data["write_actions"], "ats_create_candidate")];
    all.map(|entry| entry["opted_out_by_customer"].as_bool().unwrap())
}

#[sqlx::test]
async fn customers_see_what_is_wanted_and_leave_out_what_they_may(pool: PgPool) {
    let service = TestService::start(pool).await;
    let settings = json!({
        "models": { "ats_interviews": "DISABLED", "ats_tags": "OPTIONAL" },
        "fields": { "ats_candidates.social_media": "OPTIONAL", "ats_candidates.phone_numbers": "DISABLED" },
        "actions": { "ats_create_candidate": "OPTIONAL", "ats_create_application": "DISABLED" },
    });
    let config = config(&service, &settings).await;
    let path = service.link(&json!({ "scope_config_id": config })).await;
    let page = service.open(&path).await;
    for (text, is_shown) in [
        ("Tags", true),
        ("social_media", true),
        ("Create candidates", true),
        ("Interviews", false),
        ("phone_numbers", false),
        ("Create applications", false),
    ] {
        assert_eq!(page.text.contains(text), is_shown, "{text}");
    }
    let page = service.enter_key(&path).await;
    for name in OPTIONAL {
        assert!(
            page.text.contains(&format!("name=\"{name}\" value=\"on\" checked>")),
            "{name}: {}",
            page.text
        );
    }
    let page = service.fill_in(&path, "finish", &[(OPTIONAL[1], "on")]).await;
    let made = service.get(&format!("/v1/connect/integration-by-token/{}", page.token())).await;
    let id = made.data()["id"].as_str().unwrap().to_owned();
    assert_eq!(service.get(&format!("/v1/integrations/{id}")).await.data()["scope_config"]["id"], config);
    assert_eq!(opted_out(&service, &id).await, [true, false, true]);

    // Connected again, what was left out is left out still, unless the customer says otherwise.
    let relink = format!("/v1/integrations/{id}/relink");
    let path = super::path_of(service.send("POST", &relink, &json!({})).await.data());
    let page = service.enter_key(&path).await;
    let checked = |name: &str| page.text.contains(&format!("name=\"{name}\" value=\"on\" checked>"));
    assert_eq!(OPTIONAL.map(checked), [false, true, false]);
    service.fill_in(&path, "finish", &[(OPTIONAL[0], "on"), (OPTIONAL[2], "on")]).await.token();
    assert_eq!(opted_out(&service, &id).await, [false, true, false]);
}

#[sqlx::test]
async fn an_integration_gets_another_configuration_when_it_is_connected_again(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = config(&service, &json!({ "models": { "ats_tags": "DISABLED" } })).await;
    let path = service.relink(&json!({ "scope_config_id": config })).await;
    let details = format!("/v1/integrations/{}", service.integration);
    service.enter_key(&path).await;
    assert_ne!(
        service.get(&details).await.data()["scope_config"]["id"],
        config,
        "until the end nothing changes"
    );
    service.fill_in(&path, "finish", &[]).await.token();
    assert_eq!(service.get(&details).await.data()["scope_config"]["id"], config);
    let gone = service.link(&json!({ "scope_config_id": config })).await;
    sqlx::query("UPDATE connect_links SET scope_config = 'gone' WHERE used_at IS NULL")
        .execute(service.store.pool())
        .await
        .unwrap();
    assert_eq!(service.open(&gone).await.heading(), "Something went wrong");
}
