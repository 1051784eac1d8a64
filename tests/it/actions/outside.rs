//! What stands in the way of every action: keys, headers, the state of the integration, and the ATS itself.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::{Options, Profile};
use unified_ats::store::api_keys::Permission;

use super::every::{Request, all, one};
use super::stand::{Stand, everything};
use crate::support::{Answer, TestService};

async fn send(stand: &Stand, request: &Request) -> Answer {
    stand.service.act(request.method, &request.path, None, &request.body).await
}

const NAME: &str = "idempotency-key";

#[sqlx::test]
async fn whoever_may_not_act_does_not(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let keys = stand.service.keys_by_permission().await;
    let foreign = stand.service.foreign_key().await;
    let own = Some(stand.service.integration.as_str());
    let unknown = Some("gem:11111111111111111111aaaa");
    let read = keys.iter().find(|(permission, _key)| *permission == Permission::Read).unwrap().1.as_str();
    let manage = keys.iter().find(|(permission, _key)| *permission == Permission::Manage).unwrap().1.as_str();
    stand.service.forget_requests().await;
    for Request { method, path, body, .. } in all(&stand, 0) {
        for (key, integration, status, code) in [
            (None, own, 401, "PLATFORM.AUTHENTICATION_INVALID"),
            (Some("ks_test_nobody"), own, 401, "PLATFORM.AUTHENTICATION_INVALID"),
            (Some(read), own, 401, "PLATFORM.AUTHENTICATION_INVALID"),
            (Some(manage), own, 401, "PLATFORM.AUTHENTICATION_INVALID"),
            (Some(foreign.as_str()), own, 404, "PLATFORM.INTEGRATION_NOT_FOUND"),
            (Some(stand.service.key.as_str()), unknown, 404, "PLATFORM.INTEGRATION_NOT_FOUND"),
            (Some(stand.service.key.as_str()), Some("x"), 404, "PLATFORM.INTEGRATION_NOT_FOUND"),
            (Some(stand.service.key.as_str()), None, 400, "PLATFORM.INPUT_INVALID"),
        ] {
            let answer = stand.service.ask(method, &path, key, integration, &body.to_string()).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, Some(code)),
                "{method} {path} {key:?} {integration:?}"
            );
            assert!(integration.is_some() || answer.message().starts_with("X-Integration-Id: "));
        }
    }
    assert!(stand.requests().await.is_empty());
}

#[sqlx::test]
async fn keys_of_another_form_are_refused(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let long = "k".repeat(256);
    stand.service.forget_requests().await;
    let bad: [&[(&str, &[u8])]; 7] = [
        &[(NAME, b"")],
        &[(NAME, b" ")],
        &[(NAME, b"a b")],
        &[(NAME, long.as_bytes())],
        &[(NAME, "schlüssel".as_bytes())],
        &[(NAME, b"a\xff")],
        &[(NAME, b"a"), (NAME, b"a")],
    ];
    for headers in bad {
        for request in all(&stand, 0) {
            let body = request.body.to_string();
            let answer = stand.service.act_with(request.method, &request.path, headers, body).await;
            let message =
                "Idempotency-Key: one value of 1 to 255 visible ASCII characters is expected, such as a UUID";
            let told = (answer.status, answer.code(), answer.message());
            assert_eq!(told, (400, Some("PLATFORM.INPUT_INVALID"), message), "{headers:?}");
        }
    }
    assert!(stand.requests().await.is_empty());
    let longest = "k".repeat(255);
    let request = one(&stand, "add_tag");
    let answer = stand.service.act(request.method, &request.path, Some(&longest), &request.body).await;
    assert_eq!(answer.data(), &json!({}));
    let other = request.with("/tag/name", json!("Another"));
    let answer = stand.service.act(other.method, &other.path, Some(&longest), &other.body).await;
    assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")));
    assert!(answer.message().starts_with("Idempotency-Key: this key was used for another request"));
}

