//! Models that are off.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::stand::{assert_refused, default_config, off, places_of, set};
use crate::support::{LISTS, TestService};

async fn live(service: &TestService, table: &str) -> i64 {
    let query = format!("SELECT count(*) FROM {table} WHERE remote_deleted_at IS NULL AND knowledge > 0");
    sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(service.store.pool()).await.unwrap()
}

#[sqlx::test]
async fn a_model_that_is_off_says_so_at_once_whatever_is_asked_of_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    let config = default_config(&service, json!({})).await;
    service.sync().await;
    for (model, list) in LISTS {
        set(&service, &config, off("models", [model.slug()])).await;
        for query in ["", "?include_remote_data=true", "?page_size=nonsense"] {
            let refused = service.get(&format!("/v1/ats/{list}{query}")).await;
            assert_refused(&refused, 400, "INTEGRATION.MODEL_DISABLED");
        }
        let refused = service.get(&format!("/v1/ats/{list}/export")).await;
        assert_refused(&refused, 400, "INTEGRATION.MODEL_DISABLED");
        for (_other, list) in LISTS.into_iter().filter(|(other, _list)| *other != model).take(2) {
            service.get(&format!("/v1/ats/{list}")).await.data();
        }
    }
    set(&service, &config, off("models", ["ats_notes"])).await;
    assert_refused(&service.get("/v1/ats/notes").await, 400, "INTEGRATION.MODEL_DISABLED");
    set(&service, &config, json!({})).await;
    service.get("/v1/ats/jobs").await.data();
}

#[sqlx::test]
async fn records_of_a_model_that_is_off_are_deleted_without_a_question_and_shown_nowhere(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let whole = service.walk("/v1/ats/applications", 250).await;
    assert!(live(&service, "candidates").await > 100 && whole.iter().any(|a| a["interviews"] != json!([])));
    let candidate = service.walk("/v1/ats/candidates", 250).await[0].clone();
    let settings = off("models", ["ats_candidates", "ats_interviews"]);
    let config = default_config(&service, settings).await;
    let report = service.sync().await;
    assert_eq!(report.counts.of(unified_ats::domain::model::Model::Candidate).created, 0);
    assert_eq!((live(&service, "candidates").await, live(&service, "interviews").await), (0, 0));
    let shown = service.walk("/v1/ats/applications?include_remote_data=true", 250).await;
    assert_eq!(shown.len(), whole.len());
    let nested = shown.iter().filter(|a| !a["candidate"].is_null() || a["interviews"] != json!([]));
    assert_eq!(nested.count(), 0);
    assert!(
        shown.iter().all(|application| application["candidate_id"].is_string()),
        "the link is the application's"
    );
    // Nothing moves as long as nothing changes.
    let again = service.sync().await;
    assert!(LISTS.into_iter().all(|(model, _list)| again.counts.of(model).changed() == 0));
    set(&service, &config, json!({})).await;
    service.sync().await;
    let back = service.get(&format!("/v1/ats/candidates?ids={}", candidate["id"].as_str().unwrap())).await;
    assert_eq!(back.results()[0]["email_addresses"], candidate["email_addresses"]);
    assert_eq!(service.walk("/v1/ats/applications", 250).await.len(), whole.len());
}

#[sqlx::test]
async fn what_was_never_wanted_is_never_kept(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidates = service.world("candidates").await;
    let email = candidates.iter().find_map(|c| c["email_addresses"][0]["value"].as_str()).unwrap();
    let slugs = ["ats_candidates", "ats_tags", "ats_users"];
    default_config(&service, off("models", slugs)).await;
    service.sync().await;
    assert_eq!(places_of(&service, email).await, [""; 0]);
    for table in ["candidates", "tags", "users"] {
        assert_eq!(live(&service, table).await, 0, "{table}");
    }
    let user = service.world("users").await[0]["primary_email_address"].clone();
    assert_eq!(places_of(&service, user.as_str().unwrap()).await, [""; 0]);
    let jobs = service.walk("/v1/ats/jobs", 250).await;
    assert!(jobs.iter().all(|job| job["hiring_team"] == json!([])));
}

#[sqlx::test]
async fn the_details_say_what_is_off_and_why(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = format!("/v1/integrations/{}", service.integration);
    let details = service.get(&path).await.data().clone();
    assert_eq!(details["scope_config"], json!({ "id": "default", "name": "Everything" }));
    let settings = json!({
        "models": { "ats_jobs": "DISABLED" }, "fields": { "ats_users.email": "OPTIONAL", "ats_users.status": "DISABLED" },
        "actions": { "ats_create_candidate": "DISABLED" },
    });
    let config = default_config(&service, settings).await;
    let details = service.get(&path).await.data().clone();
    let id = config.rsplit('/').next().unwrap();
    assert_eq!(details["scope_config"], json!({ "id": id, "name": "Wanted" }));
    let find = |list: &Value, id: &str| -> Value {
        list.as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap().clone()
    };
    let told = |entry: &Value| {
        json!([entry["is_available"], entry["scope_config_setting"], entry["opted_out_by_customer"]])
    };
    let models = &details["read_models"];
    let (jobs, users) = (find(models, "ats_jobs"), find(models, "ats_users"));
    assert_eq!(told(&jobs), json!([false, "DISABLED", false]));
    assert_eq!(told(&find(&jobs["fields"], "name")), json!([false, "ENABLED", false]));
    assert_eq!(told(&users), json!([true, "ENABLED", false]));
    assert_eq!(told(&find(&users["fields"], "email")), json!([true, "OPTIONAL", false]));
    assert_eq!(told(&find(&users["fields"], "status")), json!([false, "DISABLED", false]));
    let action = find(&details["write_actions"], "ats_create_candidate");
    assert_eq!(told(&action), json!([false, "DISABLED", false]));
    assert!(action["fields"].as_array().unwrap().iter().all(|field| field["is_available"] == false));
}
