//! Errors that come from the ATS point to the call.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::all;
use crate::passthrough::{PATH, with_remote};
use crate::support::{Answer, TestService};

const ROOT: &str = "https://ats.example/below";

/// What an error points to, as it is read by whoever follows the link.
async fn behind(service: &TestService, answer: &Answer) -> Value {
    let url = answer.body["error"]["log_url"].as_str().unwrap_or_else(|| panic!("no link: {}", answer.body));
    let path = url.strip_prefix(ROOT).unwrap().to_owned();
    service.write_interactions().await;
    service.manage("GET", &path, &json!({})).await.data().clone()
}

#[sqlx::test]
async fn an_error_of_a_request_that_was_passed_through_points_to_it(pool: PgPool) {
    let (mut service, _remote) = with_remote(pool).await;
    service.reach_at(Some(ROOT));
    let long = service.send("POST", PATH, &json!({ "method": "POST", "path": "/too-large" })).await;
    let call = behind(&service, &long).await;
    assert_eq!(
        (&call["cause"], &call["method"], &call["path"]),
        (&json!("PASSTHROUGH"), &json!("POST"), &json!("/ats/v0/*"))
    );
    assert_eq!((&call["status"], &call["mishap"]), (&json!(200), &json!("TOO_LONG")));
    let refused = service.send("POST", PATH, &json!({ "method": "GET", "path": "//a" })).await;
    assert_eq!(refused.body["error"]["log_url"], Value::Null, "no call was made");
    service.reach_at(None);
    let broken = service.send("POST", PATH, &json!({ "method": "POST", "path": "/broken" })).await;
    assert_eq!(broken.body["error"]["log_url"], Value::Null, "nobody knows where the service is");
}

#[sqlx::test]
async fn an_error_of_an_action_points_to_the_last_call(pool: PgPool) {
    let mut service = TestService::start(pool).await;
    service.sync().await;
    service.reach_at(Some(ROOT));
    let application = service.get("/v1/ats/applications?page_size=1").await.results()[0]["id"].clone();
    let path = format!("/v1/ats/applications/{}/notes", application.as_str().unwrap());
    let note = json!({ "content": "Hello", "content_type": "PLAIN_TEXT" });
    let user = service.world("users").await[0]["id"].clone();
    service.set_setting("acting_user_id", &user).await;
    service
        .set_faults(
            json!([{ "path": "/candidates/*/notes", "method": "POST", "kind": "status", "status": 401 }]),
        )
        .await;
    let refused = service.act("POST", &path, None, &note).await;
    let call = behind(&service, &refused).await;
    let action = refused.header("action-id").unwrap();
    assert_eq!(
        (&call["cause"], &call["cause_id"], &call["status"]),
        (&json!("ACTION"), &json!(action), &json!(401))
    );
    assert_eq!(call["method"], "POST");
    assert!(all(&service, &format!("?cause_id={action}")).await.contains(&call));
    let unknown =
        service.act("POST", "/v1/ats/applications/9d1hpPsbjxUkoCoa1veLZGe5/notes", None, &note).await;
    assert_eq!(unknown.body["error"]["log_url"], Value::Null, "the ATS was not asked");
}