#[sqlx::test]
async fn an_integration_has_to_be_ready(pool: PgPool) {
    let options = Options { candidates: 60, rate: None, profile: Profile::Extended, ..Options::default() };
    let service = TestService::start_with(pool, options, everything()).await;
    let note = json!({ "content": "x", "content_type": "PLAIN_TEXT" });
    let path =
        |application: &Value| format!("/v1/ats/applications/{}/notes", application["id"].as_str().unwrap());
    let any = json!({ "id": "x" });
    let early = service.act("POST", &path(&any), None, &note).await;
    assert_eq!((early.status, early.code()), (409, Some("INTEGRATION.SETUP_SYNC_PENDING")));
    service.sync().await;
    let application = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await[0].clone();
    service.forget_requests().await;
    let unset = service.act("POST", &path(&application), None, &note).await;
    assert_eq!((unset.status, unset.code()), (409, Some("INTEGRATION.SETUP_INCOMPLETE")));
    for part in ["PATCH /v1/management/integrations/{integration_id}/connector-settings", "acting_user_id"] {
        assert!(unset.message().contains(part), "{}", unset.message());
    }
    service.set_setting("unverified", &json!({})).await;
    for (method, path, body) in [
        ("PUT", "/v1/ats/applications/x/stage", json!({ "stage_id": "x" })),
        ("POST", "/v1/ats/applications/x/reject", json!({ "rejection_reason_id": "x" })),
        ("POST", "/v1/ats/applications/x/attachments", json!({})),
        ("POST", "/v1/ats/candidates/x/attachments", json!({})),
        ("POST", "/v1/ats/candidates/x/tags", json!({ "tag": { "name": "x" } })),
        ("DELETE", "/v1/ats/candidates/x/tags", json!({ "tag": { "name": "x" } })),
        ("POST", "/v1/ats/import-tracked-application", json!({ "tracked_at": null })),
    ] {
        let answer = service.act(method, path, None, &body).await;
        assert_eq!((answer.status, answer.code()), (400, Some("INTEGRATION.ACTION_NOT_AVAILABLE")), "{path}");
    }
    let switch = format!("/v1/integrations/{}/enabled", service.integration);
    assert_eq!(service.send("PUT", &switch, &json!({ "value": false })).await.status, 200);
    let off = service.act("POST", &path(&application), None, &note).await;
    assert_eq!((off.status, off.code()), (403, Some("INTEGRATION.INACTIVE")));
    assert_eq!(off.header("concurrency-remaining"), Some("30"));
}

#[sqlx::test]
async fn what_gem_refuses_is_told_by_field_and_no_more(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    // Gem complains about a field; the rest of its body says "Invalid request".
    let request = one(&stand, "create_application").with("/source", json!({ "id": "nothing" }));
    let answer = send(&stand, &request).await;
    let message = "Gem refuses the request. source_id: Unknown source.";
    assert_eq!(
        (answer.status, answer.code(), answer.message()),
        (400, Some("REMOTE.INPUT_INVALID"), message)
    );
    assert_eq!(answer.header("action-outcome"), Some("not-done"));
    stand.service.switch(json!({ "duplicate_email": "reject" })).await;
    let reject = one(&stand, "reject");
    assert_eq!(send(&stand, &reject).await.status, 200);
    let moved = send(&stand, &one(&stand, "set_stage")).await;
    let message = "Gem refuses the request. status: The application is rejected, not active.";
    assert_eq!((moved.status, moved.code(), moved.message()), (400, Some("REMOTE.INPUT_INVALID"), message));
    for (status, code) in
        [(400, "REMOTE.INPUT_INVALID"), (409, "REMOTE.INPUT_INVALID"), (418, "REMOTE.UNKNOWN_HTTP_ERROR")]
    {
        stand
            .service
            .set_faults(json!([{ "path": "*", "method": "POST", "kind": "status", "status": status }]))
            .await;
        let answer = send(&stand, &one(&stand, "add_note")).await;
        assert_eq!(answer.code(), Some(code), "{}", answer.body);
        assert!(!answer.body.to_string().contains("Injected"), "{}", answer.body);
    }
}

#[sqlx::test]
async fn what_gem_does_not_hear_of_is_told_as_such(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let requests =
        ["create_application", "create_candidate", "add_note", "candidate_link", "candidate_file", "add_tag"];
    let faults = |fault: Value| {
        let mut rule = json!({ "path": "*" });
        rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
        json!([rule])
    };
    for (fault, status, code) in [
        (json!({ "kind": "status", "status": 401 }), 403, "INTEGRATION.AUTHENTICATION_INVALID"),
        (json!({ "kind": "status", "status": 403 }), 403, "INTEGRATION.AUTHENTICATION_INVALID"),
        (json!({ "kind": "status", "status": 503 }), 503, "REMOTE.SERVICE_UNAVAILABLE"),
        (json!({ "kind": "drop" }), 503, "REMOTE.SERVICE_UNAVAILABLE"),
    ] {
        stand.service.set_faults(faults(fault.clone())).await;
        for action in requests {
            let answer = send(&stand, &one(&stand, action)).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, Some(code)),
                "{action} {fault}: {}",
                answer.body
            );
            assert_eq!(answer.header("action-outcome"), Some("not-done"), "{action} {fault}");
        }
    }
    stand.service.set_faults(json!([])).await;
    assert_eq!(send(&stand, &one(&stand, "add_tag")).await.status, 200);
}
