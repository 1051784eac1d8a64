//! API keys: made, limited, replaced, revoked over the API.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tower::ServiceExt as _;
use unified_ats::api::{App, router};
use unified_ats::domain::id::IntegrationId;

use super::assert_invalid;
use crate::support::{Answer, TestService};

const KEYS: &str = "/v1/management/api-keys";
const OTHER: &str = "gem:9d1hpPsbjxUkoCoa1veLZGe5";

fn text<'a>(answer: &'a Answer, pointer: &str) -> &'a str {
    answer.data().pointer(pointer).and_then(Value::as_str).unwrap()
}

/// A key that manages, reads and writes, by which others can be made.
async fn root(service: &TestService) -> String {
    let keys = "UPDATE api_keys SET permissions = '{read,write,manage}' WHERE name = 'management'";
    sqlx::query(keys).execute(service.store.pool()).await.unwrap();
    service.management_key.clone()
}

async fn as_key(service: &TestService, key: &str, method: &str, path: &str, body: &Value) -> Answer {
    service.ask(method, path, Some(key), None, &body.to_string()).await
}

async fn make(service: &TestService, body: &Value) -> Answer {
    let root = root(service).await;
    as_key(service, &root, "POST", KEYS, body).await
}

/// A second integration of the environment.
async fn other_integration(service: &TestService) -> IntegrationId {
    sqlx::query(
        "INSERT INTO integrations (public_id, environment_id, tool, organization_name, credentials, created_at)
         SELECT $1, environment_id, tool, '', '', created_at FROM integrations LIMIT 1",
    )
    .bind(OTHER)
    .execute(service.store.pool())
    .await
    .unwrap();
    IntegrationId::parse(OTHER).unwrap()
}

#[sqlx::test]
async fn a_key_is_shown_once_listed_and_good_until_it_is_revoked(pool: PgPool) {
    let service = TestService::start(pool).await;
    let made = make(&service, &json!({ "name": "crm", "permissions": ["read", "manage"] })).await;
    let (key, id) = (text(&made, "/api_key").to_owned(), text(&made, "/details/api_key_id").to_owned());
    let check = async || service.get_as("/v1/check-api-key", Some(&key), None).await.status;
    assert_eq!(check().await, 200);
    let listed = service.manage("GET", KEYS, &Value::Null).await;
    assert!(!listed.body.to_string().contains(key.as_str()), "no list shows a key");
    let first = &listed.results()[0];
    assert_eq!((&first["name"], &first["integration_ids"]), (&json!("crm"), &Value::Null));
    let one = format!("{KEYS}/{id}");
    assert_eq!(
        service.manage("GET", &one, &Value::Null).await.data()["permissions"],
        json!(["read", "manage"])
    );

    // By the key itself, which is allowed.
    let revoked = as_key(&service, &key, "DELETE", &one, &Value::Null).await;
    assert!(revoked.data()["revoked_at"].is_string());
    assert_eq!(check().await, 401);
    let again = service.manage("DELETE", &one, &Value::Null).await;
    assert_eq!(again.data()["revoked_at"], revoked.data()["revoked_at"]);
}

#[sqlx::test]
async fn keys_are_listed_page_by_page_without_those_of_others(pool: PgPool) {
    let service = TestService::start(pool).await;
    let foreign = service.foreign_key().await;
    for n in 0..3 {
        make(&service, &json!({ "name": format!("key {n}"), "permissions": ["read"] })).await.data();
    }
    let (mut names, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = service.manage("GET", &format!("{KEYS}?page_size=2{cursor}"), &Value::Null).await;
        names.extend(page.results().iter().map(|key| key["name"].as_str().unwrap().to_owned()));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
        if let Some(cursor) = &next {
            let path = format!("{KEYS}?page_size=2{cursor}");
            let stolen = as_key(&service, &foreign, "GET", &path, &Value::Null).await;
            assert_invalid(&stolen, "cursor:");
        }
    }
    assert_eq!(names, ["key 2", "key 1", "key 0", "management", "test"]);
}

