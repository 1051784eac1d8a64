//! Keys, integrations, models that cannot be read.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};

use crate::support::{Document, TestService};

#[sqlx::test]
async fn every_operation_refuses_callers_without_a_valid_key(pool: PgPool) {
    let service = TestService::start(pool).await;
    let integration = service.integration.as_str();
    for (method, path) in operations(&service) {
        for key in [None, Some("nonsense"), Some(ApiKey::generate().reveal())] {
            for body in ["", "no JSON"] {
                let answer = service.ask(&method, &path, key, Some(integration), body).await;
                let refused = (answer.status, answer.code());
                assert_eq!(refused, (401, Some("PLATFORM.AUTHENTICATION_INVALID")), "{method} {path}");
            }
        }
    }
}

/// Every operation of the description, on the service's own integration.
fn operations(service: &TestService) -> Vec<(String, String)> {
    let mut operations = Vec::new();
    for (template, item) in Document::get().api["paths"].as_object().unwrap() {
        let path = template
            .replace("{category}", "ats")
            .replace("{model}", "candidates")
            .replace("{integration_id}", service.integration.as_str())
            .replace("{sync_id}", "8d1hpPsbjxUkoCoa1veLZGe5");
        operations.extend(
            item.as_object().unwrap().keys().map(|method| (method.to_uppercase(), format!("/v1{path}"))),
        );
    }
    assert!(operations.iter().any(|(method, _path)| method == "PATCH"));
    operations
}

#[sqlx::test]
async fn every_operation_asks_for_the_permission_it_needs(pool: PgPool) {
    let service = TestService::start(pool).await;
    let keys = service.keys_by_permission().await;
    for (method, path) in operations(&service) {
        let needed = if path.starts_with("/v1/management/") {
            Some(Permission::Manage)
        } else if method != "GET" {
            Some(Permission::Write)
        } else if path == "/v1/check-api-key" || path.starts_with("/v1/tools/") {
            None
        } else {
            Some(Permission::Read)
        };
        for (permission, key) in &keys {
            let answer =
                service.ask(&method, &path, Some(key), Some(service.integration.as_str()), "no JSON").await;
            let is_refused = answer.status == 401;
            let may = needed.is_none_or(|needed| needed == *permission);
            assert_eq!(is_refused, !may, "{method} {path} with {}", permission.as_str());
            if is_refused {
                let needed = needed.unwrap().as_str();
                assert!(answer.message().contains(&format!("may not {needed}")), "{}", answer.message());
            }
        }
    }
}

#[sqlx::test]
async fn a_revoked_key_is_no_key(pool: PgPool) {
    let service = TestService::start(pool).await;
    assert_eq!(service.get("/v1/check-api-key").await.body["data"]["environment_id"], "environment1");
    let key = ApiKey::parse(&service.key).unwrap();
    let mut db = service.store.pool().acquire().await.unwrap();
    assert!(api_keys::revoke(&mut db, &key, service.now()).await.unwrap());
    assert_eq!(service.get("/v1/check-api-key").await.status, 401);
}

