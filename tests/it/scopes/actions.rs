//! Actions that are off, and actions on what is not kept.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::action::ActionKind;

use super::stand::{assert_refused, default_config, off, places_of, set};
use crate::actions::stand::{Stand, somebody};

#[sqlx::test]
async fn an_action_that_is_off_is_refused_before_anything_else(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    service.forget_requests().await;
    let all = ActionKind::ALL.map(ActionKind::id);
    let config = default_config(service, off("actions", all)).await;
    let paths = [
        ("POST", stand.of_job()),
        ("POST", "/v1/ats/candidates".to_owned()),
        ("PUT", stand.of_application("stage")),
        ("POST", stand.of_application("reject")),
        ("POST", stand.of_application("notes")),
        ("POST", stand.of_application("result-links")),
        ("POST", stand.of_application("attachments")),
        ("POST", stand.of_candidate("attachments")),
        ("POST", stand.of_candidate("result-links")),
        ("POST", stand.of_candidate("tags")),
        ("DELETE", stand.of_candidate("tags")),
    ];
    for (method, path) in &paths {
        for body in [json!({}), json!("no object"), json!({ "candidate": somebody("a@b.example") })] {
            let refused = service.act(method, path, None, &body).await;
            assert_refused(&refused, 400, "INTEGRATION.ACTION_DISABLED");
        }
    }
    let refused = service.get("/v1/ats/actions/ats_create_candidate").await;
    assert_refused(&refused, 400, "INTEGRATION.ACTION_DISABLED");
    assert_eq!(stand.requests().await, [Value::Null; 0], "nobody asked the ATS for anything");
    set(service, &config, off("actions", ["ats_add_candidate_tag"])).await;
    stand
        .post(&stand.of_application("notes"), json!({ "content": "Seen", "content_type": "PLAIN_TEXT" }))
        .await
        .data();
    let refused = stand.post(&stand.of_candidate("tags"), json!({ "tag": { "name": "vip" } })).await;
    assert_refused(&refused, 400, "INTEGRATION.ACTION_DISABLED");
}

#[sqlx::test]
async fn what_an_action_writes_is_cut_like_a_page(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    default_config(service, off("fields", ["ats_candidates.last_name", "ats_candidates.remote_data"])).await;
    service.sync().await;
    let mut person = somebody("zq.made@home.example");
    person["last_name"] = json!("ZqLovelace");
    let made = stand.post(&stand.of_job(), json!({ "candidate": person })).await.data().clone();
    assert_eq!(
        (&made["candidate"]["first_name"], &made["candidate"]["last_name"]),
        (&json!("Ada"), &Value::Null)
    );
    assert_eq!(places_of(service, "ZqLovelace").await, [""; 0]);
    assert!(!places_of(service, "zq.made@home.example").await.is_empty());
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn what_is_made_of_a_model_that_is_off_is_told_by_its_id_alone(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let service = &stand.service;
    let config = default_config(service, off("models", ["ats_candidates"])).await;
    service.sync().await;
    let body = json!({ "candidate": somebody("zq.made@home.example") });
    let made = stand.post(&stand.of_job(), body.clone()).await.data().clone();
    assert_eq!(made["job_id"], stand.job["id"]);
    assert_eq!(made["candidate"]["id"], made["candidate_id"]);
    assert_eq!((&made["candidate"]["first_name"], &made["candidate"]["tags"]), (&Value::Null, &json!([])));
    assert_eq!(places_of(service, "zq.made@home.example").await, [""; 0]);
    set(service, &config, off("models", ["ats_candidates", "ats_applications"])).await;
    let body = json!({ "candidate": somebody("zq.other@home.example") });
    let made = stand.post(&stand.of_job(), body).await.data().clone();
    assert!(made["id"].is_string() && made["outcome"].is_null() && made["candidate"]["first_name"].is_null());
    assert_eq!(places_of(service, "zq.other@home.example").await, [""; 0]);
}
