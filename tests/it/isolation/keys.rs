//! Every operation with keys that are none, and with keys that do not suffice.

use chrono::TimeDelta;
use sqlx::PgPool;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};

use super::operations::{self, Operation};
use super::request::{Answer, Request};
use super::{names, sample};
use crate::support::{HOME, TestService};

/// To the service's own integration, with whatever else: who has no key gets no further.
fn request(service: &TestService, operation: Operation) -> Request {
    let integration = service.integration.to_string();
    let value = |name| match name {
        "integration_id" => integration.clone(),
        name => names::word(operation, name).unwrap_or("8d1hpPsbjxUkoCoa1veLZGe5").to_owned(),
    };
    let path = operation.path_names().into_iter().map(|name| (name, value(name))).collect();
    let integration = operation.names_integration_by_header().then(|| integration.clone());
    let body = operation.body().map(sample::least);
    Request { operation, path, query: Vec::new(), integration, body, headers: Vec::new() }
}

async fn ask(service: &TestService, request: &Request, key: Option<&str>) -> Answer {
    request.send(&service.router(), key).await
}

/// A key that was good until now.
async fn revoked(service: &TestService) -> String {
    let key = service.key_in(HOME, &Permission::ALL).await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let parsed = ApiKey::parse(&key).unwrap();
    assert!(api_keys::revoke(&mut db, &parsed, service.now()).await.unwrap());
    key
}

/// A key whose time is over in this moment.
async fn expired(service: &TestService) -> String {
    let key = service.key_in(HOME, &Permission::ALL).await;
    let hash = ApiKey::parse(&key).unwrap().hash();
    sqlx::query("UPDATE api_keys SET expires_at = $2 WHERE key_hash = $1")
        .bind(hash.as_bytes())
        .bind(service.now() + TimeDelta::minutes(1))
        .execute(service.store.pool())
        .await
        .unwrap();
    let path = "/v1/check-api-key";
    assert_eq!(service.get_as(path, Some(&key), None).await.status, 200);
    service.clock.advance(TimeDelta::minutes(1));
    key
}

#[sqlx::test]
async fn every_operation_refuses_whoever_has_no_valid_key_and_tells_no_reasons_apart(pool: PgPool) {
    let service = TestService::start(pool).await;
    let wrong = ApiKey::generate().reveal().to_owned();
    let (revoked, expired) = (revoked(&service).await, expired(&service).await);
    let mut cut = service.key.clone();
    cut.pop();
    for operation in operations::all() {
        assert!(
            operation.needs_key(),
            "{operation} is open to anybody; list it in tests/it/isolation/routes.rs"
        );
        let request = request(&service, operation);
        let without = ask(&service, &request, None).await;
        assert_eq!(without.status, 401, "{operation} without a key: {}", without.body);
        let with_wrong = ask(&service, &request, Some(&wrong)).await;
        assert_eq!(with_wrong.status, 401, "{operation} with a wrong key: {}", with_wrong.body);
        assert!(with_wrong.body.contains("PLATFORM.AUTHENTICATION_INVALID"));
        for key in [&revoked, &expired] {
            assert_eq!(ask(&service, &request, Some(key)).await, with_wrong, "{operation}");
        }
        let malformed = ask(&service, &request, Some("nonsense")).await;
        assert_eq!(malformed.status, 401, "{operation} with nonsense: {}", malformed.body);
        for key in ["", "uats_", &cut] {
            assert_eq!(ask(&service, &request, Some(key)).await, malformed, "{operation} with {key:?}");
        }
        let senseless = Request { body: Some("no object".into()), ..request };
        assert_eq!(ask(&service, &senseless, Some(&wrong)).await, with_wrong, "{operation}");
    }
}

/// What an operation asks of a key; `None` where any key will do.
fn needed(operation: Operation) -> Option<Permission> {
    match (operation.method, operation.template) {
        (_, path) if path.starts_with("/management/") => Some(Permission::Manage),
        ("GET", "/check-api-key" | "/tools/{category}") => None,
        ("POST", "/connect/activate-integration") | ("GET", _) => Some(Permission::Read),
        _ => Some(Permission::Write),
    }
}

#[sqlx::test]
async fn every_operation_asks_for_the_one_permission_it_needs(pool: PgPool) {
    let service = TestService::start(pool).await;
    let keys = service.keys_by_permission().await;
    for operation in operations::all() {
        let senseless = Request { body: Some("no object".into()), ..request(&service, operation) };
        for (permission, key) in &keys {
            let answer = ask(&service, &senseless, Some(key)).await;
            let needed = needed(operation);
            let may = needed.is_none_or(|needed| needed == *permission);
            assert_eq!(
                answer.status != 401,
                may,
                "{operation} with {}: {}",
                permission.as_str(),
                answer.body
            );
            if !may {
                let told = format!("may not {}", needed.unwrap().as_str());
                assert!(answer.body.contains(&told), "{}", answer.body);
            }
        }
    }
}