#[sqlx::test]
async fn unknown_and_foreign_integrations_look_the_same(pool: PgPool) {
    let service = TestService::start(pool).await;
    let key = service.foreign_key().await;
    let foreign = service.get_as("/v1/ats/jobs", Some(&key), Some(service.integration.as_str())).await;
    assert_eq!((foreign.status, foreign.code()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")));
    for unknown in ["gem:9d1hpPsbjxUkoCoa1veLZGe5", "gem:short", "", "nonsense"] {
        let answer = service.get_as("/v1/ats/jobs", Some(&service.key), Some(unknown)).await;
        assert_eq!(answer.body, foreign.body, "{unknown}");
    }
    let path = format!("/v1/integrations/{}", service.integration);
    assert_eq!(service.get_as(&path, Some(&key), None).await.body, foreign.body);
    let missing = service.get_as("/v1/ats/jobs", Some(&service.key), None).await;
    assert_eq!((missing.status, missing.code()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert!(missing.message().contains("X-Integration-Id"));
}

#[sqlx::test]
async fn nothing_is_read_before_the_first_sync_ended(pool: PgPool) {
    let service = TestService::start(pool).await;
    let answer = service.get("/v1/ats/jobs").await;
    assert_eq!((answer.status, answer.code()), (409, Some("INTEGRATION.SETUP_SYNC_PENDING")));
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    assert_eq!(details.body["data"]["setup_status"], "FINAL_SYNC_PENDING");
    service.sync().await;
    assert!(!service.get("/v1/ats/jobs").await.results().is_empty());
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    assert_eq!(details.body["data"]["setup_status"], "COMPLETED");
}

#[sqlx::test]
async fn models_that_gem_does_not_have_say_so(pool: PgPool) {
    let service = TestService::start(pool).await;
    for path in ["offers", "notes", "scorecards", "attachments", "offers/export", "notes/export"] {
        let answer = service.get(&format!("/v1/ats/{path}")).await;
        assert_eq!((answer.status, answer.code()), (400, Some("INTEGRATION.MODEL_NOT_AVAILABLE")), "{path}");
    }
}

#[sqlx::test]
async fn a_wrong_path_is_told_the_right_one(pool: PgPool) {
    let service = TestService::start(pool).await;
    let answer = service.get_as("/v1/jobs", None, None).await;
    assert_eq!((answer.status, answer.code()), (404, None));
    assert_eq!(answer.message(), "Can not GET /v1/jobs. The list is at GET /v1/ats/jobs");
    let export = service.get_as("/v1/ats/nothing/export", None, None).await;
    assert_eq!((export.status, export.message()), (404, "Can not GET /v1/ats/nothing/export"));
    assert_eq!(service.get_as("/v1/ats/nothing", None, None).await.message(), "Can not GET /v1/ats/nothing");
}

#[sqlx::test]
async fn tools_are_listed_by_category(pool: PgPool) {
    let service = TestService::start(pool).await;
    let answer = service.get("/v1/tools/ats").await;
    assert_eq!(answer.body["data"]["tools"][0]["id"], "gem");
    assert_eq!(service.get("/v1/tools/hris").await.body["data"]["tools"].as_array().unwrap().len(), 0);
    let unknown = service.get("/v1/tools/crm").await;
    assert_eq!((unknown.status, unknown.code()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert!(unknown.message().contains("category"));
}

/// A synced service that remembers callers for half a second, as `serve` does.
async fn remembering(pool: PgPool) -> TestService {
    let mut service = TestService::start(pool).await;
    service.sync().await;
    service.remember(TimeDelta::milliseconds(500));
    service
}

#[sqlx::test]
async fn a_revoked_key_reads_lists_for_half_a_second_at_most_and_does_nothing_else(pool: PgPool) {
    let service = remembering(pool).await;
    assert_eq!(service.get("/v1/ats/jobs").await.status, 200);
    let key = ApiKey::parse(&service.key).unwrap();
    let mut db = service.store.pool().acquire().await.unwrap();
    assert!(api_keys::revoke(&mut db, &key, service.now()).await.unwrap());
    service.clock.advance(TimeDelta::milliseconds(499));
    assert_eq!(service.get("/v1/ats/jobs").await.status, 200);
    let path = format!("/v1/integrations/{}", service.integration);
    assert_eq!(service.get(&path).await.status, 401);
    service.clock.advance(TimeDelta::milliseconds(1));
    assert_eq!(service.get("/v1/ats/jobs").await.status, 401);
    assert_eq!(service.get("/v1/ats/jobs").await.status, 401, "a refusal is looked up again");
}

#[sqlx::test]
async fn what_is_switched_off_by_a_caller_is_closed_at_once(pool: PgPool) {
    let service = remembering(pool).await;
    assert_eq!(service.get("/v1/ats/jobs").await.status, 200);
    let path = format!("/v1/integrations/{}/enabled", service.integration);
    assert_eq!(service.send("PUT", &path, &json!({ "value": false })).await.status, 200);
    assert_ne!(service.get("/v1/ats/jobs").await.status, 200);
}
