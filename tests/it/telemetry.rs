//! What the service tells about itself, as far as it can be asked.

use std::collections::BTreeMap;

use serde_json::json;
use sqlx::PgPool;
use unified_ats::server::Limits;

use crate::support::{Port, TestService};

/// The samples whose names begin in a way, as they stand in the text.
async fn samples(port: &Port, name: &str) -> BTreeMap<String, f64> {
    let text = reqwest::get(port.url("/metrics")).await.unwrap().text().await.unwrap();
    let samples = text.lines().filter(|line| line.starts_with(name));
    samples
        .map(|line| {
            let (sample, value) = line.rsplit_once(' ').unwrap();
            (sample.to_owned(), value.parse().unwrap())
        })
        .collect()
}

#[sqlx::test]
async fn every_answer_has_an_id(pool: PgPool) {
    let service = TestService::start(pool).await;
    for path in ["/v1/check-api-key", "/v1/ats/jobs?page_size=0", "/nothing"] {
        let given = service.get_with(path, &[("x-request-id", "abc-1")]).await;
        assert_eq!(given.header("x-request-id"), Some("abc-1"), "{path}");
        let unfit = service.get_with(path, &[("x-request-id", "a b")]).await;
        let (unfit, made) = (unfit.header("x-request-id").unwrap().to_owned(), service.get(path).await);
        assert_eq!(unfit.len(), 32, "{path}");
        assert_ne!(Some(unfit.as_str()), made.header("x-request-id"), "{path}");
    }
}

#[sqlx::test]
async fn requests_are_counted_by_route_and_status(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    for path in ["/v1/ats/jobs", "/v1/ats/jobs?page_size=2", "/v1/ats/jobs?page_size=0", "/secret/path"] {
        service.get(path).await;
    }
    service.get(&format!("/v1/integrations/{}", service.integration)).await;
    service
        .manage(
            "PATCH",
            &format!("/v1/management/integrations/{}/sync-settings", service.integration),
            &json!({}),
        )
        .await;
    let counts = samples(&port, "unified_ats_http_requests_total").await;
    for (method, route, status, count) in [
        ("GET", "/v1/ats/jobs", "2xx", 2.0),
        ("GET", "/v1/ats/jobs", "4xx", 1.0),
        ("GET", "none", "4xx", 1.0),
        ("GET", "/v1/integrations/{integration_id}", "2xx", 1.0),
        ("PATCH", "/v1/management/integrations/{integration_id}/sync-settings", "2xx", 1.0),
    ] {
        let sample = format!(
            "unified_ats_http_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"
        );
        assert_eq!(counts.get(&sample), Some(&count), "{sample} in {counts:#?}");
    }
    let durations = samples(&port, "unified_ats_http_request_duration_seconds_count").await;
    let jobs = r#"unified_ats_http_request_duration_seconds_count{method="GET",route="/v1/ats/jobs"}"#;
    assert_eq!(durations.get(jobs), Some(&3.0), "{durations:#?}");
    let in_flight = samples(&port, "unified_ats_http_requests_in_flight").await;
    let busy: Vec<_> = in_flight.iter().filter(|(_sample, number)| **number != 0.0).collect();
    assert_eq!(busy.len(), 1, "the one that asks: {busy:?}");
    assert!(busy[0].0.contains("/metrics"));
    port.close().await;
}

#[sqlx::test]
async fn metrics_name_nobody(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    service.get("/v1/ats/users?emails=someone@example.com").await;
    service.get(&format!("/v1/integrations/{}", service.integration)).await;
    let answer = reqwest::get(port.url("/metrics")).await.unwrap();
    let form = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert_eq!(form, "application/openmetrics-text; version=1.0.0; charset=utf-8");
    let text = answer.text().await.unwrap();
    for secret in ["someone", service.integration.as_str(), &service.key, "environment1", "Acme"] {
        assert!(!text.contains(secret), "{secret} is in\n{text}");
    }
    port.close().await;
}
