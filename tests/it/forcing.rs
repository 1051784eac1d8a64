//! Syncs that callers ask for, and integrations that they switch.

mod freshness;
mod switching;

use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, TestService};

const FORCE: &str = "/v1/force-sync";

async fn force(service: &TestService, kind: &str) -> Value {
    service.send("POST", FORCE, &json!({ "type": kind })).await.data().clone()
}

fn id(queued: &Value) -> &str {
    queued["sync_id"].as_str().unwrap()
}

fn has_ended(run: &Value) -> bool {
    run["ended_at"].is_string()
}

#[sqlx::test]
async fn forced_syncs_of_both_types_are_queued_once_and_run(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let delta = force(&service, "DELTA").await;
    assert_eq!((&delta["already_queued"], &delta["type"]), (&json!(false), &json!("DELTA")));
    let again = force(&service, "DELTA").await;
    assert_eq!(again, json!({ "already_queued": true, "sync_id": delta["sync_id"], "type": "DELTA" }));
    // Without a body, everything is read. The other type stands in nobody's way.
    let full = service.ask("POST", FORCE, Some(&service.key), Some(service.integration.as_str()), "").await;
    let full = full.data().clone();
    assert_eq!((&full["already_queued"], &full["type"]), (&json!(false), &json!("FULL")));
    assert_ne!(full["sync_id"], delta["sync_id"]);
    let queued = service.sync_when(id(&full), |_any| true).await;
    assert_eq!((&queued["state"], &queued["cause"]), (&json!("QUEUED"), &json!("FORCED")));

    let scheduler = service.start_scheduler();
    for (queued, kind) in [(&delta, "DELTA"), (&full, "FULL")] {
        let run = service.sync_when(id(queued), has_ended).await;
        let told = (&run["state"], &run["type"], &run["cause"]);
        assert_eq!(told, (&json!("SUCCEEDED"), &json!(kind), &json!("FORCED")), "{run}");
        assert!(run["counts"]["ats_roles"]["read"].as_u64().unwrap() > 0, "{run}");
    }
    scheduler.stop().await;
    let next = force(&service, "DELTA").await;
    assert_eq!(next["already_queued"], false, "what has ended is not in the way");
}

#[sqlx::test]
async fn a_running_sync_is_the_one_that_is_asked_for(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.set_faults(json!([{ "path": "/candidates/", "kind": "delay", "delay_ms": 500 }])).await;
    let full = force(&service, "FULL").await;
    let scheduler = service.start_scheduler();
    let run = service.sync_when(id(&full), |run| run["progress"]["list"] == "applications").await;
    assert_eq!((&run["state"], &run["ended_at"]), (&json!("RUNNING"), &Value::Null));
    assert!(run["progress"]["rows"].as_u64().unwrap() > 0 && run["counts"]["ats_users"]["read"].is_u64());
    let again = force(&service, "FULL").await;
    assert_eq!(again, json!({ "already_queued": true, "sync_id": full["sync_id"], "type": "FULL" }));
    service.sync_when(id(&full), has_ended).await;
    scheduler.stop().await;
}

#[sqlx::test]
async fn of_parallel_requests_exactly_one_queues(pool: PgPool) {
    let service = TestService::start(pool).await;
    for kind in ["FULL", "DELTA"] {
        let all = join_all((0..8).map(|_n| force(&service, kind))).await;
        let new = all.iter().filter(|queued| queued["already_queued"] == false).count();
        assert_eq!(new, 1, "{all:?}");
        assert!(all.iter().all(|queued| queued["sync_id"] == all[0]["sync_id"]), "{all:?}");
    }
}

#[sqlx::test]
async fn bodies_that_do_not_fit_are_told_what_is_expected(pool: PgPool) {
    let service = TestService::start(pool).await;
    let long = format!("{{\"type\": \"FULL\", \"more\": \"{}\"}}", "x".repeat(1 << 20));
    for (body, text) in [
        ("{", "body: it is not valid JSON"),
        ("[]", "body: a JSON object is expected"),
        (r#"{"type": "full"}"#, "type: invalid value: string, expected FULL or DELTA"),
        (r#"{"type": 1}"#, "type: invalid type: integer, expected FULL or DELTA"),
        (long.as_str(), "body: at most 1048576 bytes are allowed"),
    ] {
        let integration = Some(service.integration.as_str());
        let answer = service.ask("POST", FORCE, Some(&service.key), integration, body).await;
        assert_refused(&answer, 400, "PLATFORM.INPUT_INVALID");
        assert!(answer.message().starts_with(text), "{}", answer.message());
    }
    let unknown = service.send("POST", FORCE, &json!({ "type": "DELTA", "of tomorrow": [1] })).await;
    assert_eq!(unknown.data()["already_queued"], false);
    let enabled = format!("/v1/integrations/{}/enabled", service.integration);
    for (body, text) in [
        (json!({}), "body: missing field `value`"),
        (json!({ "value": "yes" }), "value: invalid type: string, expected a boolean"),
    ] {
        let answer = service.send("PUT", &enabled, &body).await;
        assert_refused(&answer, 400, "PLATFORM.INPUT_INVALID");
        assert_eq!(answer.message(), text);
    }
}

fn assert_refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!((answer.status, answer.code()), (status, Some(code)), "{}", answer.body);
}