#[sqlx::test]
async fn nobody_gives_rights_that_they_lack(pool: PgPool) {
    let service = TestService::start(pool).await;
    let wanted = json!({ "name": "x", "permissions": ["read", "manage"] });
    let refused = service.manage("POST", KEYS, &wanted).await;
    assert_invalid(&refused, "permissions: your API key lacks the permission read");
    let strong = make(&service, &wanted).await;
    sqlx::query("UPDATE api_keys SET permissions = '{manage}' WHERE name = 'management'")
        .execute(service.store.pool())
        .await
        .unwrap();
    let path = format!("{KEYS}/{}/rotate", text(&strong, "/details/api_key_id"));
    let refused = service.manage("POST", &path, &json!({})).await;
    assert_invalid(&refused, "api_key_id: your API key lacks the permission read");
    let keys: i64 =
        sqlx::query_scalar("SELECT count(*) FROM api_keys").fetch_one(service.store.pool()).await.unwrap();
    assert_eq!(keys, 3);
}

#[sqlx::test]
async fn what_is_wrong_with_a_wanted_key_is_named(pool: PgPool) {
    let service = TestService::start(pool).await;
    let foreign = json!([service.integration.as_str(), "gem:2d1hpPsbjxUkoCoa1veLZGe5"]);
    for (field, value, told) in [
        ("name", json!(""), "name: 1 to 100"),
        ("name", json!("a\u{0}b"), "name: "),
        ("permissions", json!([]), "permissions: at least one of read, write, manage"),
        ("permissions", json!(["admin"]), "permissions[0]: "),
        ("expires_at", json!("2026-07-01T12:00:00Z"), "expires_at: a time in the future"),
        ("expires_at", json!("soon"), "expires_at: a date or date-time"),
        ("integration_ids", foreign, "integration_ids: no integration \"gem:2d1"),
        ("integration_ids", json!(["x"]), "integration_ids: no integration \"x\""),
    ] {
        let mut body = json!({ "name": "x", "permissions": ["read"] });
        body[field] = value;
        assert_invalid(&make(&service, &body).await, told);
    }
    let foreign = service.foreign_key().await;
    let id: String = sqlx::query_scalar("SELECT public_id FROM api_keys WHERE name = 'test'")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    for (method, rest) in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/rotate")] {
        let theirs = as_key(&service, &foreign, method, &format!("{KEYS}/{id}{rest}"), &json!({})).await;
        let nobodys = as_key(&service, &foreign, method, &format!("{KEYS}/none{rest}"), &json!({})).await;
        assert_eq!((theirs.status, &theirs.body), (404, &nobodys.body), "{method}");
    }
}

