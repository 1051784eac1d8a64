//! What customers bring back.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;

use crate::support::TestService;

async fn connected(service: &TestService) -> String {
    let path = service.link(&json!({})).await;
    service.enter_key(&path).await;
    service.fill_in(&path, "finish", &[]).await.token().to_owned()
}

#[sqlx::test]
async fn a_token_is_good_for_an_hour_and_for_its_environment_alone(pool: PgPool) {
    let service = TestService::start(pool).await;
    let token = connected(&service).await;
    let path = format!("/v1/connect/integration-by-token/{token}");
    let first = service.get(&path).await;
    let again = service.send("POST", "/v1/connect/activate-integration", &json!({ "token": token })).await;
    assert_eq!(first.data(), again.data());
    let foreign = service.get_as(&path, Some(&service.foreign_key().await), None).await;
    let unknown = service.get(&format!("/v1/connect/integration-by-token/{}", "A".repeat(43))).await;
    assert_eq!((unknown.status, unknown.code()), (404, Some("PLATFORM.INPUT_INVALID")));
    assert_eq!((foreign.status, &foreign.body), (404, &unknown.body));
    for other in ["x", "%00", &service.link(&json!({})).await.replace("/connect/", "")] {
        let answer = service.get(&format!("/v1/connect/integration-by-token/{other}")).await;
        assert_eq!((answer.status, &answer.body), (404, &unknown.body), "{other}");
    }
    service.clock.advance(TimeDelta::minutes(60));
    let expired = service.get(&path).await;
    assert_eq!((expired.status, expired.code()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert!(expired.message().starts_with("token: it has expired"), "{}", expired.message());
    let foreign = service.get_as(&path, Some(&service.foreign_key().await), None).await;
    assert_eq!((foreign.status, &foreign.body), (404, &unknown.body));
}

#[sqlx::test]
async fn a_token_opens_no_page(pool: PgPool) {
    let service = TestService::start(pool).await;
    let token = connected(&service).await;
    let page = service.open(&format!("/connect/{token}")).await;
    assert_eq!((page.status, page.heading()), (404, "There is no such link"));
}
