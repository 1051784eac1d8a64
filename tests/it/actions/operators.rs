//! Operators see uncertain actions and say how they ended, and set what actions need.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::Stand;

const NOTE: &str = "An unusual note.";

fn note() -> Value {
    json!({ "content": NOTE, "content_type": "PLAIN_TEXT" })
}

/// A note whose answer is lost behind its effect, and the path of the list of actions.
async fn uncertain(stand: &Stand) -> (String, String) {
    let fault = json!([{
        "path": "/candidates/*/activity_feed/notes", "method": "POST", "kind": "drop", "after": true, "times": 1,
    }]);
    stand.service.set_faults(fault).await;
    let answer = stand.post(&stand.of_application("notes"), note()).await;
    assert_eq!((answer.status, answer.header("action-outcome")), (503, Some("uncertain")), "{}", answer.body);
    let list = format!("/v1/management/integrations/{}/actions", stand.service.integration);
    (answer.header("action-id").unwrap().to_owned(), list)
}

async fn states(stand: &Stand, list: &str) -> Vec<String> {
    let page = stand.service.manage("GET", &format!("{list}?state=UNCERTAIN"), &Value::Null).await;
    page.results().iter().map(|action| action["action_id"].as_str().unwrap().to_owned()).collect()
}

#[sqlx::test]
async fn the_operator_says_that_it_was_done(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let (id, list) = uncertain(&stand).await;
    assert_eq!(states(&stand, &list).await, std::slice::from_ref(&id));
    let settle = format!("{list}/{id}/settle");
    let settled = stand.service.manage("POST", &settle, &json!({ "outcome": "DONE" })).await;
    assert_eq!(settled.data()["state"], "DONE");
    assert!(states(&stand, &list).await.is_empty());
    let again = stand.post(&stand.of_application("notes"), note()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, Some("true")));
    assert!(again.body["warnings"][0]["message"].as_str().unwrap().contains("operator"));
    assert_eq!(stand.find("notes", "text=unusual").await.len(), 1);
    let twice = stand.service.manage("POST", &settle, &json!({ "outcome": "DONE" })).await;
    assert!(twice.message().contains("not uncertain"), "{}", twice.body);
}

#[sqlx::test]
async fn the_operator_says_that_it_was_not_done(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let (id, list) = uncertain(&stand).await;
    let settle = format!("{list}/{id}/settle");
    let refused = stand.service.manage("POST", &settle, &json!({ "outcome": "MAYBE" })).await;
    assert_eq!(refused.code(), Some("PLATFORM.INPUT_INVALID"));
    assert_eq!(
        stand.service.manage("POST", &settle, &json!({ "outcome": "NOT_DONE" })).await.data()["state"],
        "RELEASED"
    );
    let again = stand.post(&stand.of_application("notes"), note()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, None), "it is done, now");
    assert_eq!(stand.find("notes", "text=unusual").await.len(), 2, "the operator was wrong");
    let unknown = format!("{list}/{}/settle", "2".repeat(24));
    assert_eq!(stand.service.manage("POST", &unknown, &json!({ "outcome": "DONE" })).await.status, 404);
}

#[sqlx::test]
async fn actions_are_listed_page_by_page(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    for n in 0..5 {
        let note = json!({ "content": format!("Note {n}"), "content_type": "PLAIN_TEXT" });
        assert_eq!(stand.post(&stand.of_application("notes"), note).await.status, 200);
    }
    let list = format!("/v1/management/integrations/{}/actions?page_size=2", stand.service.integration);
    let mut seen = Vec::new();
    let mut page = stand.service.manage("GET", &list, &Value::Null).await;
    loop {
        seen.extend(page.results().iter().map(|action| action["action_id"].as_str().unwrap().to_owned()));
        let Some(next) = page.next() else { break };
        page = stand.service.manage("GET", &format!("{list}&cursor={next}"), &Value::Null).await;
    }
    let once: std::collections::HashSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), once.len()), (5, 5));
    let done = stand.service.manage("GET", &format!("{list}&state=DONE&page_size=250"), &Value::Null).await;
    assert_eq!(done.status, 400, "a parameter is given once");
    let sent = stand.service.manage("GET", &list.replace("page_size=2", "state=SENT"), &Value::Null).await;
    assert!(sent.results().is_empty());
}

#[sqlx::test]
async fn what_a_connector_needs_is_set_and_checked(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let path = format!("/v1/management/integrations/{}/connector-settings", stand.service.integration);
    let before = stand.service.manage("GET", &path, &Value::Null).await.data().clone();
    assert_eq!(before["unverified"]["tags"], true);
    let change = json!({ "acting_user_id": null, "unverified": { "tags": false } });
    let after = stand.service.manage("PATCH", &path, &change).await.data().clone();
    assert!(after["acting_user_id"].is_null() && after["unverified"]["set_stage"] == true, "{after}");
    let refused = stand.post(&stand.of_application("notes"), note()).await;
    assert_eq!(refused.code(), Some("INTEGRATION.SETUP_INCOMPLETE"));
    assert!(refused.message().contains("acting_user_id"), "{}", refused.message());
    let refused = stand.post(&stand.of_candidate("tags"), json!({ "tag": { "name": "x" } })).await;
    assert_eq!(refused.code(), Some("INTEGRATION.ACTION_NOT_AVAILABLE"));
    for (wrong, named) in
        [(json!({ "page_size": 0 }), "page_size"), (json!({ "acting_user_id": 7 }), "acting_user_id")]
    {
        let refused = stand.service.manage("PATCH", &path, &wrong).await;
        assert!(refused.status == 400 && refused.message().contains(named), "{}", refused.body);
    }
    assert_eq!(stand.service.manage("GET", &path, &Value::Null).await.data(), &after, "all or nothing");
    // Switches of actions are no reason to read everything again.
    let report = stand.service.sync_changes().await;
    assert_eq!(report.kind, unified_ats::store::runs::Kind::Delta);
}