#[sqlx::test]
async fn a_limited_key_knows_no_other_integration(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.sync().await;
    let other = other_integration(&service).await;
    let made = make(
        &service,
        &json!({ "name": "limited", "permissions": ["read", "write", "manage"], "integration_ids": [OTHER, OTHER] }),
    )
    .await;
    let key = text(&made, "/api_key").to_owned();
    assert_eq!(made.data()["details"]["integration_ids"], json!([OTHER]));
    let path = |id: &IntegrationId| format!("/v1/integrations/{id}");
    assert_eq!(service.get_as(&path(&other), Some(&key), None).await.status, 200);
    let nobodys = path(&IntegrationId::parse("gem:2d1hpPsbjxUkoCoa1veLZGe5").unwrap());
    let unknown = service.get_as(&nobodys, Some(&key), None).await;
    assert_eq!(service.get_as(&path(&service.integration), Some(&key), None).await.body, unknown.body);
    let list = service.get_as("/v1/ats/jobs", Some(&key), Some(service.integration.as_str())).await;
    assert_eq!((list.status, list.code()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")));
    for (method, rest) in [("GET", ""), ("POST", "/confirm-deletions")] {
        let path = format!("/v1/management/syncs/{}{rest}", report.sync_id);
        let hidden = as_key(&service, &key, method, &path, &json!({})).await;
        let unknown = format!("/v1/management/syncs/{}{rest}", "2".repeat(24));
        let unknown = as_key(&service, &key, method, &unknown, &json!({})).await;
        assert_eq!((hidden.status, hidden.body), (404, unknown.body), "{method}");
    }
    let id = text(&made, "/details/api_key_id");
    for (method, path) in [
        ("GET", KEYS.to_owned()),
        ("POST", KEYS.to_owned()),
        ("GET", format!("{KEYS}/{id}")),
        ("PATCH", format!("{KEYS}/{id}")),
        ("DELETE", format!("{KEYS}/{id}")),
        ("POST", format!("{KEYS}/{id}/rotate")),
        ("GET", "/v1/management/environment".to_owned()),
    ] {
        let body = json!({ "name": "x", "permissions": ["read"] });
        let refused = as_key(&service, &key, method, &path, &body).await;
        assert_eq!(
            (refused.status, refused.code()),
            (401, Some("PLATFORM.AUTHENTICATION_INVALID")),
            "{method} {path}"
        );
        assert!(refused.message().contains("limited to some integrations"), "{}", refused.message());
    }
    // When its last integration goes, it sees nothing, not everything.
    sqlx::query("DELETE FROM api_key_integrations").execute(service.store.pool()).await.unwrap();
    assert_eq!(service.get_as(&path(&service.integration), Some(&key), None).await.status, 404);
}

#[sqlx::test]
async fn a_replaced_key_is_good_until_the_overlap_ends(pool: PgPool) {
    let service = TestService::start(pool).await;
    other_integration(&service).await;
    let wanted = json!({ "name": "x", "permissions": ["read"], "integration_ids": [OTHER], "expires_at": "2026-07-03T12:00:00Z" });
    let old = make(&service, &wanted).await;
    let id = text(&old, "/details/api_key_id");
    let root = root(&service).await;
    service.clock.advance(TimeDelta::hours(1));
    let rotate = format!("{KEYS}/{id}/rotate");
    let too_long = as_key(&service, &root, "POST", &rotate, &json!({ "overlap_seconds": 2_592_001 })).await;
    assert_invalid(&too_long, "overlap_seconds: ");
    let new = as_key(&service, &root, "POST", &rotate, &json!({ "overlap_seconds": 60 })).await;
    assert_eq!(new.data()["details"]["integration_ids"], json!([OTHER]));
    assert_eq!(new.data()["details"]["permissions"], json!(["read"]));
    assert_eq!(new.data()["details"]["expires_at"], "2026-07-03T13:00:00.000Z");
    let twice = as_key(&service, &root, "POST", &rotate, &json!({})).await;
    assert_invalid(&twice, "api_key_id: the key was replaced already");
    let shown = as_key(&service, &root, "GET", &format!("{KEYS}/{id}"), &Value::Null).await;
    assert_eq!(shown.data()["replaced_by"], new.data()["details"]["api_key_id"]);

    let status = async |answer: &Answer| {
        service.get_as("/v1/check-api-key", Some(text(answer, "/api_key")), None).await.status
    };
    service.clock.advance(TimeDelta::seconds(59));
    assert_eq!((status(&old).await, status(&new).await), (200, 200));
    service.clock.advance(TimeDelta::seconds(1));
    assert_eq!((status(&old).await, status(&new).await), (401, 200));
}

#[sqlx::test]
async fn name_and_expiry_are_changed(pool: PgPool) {
    let service = TestService::start(pool).await;
    let made =
        make(&service, &json!({ "name": "x", "permissions": ["read"], "expires_at": "2026-07-02" })).await;
    let path = format!("{KEYS}/{}", text(&made, "/details/api_key_id"));
    let named = service.manage("PATCH", &path, &json!({ "name": "y" })).await;
    assert_eq!(
        (&named.data()["name"], &named.data()["expires_at"]),
        (&json!("y"), &json!("2026-07-02T00:00:00.000Z"))
    );
    let lasting = service.manage("PATCH", &path, &json!({ "expires_at": null })).await;
    assert_eq!((&lasting.data()["name"], &lasting.data()["expires_at"]), (&json!("y"), &Value::Null));
    let log = service.manage("GET", "/v1/management/audit-log?deed=api_key.changed", &Value::Null).await;
    assert_eq!(log.results()[0]["details"], json!({ "names": ["expires_at"] }));
}

/// As two processes that remember callers for half a second.
#[sqlx::test]
async fn a_revoked_key_is_good_for_nothing_within_a_second_everywhere(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let made = make(&service, &json!({ "name": "x", "permissions": ["read"] })).await;
    let key = text(&made, "/api_key").to_owned();
    let process = || {
        let app = App::new(service.store.clone(), Arc::new(service.clock.clone()));
        router(app.remembering(TimeDelta::milliseconds(500)))
    };
    let (one, two) = (process(), process());
    let request = |method: &str, path: &str, key: &str| {
        let request =
            Request::builder().method(method).uri(path).header("authorization", format!("Bearer {key}"));
        request.header("x-integration-id", service.integration.as_str()).body(Body::empty()).unwrap()
    };
    let read = async |router: &axum::Router| {
        router.clone().oneshot(request("GET", "/v1/ats/jobs", &key)).await.unwrap().status().as_u16()
    };
    assert_eq!((read(&one).await, read(&two).await), (200, 200));
    let path = format!("{KEYS}/{}", text(&made, "/details/api_key_id"));
    let revoked = one.clone().oneshot(request("DELETE", &path, &service.management_key)).await.unwrap();
    assert_eq!(revoked.status(), 200);
    assert_eq!(read(&one).await, 401, "at once where it was revoked");
    service.clock.advance(TimeDelta::milliseconds(999));
    assert_eq!(read(&two).await, 401);
}

#[sqlx::test]
async fn the_last_use_is_written_behind(pool: PgPool) {
    let service = TestService::start(pool.clone()).await;
    let app = App::new(service.store.clone(), Arc::new(service.clock.clone()));
    let (uses, router) = (app.uses(), router(app));
    let last = async || -> Vec<(String, bool)> {
        sqlx::query_as("SELECT name, last_used_at = $1 FROM api_keys WHERE last_used_at IS NOT NULL")
            .bind(service.now())
            .fetch_all(&pool)
            .await
            .unwrap()
    };
    for key in [&service.key, &unified_ats::secrets::api_key::ApiKey::generate().reveal().to_owned()] {
        let request =
            Request::builder().uri("/v1/check-api-key").header("authorization", format!("Bearer {key}"));
        router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    }
    assert_eq!(last().await, [], "no request waits for it");
    uses.write(&service.store).await.unwrap();
    assert_eq!(last().await, [("test".to_owned(), true)]);
}

#[sqlx::test]
async fn a_mistyped_key_is_told_without_looking_it_up(pool: PgPool) {
    let service = TestService::start(pool).await;
    let key = service.key.clone();
    let (before, last) = key.split_at(key.len() - 1);
    let mistyped = format!("{before}{}", if last == "A" { "B" } else { "A" });
    let told = service.get_as("/v1/check-api-key", Some(&mistyped), None).await;
    assert_eq!((told.status, told.code()), (401, Some("PLATFORM.AUTHENTICATION_INVALID")));
    assert!(told.message().contains("mistyped"), "{}", told.message());
    let unknown = unified_ats::secrets::api_key::ApiKey::generate();
    let told = service.get_as("/v1/check-api-key", Some(unknown.reveal()), None).await;
    assert!(told.status == 401 && told.message().contains("unknown"), "{}", told.message());
}
