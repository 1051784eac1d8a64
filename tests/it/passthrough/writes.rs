//! What is sent, and what is kept of it.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{pass, with_remote};
use crate::support::TestService;

#[sqlx::test]
async fn a_request_is_sent_as_it_was_given_with_the_credentials(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let request = json!({
        "method": "PATCH", "path": "/a%2Fb?x=%41", "params": { "y": "ä&" }, "headers": { "X-Mine": "1" },
        "data": { "name": "Ada" }, "api_options": { "fast": "yes" },
    });
    let answer = pass(&service, request).await;
    let warnings = json!([{ "message": "api_options.fast: no such option is known; it was ignored." }]);
    assert_eq!((&answer.data()["data"], &answer.body["warnings"]), (&json!({ "seen": true }), &warnings));
    let asked = remote.asked().remove(0);
    assert_eq!((asked.method.as_str(), asked.uri.as_str()), ("PATCH", "/ats/v0/a%2Fb?x=%41&y=%C3%A4%26"));
    assert_eq!(asked.header("x-api-key"), [service.sim.direct_key()]);
    assert_eq!((asked.header("x-mine"), asked.header("content-type")), (vec!["1"], vec!["application/json"]));
    assert_eq!(asked.body, r#"{"name":"Ada"}"#);
}

#[sqlx::test]
async fn a_form_holds_texts_and_files(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    let from = service.sim.base_url();
    let file = json!({ "name": "cv.txt", "content_type": "text/plain", "data": "SGk=" });
    let fields = json!([{ "name": "note", "value": "Hello" }, { "name": "cv", "value": file }]);
    let answer =
        pass(&service, json!({ "method": "POST", "path": "/form", "multipart_form_data": fields })).await;
    assert_eq!(answer.data()["status"], 200);
    let asked = remote.asked().remove(0);
    let content_type = asked.header("content-type")[0].to_owned();
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").unwrap();
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nHello\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"cv\"; filename=\"cv.txt\"\r\n\
         Content-Type: text/plain\r\n\r\nHi\r\n--{boundary}--\r\n"
    );
    assert_eq!(asked.body, expected);

    // A file that cannot be fetched: nothing is sent.
    let file = json!({ "name": "cv.txt", "data_url": format!("{from}/nothing-here") });
    let fields = json!([{ "name": "cv", "value": file }]);
    let answer =
        pass(&service, json!({ "method": "POST", "path": "/form", "multipart_form_data": fields })).await;
    assert!(answer.message().starts_with("multipart_form_data[0].value.data_url: "), "{}", answer.body);
    assert_eq!(remote.asked().len(), 1);
}

async fn deeds(service: &TestService) -> Vec<(String, String, Value)> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT deed, actor_kind, details::text FROM audit_log WHERE deed LIKE 'passthrough.%' ORDER BY number",
    )
    .fetch_all(service.store.pool())
    .await
    .unwrap();
    rows.into_iter()
        .map(|(deed, actor, details)| (deed, actor, serde_json::from_str(&details).unwrap()))
        .collect()
}

#[sqlx::test]
async fn what_may_change_something_is_written_down_without_people(pool: PgPool) {
    let (service, _remote) = with_remote(pool).await;
    pass(&service, json!({ "method": "GET", "path": "/candidates/1" })).await;
    assert!(deeds(&service).await.is_empty());
    let id = service.world("candidates").await[0]["id"].as_str().unwrap().to_owned();
    for path in [
        "/candidates/ada@planted.example?name=planted",
        "/planted/AdaPlanted",
        &format!("/candidates/{id}/notes"),
    ] {
        let request = json!({ "method": "DELETE", "path": path, "data": "planted" });
        assert_eq!(pass(&service, request).await.data()["status"], 200);
    }
    let deed = |path: &str| {
        let details = json!({ "method": "DELETE", "path": path });
        ("passthrough.requested".to_owned(), "KEY".to_owned(), details)
    };
    let noted = [deed("/candidates/*"), deed("/*/*"), deed(&format!("/candidates/{id}/notes"))];
    assert_eq!(deeds(&service).await, noted);
}

/// The connection breaks within the answer.
#[sqlx::test]
async fn a_write_whose_answer_is_lost_is_told_and_not_repeated(pool: PgPool) {
    let (service, remote) = with_remote(pool).await;
    for path in ["/broken", "/too-large"] {
        let answer = pass(&service, json!({ "method": "POST", "path": path })).await;
        assert_eq!((answer.status, answer.code()), (503, Some("REMOTE.SERVICE_UNAVAILABLE")));
        assert!(answer.message().contains("may have taken effect"), "{}", answer.message());
        assert_eq!(answer.header("action-outcome"), Some("uncertain"));
    }
    let broken = pass(&service, json!({ "method": "GET", "path": "/broken" })).await;
    assert_eq!((broken.status, broken.header("action-outcome")), (503, Some("not-done")));
    assert_eq!(remote.asked().len(), 3);
}
