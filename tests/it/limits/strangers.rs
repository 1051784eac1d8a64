//! Floods of wrong keys.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use std::net::SocketAddr;

use chrono::TimeDelta;
use sqlx::PgPool;
use unified_ats::secrets::api_key::ApiKey;
use unified_ats::store::api_keys::{self, Permission};

use crate::support::{Answer, HOME, TestService};

async fn wary(pool: PgPool, proxies: &str) -> TestService {
    let mut service = TestService::start(pool).await;
    let proxies = proxies.parse().unwrap();
    service.configure(|app| app.wary(proxies));
    service
}

/// A request from an address, as it comes through a proxy if one is named.
async fn ask(service: &TestService, key: &str, from: &str, forwarded: Option<&str>) -> Answer {
    let mut request = Request::get("/v1/check-api-key")
        .header("authorization", format!("Bearer {key}"))
        .extension(ConnectInfo(SocketAddr::new(from.parse().unwrap(), 50_000)));
    if let Some(forwarded) = forwarded {
        request = request.header("x-forwarded-for", forwarded);
    }
    service.exchange(request.body(Body::empty()).unwrap()).await
}

/// Wrong keys until no more are looked at.
async fn flood(service: &TestService, from: &str, forwarded: Option<&str>) {
    for _ in 0..20 {
        let answer = ask(service, ApiKey::generate().reveal(), from, forwarded).await;
        assert_eq!((answer.status, answer.code()), (401, Some("PLATFORM.AUTHENTICATION_INVALID")));
    }
    let refused = ask(service, ApiKey::generate().reveal(), from, forwarded).await;
    assert_eq!((refused.status, refused.code()), (429, Some("PLATFORM.RATE_LIMIT_EXCEEDED")));
    assert_eq!(refused.header("retry-after"), Some("3"));
}

#[sqlx::test]
async fn further_wrong_keys_are_refused_without_the_database_and_known_keys_are_not(pool: PgPool) {
    let service = wary(pool, "").await;
    let (known, fresh) = (service.key.clone(), service.key_in(HOME, &Permission::ALL).await);
    assert_eq!(ask(&service, &known, "192.0.2.1", None).await.status, 200);
    flood(&service, "192.0.2.1", None).await;
    assert_eq!(ask(&service, &known, "192.0.2.1", None).await.status, 200, "behind the same address");
    assert_eq!(ask(&service, "nonsense", "192.0.2.1", None).await.status, 401, "costs nothing");
    assert_eq!(ask(&service, &fresh, "192.0.2.1", None).await.status, 429, "nobody knows it there");
    assert_eq!(ask(&service, ApiKey::generate().reveal(), "192.0.2.2", None).await.status, 401);
    service.clock.advance(TimeDelta::seconds(3));
    assert_eq!(
        ask(&service, &fresh, "192.0.2.1", None).await.status,
        200,
        "one more is looked at in a while"
    );
    assert_eq!(ask(&service, &fresh, "192.0.2.1", None).await.status, 200, "and known from then on");
    // Whoever asks the database now fails.
    service.store.close().await;
    assert_eq!(ask(&service, &known, "192.0.2.1", None).await.status, 503);
    let once = ask(&service, ApiKey::generate().reveal(), "192.0.2.1", None).await;
    assert_eq!(once.status, 503, "the one that is looked at");
    flood_is_refused_without_database(&service).await;
}

async fn flood_is_refused_without_database(service: &TestService) {
    service.clock.advance(TimeDelta::seconds(-3));
    for _ in 0..10 {
        let answer = ask(service, ApiKey::generate().reveal(), "192.0.2.1", None).await;
        assert_eq!(answer.status, 429);
    }
}

#[sqlx::test]
async fn a_key_that_was_revoked_is_as_wrong_as_any(pool: PgPool) {
    let service = wary(pool, "").await;
    let key = service.key_in(HOME, &Permission::ALL).await;
    assert_eq!(ask(&service, &key, "192.0.2.1", None).await.status, 200);
    let mut db = service.store.pool().acquire().await.unwrap();
    assert!(api_keys::revoke(&mut db, &ApiKey::parse(&key).unwrap(), service.now()).await.unwrap());
    for _ in 0..20 {
        assert_eq!(ask(&service, &key, "192.0.2.1", None).await.status, 401);
    }
    assert_eq!(ask(&service, &key, "192.0.2.1", None).await.status, 429);
}

#[sqlx::test]
async fn callers_behind_a_trusted_proxy_are_told_apart_and_others_are_not_believed(pool: PgPool) {
    let service = wary(pool, "10.0.0.0/8").await;
    flood(&service, "10.0.0.1", Some("203.0.113.1")).await;
    let wrong = ApiKey::generate();
    assert_eq!(ask(&service, wrong.reveal(), "10.0.0.1", Some("203.0.113.2")).await.status, 401);
    assert_eq!(ask(&service, wrong.reveal(), "10.0.0.2", Some("9.9.9.9, 203.0.113.1")).await.status, 429);
    flood(&service, "198.51.100.1", Some("203.0.113.3")).await;
    assert_eq!(ask(&service, wrong.reveal(), "198.51.100.1", Some("203.0.113.4")).await.status, 429);
}

#[sqlx::test]
async fn many_keys_that_are_asked_for_at_once_are_all_found(pool: PgPool) {
    let service = wary(pool, "").await;
    let mut keys = Vec::new();
    for _ in 0..60 {
        keys.push(service.key_in(HOME, &Permission::ALL).await);
    }
    let answers =
        futures_util::future::join_all(keys.iter().map(|key| ask(&service, key, "192.0.2.1", None)));
    assert!(answers.await.iter().all(|answer| answer.status == 200));
}
