//! Configurations over the management API.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::stand::{CONFIGS, assert_refused, default_config};
use crate::support::TestService;

async fn made(service: &TestService, name: &str) -> Value {
    let body = json!({ "name": name, "settings": { "models": { "ats_tags": "DISABLED" } } });
    service.manage("POST", CONFIGS, &body).await.data().clone()
}

fn path_of(config: &Value) -> String {
    format!("{CONFIGS}/{}", config["id"].as_str().unwrap())
}

fn choosing(service: &TestService) -> String {
    format!("/v1/management/integrations/{}/scope-config", service.integration)
}

#[sqlx::test]
async fn configurations_are_made_read_changed_listed_and_removed(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = made(&service, "Lean").await;
    assert_eq!((&config["name"], &config["is_default"]), (&json!("Lean"), &json!(false)));
    let expected = json!({ "models": { "ats_tags": "DISABLED" }, "fields": {}, "actions": {} });
    assert_eq!(config["settings"], expected);
    assert_eq!(service.manage("GET", &path_of(&config), &json!({})).await.data(), &config);
    let renamed =
        service.manage("PATCH", &path_of(&config), &json!({ "name": "Leaner" })).await.data().clone();
    assert_eq!((&renamed["name"], &renamed["settings"]), (&json!("Leaner"), &expected));
    let settings = json!({ "settings": { "fields": { "ats_jobs.name": "OPTIONAL" } } });
    let changed = service.manage("PATCH", &path_of(&config), &settings).await.data().clone();
    let expected = json!({ "models": {}, "fields": { "ats_jobs.name": "OPTIONAL" }, "actions": {} });
    assert_eq!((&changed["name"], &changed["settings"]), (&json!("Leaner"), &expected));
    for n in 0..4 {
        made(&service, &format!("More {n}")).await;
    }
    let (mut names, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = service.manage("GET", &format!("{CONFIGS}?page_size=2{cursor}"), &json!({})).await;
        names.extend(page.results().iter().map(|config| config["name"].as_str().unwrap().to_owned()));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    names.sort();
    assert_eq!(names, ["Leaner", "More 0", "More 1", "More 2", "More 3"]);
    service.manage("DELETE", &path_of(&config), &json!({})).await.data();
    let gone = service.manage("GET", &path_of(&config), &json!({})).await;
    assert_refused(&gone, 404, "PLATFORM.INPUT_INVALID");
}

#[sqlx::test]
async fn one_configuration_at_most_is_the_default(pool: PgPool) {
    let service = TestService::start(pool).await;
    let first = default_config(&service, json!({})).await;
    let second = made(&service, "Lean").await;
    service.manage("PATCH", &path_of(&second), &json!({ "is_default": true })).await.data();
    let first = service.manage("GET", &first, &json!({})).await.data().clone();
    assert_eq!(first["is_default"], false);
    assert_eq!(service.stored_integration().await.scopes().config().unwrap().name, "Lean");
    service.manage("DELETE", &path_of(&second), &json!({})).await.data();
    assert_eq!(service.stored_integration().await.scopes().config(), None);
}

#[sqlx::test]
async fn an_integration_has_a_configuration_or_the_default(pool: PgPool) {
    let service = TestService::start(pool).await;
    default_config(&service, json!({})).await;
    let own = made(&service, "Lean").await;
    let chosen = |id: Value| json!({ "scope_config_id": id });
    service.manage("PUT", &choosing(&service), &chosen(own["id"].clone())).await.data();
    assert_eq!(service.stored_integration().await.scopes().config().unwrap().name, "Lean");
    let refused = service.manage("DELETE", &path_of(&own), &json!({})).await;
    assert_refused(&refused, 400, "PLATFORM.INPUT_INVALID");
    assert!(refused.message().contains("1 integration"), "{}", refused.message());
    for id in [json!(null), json!("default")] {
        service.manage("PUT", &choosing(&service), &chosen(id)).await.data();
        assert_eq!(service.stored_integration().await.scopes().config().unwrap().name, "Wanted");
    }
    service.manage("DELETE", &path_of(&own), &json!({})).await.data();
    for wrong in [json!("unknown"), own["id"].clone(), json!("\u{0}")] {
        let refused = service.manage("PUT", &choosing(&service), &chosen(wrong)).await;
        assert_refused(&refused, 400, "PLATFORM.INPUT_INVALID");
        assert!(refused.message().starts_with("scope_config_id: "), "{}", refused.message());
    }
    let refused = service.manage("PUT", &choosing(&service), &json!({})).await;
    assert_refused(&refused, 400, "PLATFORM.INPUT_INVALID");
    let deeds: Vec<(String, Option<String>)> =
        sqlx::query_as("SELECT deed, integration FROM audit_log ORDER BY number")
            .fetch_all(service.store.pool())
            .await
            .unwrap();
    let (created, deleted) =
        (("scope_config.created".to_owned(), None), ("scope_config.deleted".to_owned(), None));
    let chosen = ("integration.scope_config_chosen".to_owned(), Some(service.integration.to_string()));
    assert_eq!(deeds, [created.clone(), created, chosen.clone(), chosen.clone(), chosen, deleted]);
}

#[sqlx::test]
async fn what_cannot_be_set_is_refused_with_what_can(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = made(&service, "Lean").await;
    for (settings, parts) in [
        (json!({ "models": { "ats_cars": "DISABLED" } }), ["settings.models: ", "ats_jobs"]),
        (json!({ "fields": { "ats_jobs.colour": "DISABLED" } }), ["settings.fields: ", "ats_jobs.name"]),
        (json!({ "fields": { "ats_jobs.remote_id": "DISABLED" } }), ["settings.fields: ", "never be off"]),
        (json!({ "actions": { "ats_fire": "DISABLED" } }), ["settings.actions: ", "ats_create_application"]),
        (json!({ "models": { "ats_jobs": "OFF" } }), ["settings.models", "OPTIONAL"]),
    ] {
        let new = json!({ "name": "Other", "settings": settings });
        for refused in [
            service.manage("POST", CONFIGS, &new).await,
            service.manage("PATCH", &path_of(&config), &new).await,
        ] {
            assert_refused(&refused, 400, "PLATFORM.INPUT_INVALID");
            let message = refused.message();
            assert!(message.starts_with(parts[0]) && message.contains(parts[1]), "{message}");
        }
    }
    for body in [json!({ "name": "Lean" }), json!({ "name": "" }), json!({})] {
        assert_refused(&service.manage("POST", CONFIGS, &body).await, 400, "PLATFORM.INPUT_INVALID");
    }
    assert_eq!(
        service.manage("GET", &path_of(&config), &json!({})).await.data(),
        &config,
        "nothing is half-changed"
    );
}

#[sqlx::test]
async fn foreign_and_unknown_configurations_look_the_same(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = made(&service, "Lean").await;
    let foreign = service.foreign_key().await;
    for (method, body) in [("GET", "{}"), ("PATCH", "{\"name\":\"x\"}"), ("DELETE", "{}")] {
        let other = service.ask(method, &path_of(&config), Some(&foreign), None, body).await;
        assert_refused(&other, 404, "PLATFORM.INPUT_INVALID");
        for unknown in ["8d1hpPsbjxUkoCoa1veLZGe5", "nonsense", "%00"] {
            let path = format!("{CONFIGS}/{unknown}");
            let unknown = service.ask(method, &path, Some(&service.management_key), None, body).await;
            assert_eq!((unknown.status, &unknown.body), (404, &other.body), "{method}");
        }
    }
    let listed = service.ask("GET", CONFIGS, Some(&foreign), None, "{}").await;
    assert_eq!(listed.results().len(), 0);
    service.manage("GET", &path_of(&config), &json!({})).await.data();
}
