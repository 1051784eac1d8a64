//! That there is no route besides those of the description and the few that are listed here.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Request;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::id::IntegrationId;
use unified_ats::gem_sim::Options;

use super::operations::{self, METHODS};
use super::request::answered;
use crate::support::TestService;

/// Open to anybody, and the same for everybody.
const OPEN: [&str; 10] = [
    "/attachments/{token}",
    "/connect/{pass}",
    "/connect/style.css",
    "/connect/hand-over.js",
    "/connect/embed.js",
    "/metrics",
    "/openapi.json",
    "/docs",
    "/docs/",
    "/docs/{*rest}",
];

/// Where the router itself keeps what answers that there is no such route.
const FALLBACK: [&str; 2] = ["/", "/{*__private__axum_fallback}"];

/// The paths that the router knows, as its own description tells them.
fn known(service: &TestService) -> BTreeSet<String> {
    let described = format!("{:?}", service.router());
    let quoted = described.split('"').skip(1).step_by(2);
    quoted.filter(|text| text.starts_with('/')).map(str::to_owned).collect()
}

#[sqlx::test]
async fn every_route_is_described_or_listed_as_open(pool: PgPool) {
    let service = TestService::start(pool).await;
    let described = operations::all().into_iter().map(|operation| format!("/v1{}", operation.template));
    let told: BTreeSet<String> = described.chain(OPEN.map(str::to_owned)).collect();
    let known = known(&service);
    assert!(told.is_subset(&known), "the router does not tell its paths any more: {known:?}");
    assert_eq!(service.get("/").await.status, 404);
    let unlisted: Vec<_> =
        known.difference(&told).filter(|path| !FALLBACK.contains(&path.as_str())).collect();
    assert!(
        unlisted.is_empty(),
        "nobody looks whether these are closed; describe them, or list them in tests/it/isolation/routes.rs: {unlisted:?}"
    );
}

#[sqlx::test]
async fn methods_that_are_not_described_are_no_routes(pool: PgPool) {
    let service = TestService::start(pool).await;
    let operations = operations::all();
    let templates: BTreeSet<&str> = operations.iter().map(|operation| operation.template).collect();
    for template in templates {
        for method in METHODS.into_iter().chain(["OPTIONS", "TRACE", "CONNECT"]) {
            if operations.iter().any(|known| (known.method, known.template) == (method, template)) {
                continue;
            }
            let path = format!("/v1{}", template.replace(['{', '}'], ""));
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header("authorization", format!("Bearer {}", service.key));
            let answer = answered(&service.router(), request.body(Body::empty()).unwrap()).await;
            assert_eq!(answer.status, 404, "{method} {template}: {}", answer.body);
            assert!(answer.body.contains("Can not "), "{method} {template}: {}", answer.body);
        }
    }
}

#[sqlx::test]
async fn what_is_open_tells_nothing_of_customers(pool: PgPool) {
    let options = Options { candidates: 60, rate: None, ..Options::default() };
    // Another id than the one of the examples.
    let integration = IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe7").unwrap();
    let service = TestService::start_as(pool, options, json!({}), integration).await;
    service.sync().await;
    service.get("/v1/ats/candidates?email=somebody@example.com").await;
    let names = service.world("candidates").await;
    for path in OPEN.into_iter().filter(|path| !path.contains('{')) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let answer = answered(&service.router(), request).await;
        assert!([200, 303].contains(&answer.status), "{path}: {}", answer.status);
        for told in [service.integration.as_str(), "environment1", "Acme", "somebody@", &service.key] {
            assert!(!answer.body.contains(told), "{path} tells {told}");
        }
        for row in names.iter().filter_map(|row| row["email_addresses"][0]["value"].as_str()) {
            assert!(!answer.body.contains(row), "{path} tells {row}");
        }
    }
}
