//! Every write to an ATS is in the log, with who did it and how it ended.

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::actions::Stand;

/// Deed, actor and action of the entries about actions, the earliest first.
async fn log(stand: &Stand) -> Vec<(String, String, String)> {
    let answer = stand.service.manage("GET", "/v1/management/audit-log", &Value::Null).await;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let entries = answer.results().iter().rev();
    let of_actions = entries.filter(|entry| text(&entry["deed"]).starts_with("action."));
    let told = of_actions.map(|entry| {
        assert_eq!(entry["integration_id"], stand.service.integration.as_str());
        assert_eq!(entry["details"]["kind"], "ats_add_application_note");
        (text(&entry["deed"]), text(&entry["actor"]), text(&entry["subject"]))
    });
    told.collect()
}

fn deeds(log: &[(String, String, String)]) -> Vec<(&str, &str)> {
    log.iter().map(|(deed, actor, _action)| (deed.as_str(), actor.as_str())).collect()
}

fn note() -> Value {
    json!({ "content": "A private note.", "content_type": "PLAIN_TEXT" })
}

async fn faulty(stand: &Stand, kind: &Value) {
    let mut fault = json!({ "path": "/candidates/*/activity_feed/notes", "method": "POST", "times": 1 });
    fault.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
    stand.service.set_faults(json!([fault])).await;
}

#[sqlx::test]
async fn a_write_is_told_before_and_after(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let answer = stand.post(&stand.of_application("notes"), note()).await;
    let log = log(&stand).await;
    assert_eq!(deeds(&log), [("action.requested", "KEY"), ("action.done", "KEY")]);
    for (_deed, _actor, action) in &log {
        assert_eq!(Some(action.as_str()), answer.header("action-id"));
    }
    let all = stand.service.manage("GET", "/v1/management/audit-log", &Value::Null).await;
    assert!(!all.body.to_string().contains("private"), "nothing of what was written");
}

#[sqlx::test]
async fn a_write_that_the_ats_refuses(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    faulty(&stand, &json!({ "kind": "status", "status": 422 })).await;
    let refused = stand.post(&stand.of_application("notes"), note()).await;
    assert_ne!(refused.status, 200, "{}", refused.body);
    assert_eq!(deeds(&log(&stand).await), [("action.requested", "KEY"), ("action.refused", "KEY")]);
}

#[sqlx::test]
async fn a_write_of_which_nobody_knows_until_the_operator_says(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    faulty(&stand, &json!({ "kind": "drop", "after": true })).await;
    let answer = stand.post(&stand.of_application("notes"), note()).await;
    assert_eq!(deeds(&log(&stand).await), [("action.requested", "KEY"), ("action.uncertain", "KEY")]);
    let path = format!(
        "/v1/management/integrations/{}/actions/{}/settle",
        stand.service.integration,
        answer.header("action-id").unwrap()
    );
    stand.service.manage("POST", &path, &json!({ "outcome": "NOT_DONE" })).await.data();
    assert_eq!(deeds(&log(&stand).await)[2], ("action.settled", "KEY"));
}

#[sqlx::test]
async fn what_sends_nothing_is_no_write(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let refused = stand.post("/v1/ats/applications/unknown/notes", note()).await;
    assert_ne!(refused.status, 200);
    assert!(log(&stand).await.is_empty());
}
