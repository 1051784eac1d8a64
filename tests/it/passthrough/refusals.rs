//! What is not sent.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::api_keys::Permission;

use super::{PATH, pass, with_remote};

#[sqlx::test]
async fn what_leads_elsewhere_or_is_not_the_callers_is_refused_by_name(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let with_path = |path: &str| json!({ "method": "GET", "path": path });
    let with_header = |name: &str| json!({ "method": "GET", "path": "/a", "headers": { name: "x" } });
    let mut cases: Vec<(Value, String)> = Vec::new();
    for path in [
        "users",
        "https://evil.example/",
        "//evil.example",
        "/../job_board",
        "/%2e%2e/x",
        "/a%2f..%2fx",
        "/%252e%252e/x",
        "/a\\..\\x",
        "/a#b",
        "/a b",
        "/a\r\nHost: evil",
    ] {
        cases.push((with_path(path), "path: ".to_owned()));
    }
    for name in [
        "Host",
        "content-length",
        "Transfer-Encoding",
        "Authorization",
        "X-Api-Key",
        "x-application-secret",
        "Cookie",
        "X-HTTP-Method-Override",
    ] {
        cases.push((with_header(name), format!("headers.{name}: ").to_lowercase()));
    }
    cases.push((json!({ "path": "/a" }), "body: missing field `method`".to_owned()));
    cases.push((json!({ "method": "HEAD", "path": "/a" }), "method: ".to_owned()));
    cases.push((json!({ "method": "GET" }), "body: missing field `path`".to_owned()));
    cases.push((json!({ "method": "GET", "path": "/a", "params": { "a": 1 } }), "params.a: ".to_owned()));
    let both = json!({ "method": "POST", "path": "/a", "data": {}, "multipart_form_data": [] });
    cases.push((both, "multipart_form_data: ".to_owned()));
    let long = "x".repeat((10 << 20) + 1);
    cases.push((json!({ "method": "POST", "path": "/a", "data": long }), "data: ".to_owned()));
    for (request, begin) in cases {
        let answer = pass(&service, request).await;
        assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
        assert!(answer.message().to_lowercase().starts_with(&begin), "{begin}: {}", answer.message());
        assert!(answer.header("concurrency-remaining").is_some());
    }
    assert!(remote.asked().is_empty());
}

#[sqlx::test]
async fn only_the_integrations_own_api_is_there(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let request = json!({ "method": "GET", "path": "/a" });
    for (path, message) in [
        ("/v1/passthrough/greenhouse/api", "tool: the integration is of another tool; allowed is gem"),
        ("/v1/passthrough/gem/harvest", "api: gem has no such API; allowed is api"),
    ] {
        let answer = service.send("POST", path, &request).await;
        assert_eq!((answer.code(), answer.message()), (Some("PLATFORM.INPUT_INVALID"), message));
    }
    let switch = format!("/v1/integrations/{}/enabled", service.integration);
    assert_eq!(service.send("PUT", &switch, &json!({ "value": false })).await.status, 200);
    let answer = service.send("POST", PATH, &request).await;
    assert_eq!(answer.code(), Some("INTEGRATION.INACTIVE"));
    assert!(remote.asked().is_empty());
}

#[sqlx::test]
async fn only_a_key_that_may_write_passes_requests_through(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let body = json!({ "method": "GET", "path": "/a" }).to_string();
    for (permission, key) in service.keys_by_permission().await {
        let answer = service.ask("POST", PATH, Some(&key), Some(service.integration.as_str()), &body).await;
        let expected = if permission == Permission::Write { 200 } else { 401 };
        assert_eq!(answer.status, expected, "{permission:?}");
    }
    assert_eq!(remote.asked().len(), 1);
}
