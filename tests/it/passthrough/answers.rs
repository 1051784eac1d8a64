//! What comes back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sqlx::PgPool;

use super::{get, pass, with_remote};
use crate::support::TestService;

#[sqlx::test]
async fn the_ats_answers_itself_whatever_its_status(pool: PgPool) {
    let service = TestService::start(pool).await;
    let request = json!({ "method": "GET", "path": "/users/?per_page=2", "params": { "page": "1" } });
    let answer = pass(&service, request).await;
    let data = answer.data();
    assert_eq!((&data["status"], &answer.body["warnings"]), (&json!(200), &json!([])));
    let users = service.world("users").await;
    assert_eq!(data["data"].as_array().unwrap().len(), 2);
    assert_eq!(data["data"][0]["id"], users[0]["id"]);
    let url = data["url"].as_str().unwrap();
    assert!(url.ends_with("/ats/v0/users/?per_page=2&page=1"), "{url}");
    assert!(!answer.body.to_string().contains(service.sim.direct_key()));
    let headers = ["concurrency-limit", "concurrency-remaining", "action-outcome"];
    assert_eq!(headers.map(|name| answer.header(name)), [Some("30"), Some("29"), Some("done")]);

    let missing = get(&service, "/candidates/none").await;
    assert_eq!(missing.data()["status"], 404, "{}", missing.body);
}

/// The request of the documentation, as it stands there.
#[sqlx::test]
async fn the_documented_request_works(pool: PgPool) {
    let service = TestService::start(pool).await;
    let page = include_str!("../../../docs/passthrough.md");
    let block = page.split("```http\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (head, body) = block.split_once("\n\n").unwrap();
    let (method, path) = head.split_once(' ').unwrap();
    let answer = service.send(method, path, &serde_json::from_str(body).unwrap()).await;
    assert_eq!(
        (&answer.data()["status"], answer.data()["data"].as_array().map(Vec::len)),
        (&json!(200), Some(2))
    );
}

#[sqlx::test]
async fn a_redirect_is_told_and_not_followed(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let answer = get(&service, "/redirect").await;
    let data = answer.data();
    assert_eq!((&data["status"], data.get("data")), (&json!(302), None));
    assert_eq!(data["headers"]["location"], "http://127.0.0.1:1/elsewhere");
    assert_eq!(remote.asked().len(), 1);
}

#[sqlx::test]
async fn what_is_no_json_is_a_text_or_base64(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    assert_eq!(get(&service, "/text").await.data()["data"], "<p>ä</p>");
    assert_eq!(get(&service, "/empty").await.data().get("data"), None);
    let binary = get(&service, "/binary").await;
    assert_eq!(binary.data()["data"], "/wAB");
    assert!(binary.body["warnings"][0]["message"].as_str().unwrap().contains("base64"), "{}", binary.body);
    let asked = json!({ "method": "GET", "path": "/binary", "response_as_base64": true });
    let asked = pass(&service, asked).await;
    assert_eq!((&asked.data()["data"], &asked.body["warnings"]), (&json!("/wAB"), &json!([])));
}

#[sqlx::test]
async fn headers_of_the_answer_are_told_but_for_cookies_and_credentials(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    let answer = get(&service, "/anything").await;
    let headers = answer.data()["headers"].as_object().unwrap();
    assert_eq!(headers["link"], json!(["<a>", "<b>"]));
    for name in ["set-cookie", "x-api-key", "content-length", "transfer-encoding", "connection"] {
        assert!(!headers.contains_key(name), "{headers:?}");
    }
}

/// An ATS that shows what it was asked, for looking for mistakes.
#[sqlx::test]
async fn credentials_that_the_ats_repeats_are_left_out(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    for as_base64 in [false, true] {
        let request =
            json!({ "method": "POST", "path": "/echo", "data": "Hello", "response_as_base64": as_base64 });
        let answer = pass(&service, request).await;
        let data = &answer.data()["data"];
        let echo = match data.as_str() {
            Some(base64) => serde_json::from_slice(&STANDARD.decode(base64).unwrap()).unwrap(),
            None => data.clone(),
        };
        assert_eq!(echo, json!({ "headers": { "x-api-key": "***" }, "body": "Hello" }));
        assert_eq!(answer.data()["headers"]["x-seen"], "***");
        assert!(answer.body["warnings"][0]["message"].as_str().unwrap().contains("credentials"));
        assert!(!answer.body.to_string().contains(service.sim.direct_key()));
    }
}
