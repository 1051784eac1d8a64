//! What customers opt out of.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::control::scopes::{DEFAULT, optional, set_opt_outs, under};
use unified_ats::domain::audit::Actor;
use unified_ats::domain::scopes::OptOuts;
use unified_ats::store::environments;

use super::stand::{assert_refused, default_config, places_of, set};
use crate::support::TestService;

async fn opt_out(service: &TestService, opted_out: Value) -> Result<(), String> {
    let opted_out: OptOuts = serde_json::from_value(opted_out).unwrap();
    let scope = service.stored_integration().await.scope;
    let mut tx = service.store.begin().await.unwrap();
    let set = set_opt_outs(&mut tx, &scope, &opted_out, &Actor::Operator, service.now()).await;
    tx.commit().await.unwrap();
    set.map_err(|refusal| refusal.to_string())
}

fn optional_settings() -> Value {
    json!({
        "models": { "ats_offers": "OPTIONAL", "ats_tags": "OPTIONAL" },
        "fields": { "ats_candidates.email_addresses": "OPTIONAL" },
        "actions": { "ats_create_candidate": "OPTIONAL" },
    })
}

#[sqlx::test]
async fn what_is_left_to_the_customer_is_off_once_the_customer_says_so(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidates = service.world("candidates").await;
    let email = candidates.iter().find_map(|c| c["email_addresses"][0]["value"].as_str()).unwrap();
    let config = default_config(&service, optional_settings()).await;
    service.sync().await;
    assert!(!places_of(&service, email).await.is_empty());
    let all = json!({
        "models": ["ats_tags", "ats_jobs"], "fields": ["ats_candidates.email_addresses"], "actions": ["ats_create_candidate"],
    });
    opt_out(&service, all.clone()).await.unwrap();
    assert_refused(&service.get("/v1/ats/tags").await, 400, "INTEGRATION.MODEL_DISABLED");
    service.get("/v1/ats/jobs").await.data();
    let refused = service.act("POST", "/v1/ats/candidates", None, &json!({})).await;
    assert_refused(&refused, 400, "INTEGRATION.ACTION_DISABLED");
    service.sync().await;
    assert_eq!(places_of(&service, email).await, [""; 0]);
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await.data().clone();
    let model = |id: &str| {
        let models = details["read_models"].as_array().unwrap();
        models.iter().find(|model| model["id"] == id).unwrap().clone()
    };
    let told = |id: &str| model(id)["opted_out_by_customer"].clone();
    assert_eq!(
        [told("ats_tags"), told("ats_jobs"), told("ats_offers")],
        [json!(true), json!(false), json!(false)]
    );
    // What is not left to the customer any more is decided by the environment again.
    set(&service, &config, json!({})).await;
    service.get("/v1/ats/tags").await.data();
    let deeds: Vec<String> = sqlx::query_scalar("SELECT deed FROM audit_log ORDER BY number")
        .fetch_all(service.store.pool())
        .await
        .unwrap();
    assert_eq!(deeds, ["scope_config.created", "integration.opted_out", "scope_config.changed"]);
}

#[sqlx::test]
async fn unknown_names_are_refused_and_change_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (part, name) in [("models", "ats_cars"), ("fields", "ats_users.id"), ("actions", "ats_fire")] {
        let refusal = opt_out(&service, json!({ part: [name] })).await.unwrap_err();
        assert!(refusal.contains(name), "{refusal}");
    }
    assert_eq!(service.stored_integration().await.scopes().opted_out(), &OptOuts::default());
}

#[sqlx::test]
async fn the_choices_of_a_configuration_are_known_before_there_is_an_integration(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = default_config(&service, optional_settings()).await;
    let mut db = service.store.begin().await.unwrap();
    let environment = environments::ensure(&mut db, "test", "environment1", service.now()).await.unwrap();
    for id in [DEFAULT, config.rsplit('/').next().unwrap()] {
        let scopes = under(&mut db, environment.key, id).await.unwrap().unwrap();
        let choices = optional(service.integration.tool(), &scopes);
        let ids: Vec<&str> = choices.iter().map(|choice| choice.id.as_str()).collect();
        let expected = ["ats_candidates.email_addresses", "ats_tags", "ats_offers", "ats_create_candidate"];
        assert_eq!(ids, expected);
    }
    assert_eq!(under(&mut db, environment.key, "unknown").await.unwrap(), None);
}
