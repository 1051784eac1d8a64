//! The log of the real program.

use serde_json::Value;
use sqlx::PgPool;

use super::program::Program;
use super::setup;
use crate::support::TestService;

/// The lines about requests, as soon as the program has ended.
async fn requests(service: &TestService, settings: &[(&str, &str)], paths: &[&str]) -> (Vec<Value>, String) {
    let mut program = Program::serve(service, "api", settings);
    let address = program.address().await.unwrap();
    let client = reqwest::Client::new();
    for path in paths {
        let request = client.get(format!("http://{address}{path}")).headers(service.credentials());
        let answer = request.header("x-request-id", format!("id-of-{}", path.len())).send().await.unwrap();
        answer.bytes().await.unwrap();
    }
    program.terminate();
    assert!(program.ended().await.success());
    let log = program.whole_log().await;
    let lines = log.iter().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    (lines.filter(|line| line["message"] == "request").collect(), log.join("\n"))
}

#[sqlx::test]
async fn every_request_has_one_line_without_anything_personal(pool: PgPool) {
    let service = setup::service(pool).await;
    service.sync().await;
    let by_path = format!("/v1/integrations/{}", service.integration);
    let paths =
        ["/v1/ats/users?emails=someone@example.com", "/v1/ats/jobs?page_size=0", &by_path, "/secret/path"];
    let (lines, log) = requests(&service, &[("LOG_FORMAT", "json")], &paths).await;
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            assert!(line["duration_ms"].is_f64() && line["bytes"].as_u64().unwrap() > 0, "{line}");
            assert!(line.get("cut_off").is_none(), "{line}");
            (
                line["method"].as_str().unwrap(),
                line["route"].as_str().unwrap(),
                line["status"].as_u64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("GET", "/v1/ats/users", 200),
        ("GET", "/v1/ats/jobs", 400),
        ("GET", "/v1/integrations/{integration_id}", 200),
        ("GET", "none", 404),
    ];
    assert_eq!(told, expected);
    for (line, path) in lines.iter().zip(paths) {
        assert_eq!(line["integration_id"], service.integration.as_str(), "{line}");
        assert_eq!(line["span"]["request_id"], format!("id-of-{}", path.len()), "{line}");
    }
    for secret in ["someone", "secret", &service.key] {
        assert!(!log.contains(secret), "{secret} is in\n{log}");
    }
}

#[sqlx::test]
async fn the_operator_chooses_what_is_logged(pool: PgPool) {
    let service = setup::service(pool).await;
    let (lines, log) =
        requests(&service, &[("LOG_FORMAT", "json"), ("RUST_LOG", "warn")], &["/v1/check-api-key"]).await;
    assert!(lines.is_empty() && log.is_empty(), "{log}");
}
