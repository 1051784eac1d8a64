//! What the lists say, and what is refused.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{custom_field, define, map, of_integration, pass, remap, source};
use crate::support::{Answer, TestService};

fn assert_invalid(answer: &Answer, parts: &[&str]) {
    assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
    for part in parts {
        assert!(answer.message().contains(part), "{} lacks {part}", answer.message());
    }
}

fn assert_absent(answer: &Answer) {
    assert_eq!((answer.status, answer.code()), (404, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
}

/// Every page of a list of fields.
async fn walk(service: &TestService, list: &str, page_size: u32) -> Vec<Value> {
    let path = of_integration(service, &format!("{list}?page_size={page_size}"));
    let (mut fields, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = service.get(&format!("{path}{cursor}")).await;
        fields.extend(page.results().iter().cloned());
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    fields
}

#[sqlx::test]
async fn declared_fields_are_there_at_once_and_those_of_the_account_after_a_sync(pool: PgPool) {
    let service = TestService::start(pool).await;
    let before = walk(&service, "integration-fields", 2_000).await;
    assert!(before.iter().all(|field| field["type"] == "DEFAULT" && field["label"].is_string()));
    service.sync().await;
    let fields = walk(&service, "integration-fields", 7).await;
    assert_eq!(fields, walk(&service, "integration-fields", 2_000).await, "pages leave nothing out");
    let ids: BTreeSet<&str> = fields.iter().map(|field| field["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), fields.len());
    assert!(before.iter().all(|field| fields.contains(field)), "ids do not change");
    let found: BTreeSet<(&str, &str)> = fields
        .iter()
        .filter(|field| field["type"] == "CUSTOM")
        .map(|field| (field["model"].as_str().unwrap(), field["key"].as_str().unwrap()))
        .collect();
    let mut expected = BTreeSet::new();
    let (jobs, applications) = (service.world("jobs").await, service.world("applications").await);
    for (model, rows) in [("ats_jobs", &jobs), ("ats_applications", &applications)] {
        // Templates are no jobs.
        let records = rows.iter().filter(|row| row["is_template"] != true && row["id"].is_string());
        let keys = records.flat_map(|row| row["custom_fields"].as_object().into_iter().flatten());
        expected.extend(keys.map(|(key, _value)| (model, key.as_str())));
    }
    assert_eq!(found, expected);
}

#[sqlx::test]
async fn what_the_connector_fills_by_itself_is_listed_with_its_source(pool: PgPool) {
    let service = TestService::start(pool).await;
    define(&service, "ats_jobs", "shift").await;
    let fields = walk(&service, "custom-fields", 3).await;
    assert_eq!(fields, walk(&service, "custom-fields", 250).await);
    let offices = fields.iter().find(|field| field["key"] == "offices").unwrap();
    assert_eq!(offices["integration_field"]["id"], source(&service, "ats_jobs", "DEFAULT", "offices").await);
    assert!(offices["label"].is_string() && offices["description"].is_string());
    let shift = fields.iter().find(|field| field["key"] == "shift").unwrap();
    assert_eq!((&shift["integration_field"], &shift["label"]), (&Value::Null, &json!("A label")));
    let keys = |model: &str| -> Vec<&str> {
        let of_model = fields.iter().filter(|field| field["model"] == model);
        of_model.map(|field| field["key"].as_str().unwrap()).collect()
    };
    assert_eq!(keys("ats_jobs"), ["departments", "offices", "shift"]);
    assert_eq!(keys("ats_candidates"), ["educations", "employments", "linked_user_ids"]);
}

#[sqlx::test]
async fn pages_are_refused_as_everywhere(pool: PgPool) {
    let service = TestService::start(pool).await;
    for (list, most) in [("integration-fields", 2_000), ("custom-fields", 250)] {
        let ask =
            async |query: &str| service.get(&of_integration(&service, &format!("{list}?{query}"))).await;
        assert_invalid(&ask(&format!("page_size={}", most + 1)).await, &["page_size", &most.to_string()]);
        assert_invalid(&ask("page_size=0").await, &["page_size"]);
        assert_invalid(&ask("cursor=nonsense").await, &["cursor"]);
        let other = if list == "custom-fields" { "integration-fields" } else { "custom-fields" };
        let page = service.get(&of_integration(&service, &format!("{other}?page_size=1"))).await;
        assert_invalid(&ask(&format!("cursor={}", page.next().unwrap())).await, &["cursor"]);
    }
}

#[sqlx::test]
async fn unknown_and_foreign_fields_look_the_same(pool: PgPool) {
    let service = TestService::start(pool).await;
    let offices = source(&service, "ats_jobs", "DEFAULT", "offices").await;
    let built_in = custom_field(&service, "ats_jobs", "offices").await;
    for unknown in ["8d1hpPsbjxUkoCoa1veLZGe5", "nonsense", "%00"] {
        assert_absent(&pass(&service, unknown, true).await);
        assert_absent(&map(&service, unknown, None).await);
        let path = format!("/v1/management/custom-fields/{unknown}");
        assert_absent(&service.manage("PATCH", &path, &json!({ "label": "x" })).await);
        assert_absent(&service.manage("DELETE", &path, &json!({})).await);
    }
    let path = format!("/v1/management/custom-fields/{built_in}");
    assert_absent(&service.manage("DELETE", &path, &json!({})).await);
    let foreign = service.foreign_key().await;
    for (method, path, body) in [
        ("PATCH", format!("integration-fields/{offices}"), json!({ "enable_passthrough": true })),
        ("PUT", format!("custom-fields/{built_in}"), json!({ "integration_field_id": null })),
        ("GET", "integration-fields".to_owned(), json!({})),
        ("GET", "custom-fields".to_owned(), json!({})),
    ] {
        let known = of_integration(&service, &path);
        let answer = service.ask(method, &known, Some(&foreign), None, &body.to_string()).await;
        let unknown = known.replace("8d1hpPsbjxUkoCoa1veLZGe5", "9d1hpPsbjxUkoCoa1veLZGe5");
        let same = service.ask(method, &unknown, Some(&foreign), None, &body.to_string()).await;
        assert_eq!((answer.status, answer.code()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")), "{path}");
        assert_eq!(answer.body, same.body, "{path}");
    }
}

#[sqlx::test]
async fn targets_that_cannot_be_are_refused_with_those_that_can(pool: PgPool) {
    let service = TestService::start(pool).await;
    let offices = custom_field(&service, "ats_jobs", "offices").await;
    let allowed = source(&service, "ats_jobs", "DEFAULT", "requisition_id").await;
    let of_users = source(&service, "ats_users", "DEFAULT", "employee_id").await;
    for unknown in ["8d1hpPsbjxUkoCoa1veLZGe5", ""] {
        assert_invalid(&map(&service, &offices, Some(unknown)).await, &["integration_field_id", &allowed]);
        assert_invalid(&remap(&service, "ats_jobs/job_code", Some(unknown)).await, &[&allowed]);
    }
    let wrong = map(&service, &offices, Some(&of_users)).await;
    assert_invalid(&wrong, &["ats_users", "ats_jobs", &allowed]);
    assert_invalid(&remap(&service, "ats_jobs/job_code", Some(&of_users)).await, &["ats_users", "ats_jobs"]);
    assert_invalid(&remap(&service, "ats_jobs/status", Some(&allowed)).await, &["field", "job_code"]);
    assert_invalid(&remap(&service, "ats_roles/label", None).await, &["model", "ats_jobs"]);
    assert_invalid(&pass(&service, &of_users, true).await, &["enable_passthrough", "ats_users"]);
    let path = of_integration(&service, &format!("custom-fields/{offices}"));
    for body in [json!({}), json!({ "integration_field_id": 7 })] {
        assert_invalid(&service.send("PUT", &path, &body).await, &["integration_field_id"]);
    }
    let untouched = service.get(&of_integration(&service, "custom-fields")).await;
    assert!(untouched.results().iter().all(|field| field["integration_field"].is_object()));
    let deeds: i64 =
        sqlx::query_scalar("SELECT count(*) FROM audit_log").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(deeds, 0, "what was refused was not done");
}

#[sqlx::test]
async fn definitions_are_refused_by_name(pool: PgPool) {
    let service = TestService::start(pool).await;
    let ask = async |new: Value| service.manage("POST", "/v1/management/custom-fields", &new).await;
    define(&service, "ats_jobs", "shift").await;
    define(&service, "ats_offers", "shift").await;
    for (new, parts) in [
        (json!({ "model": "ats_jobs", "key": "Shift" }), ["key", "lowercase"]),
        (json!({ "model": "ats_jobs", "key": "shift" }), ["key", "already"]),
        (json!({ "model": "ats_jobs", "key": "offices" }), ["key", "by itself"]),
        (json!({ "model": "ats_users", "key": "a" }), ["model", "ats_candidates"]),
        (json!({ "model": "ats_jobs" }), ["key", "missing"]),
        (json!({ "model": "ats_jobs", "key": "a", "label": "x".repeat(201) }), ["label", "200"]),
    ] {
        assert_invalid(&ask(new).await, &parts);
    }
    let all = service.manage("GET", "/v1/management/custom-fields", &json!({})).await;
    assert_eq!(all.results().len(), 2);
}

#[sqlx::test]
async fn a_description_changes_as_far_as_it_is_given(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = format!("/v1/management/custom-fields/{}", define(&service, "ats_jobs", "shift").await);
    let described = service.manage("PATCH", &path, &json!({ "description": "Why." })).await;
    assert_eq!(
        (&described.data()["label"], &described.data()["description"]),
        (&json!("A label"), &json!("Why."))
    );
    let removed = service.manage("PATCH", &path, &json!({ "label": null })).await;
    assert_eq!((&removed.data()["label"], &removed.data()["description"]), (&Value::Null, &json!("Why.")));
}

/// A field is told by whoever did what, once, and nothing is done where nothing changes.
#[sqlx::test]
async fn changes_are_written_down_once(pool: PgPool) {
    let service = TestService::start(pool).await;
    let (offices, built_in) = (
        source(&service, "ats_jobs", "DEFAULT", "offices").await,
        custom_field(&service, "ats_jobs", "offices").await,
    );
    let code = source(&service, "ats_jobs", "DEFAULT", "name").await;
    for _ in 0..2 {
        assert_eq!(pass(&service, &offices, true).await.data()["is_passthrough_enabled"], true);
        assert_eq!(map(&service, &built_in, None).await.data()["integration_field"], Value::Null);
        let remapped = remap(&service, "ats_jobs/job_code", Some(&code)).await;
        assert_eq!(remapped.data()["integration_field"]["id"], code.as_str());
    }
    let deeds: Vec<(String, String)> =
        sqlx::query_as("SELECT deed, actor_kind FROM audit_log ORDER BY number")
            .fetch_all(service.store.pool())
            .await
            .unwrap();
    let by_key = |deed: &str| (deed.to_owned(), "KEY".to_owned());
    let expected = ["integration_field.changed", "custom_field.mapped", "field.remapped"].map(by_key);
    assert_eq!(deeds, expected);
}
