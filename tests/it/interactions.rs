//! The interaction log: which calls are in it, what is not, and how errors point to it.

mod log_url;
mod masked;
mod writing;

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::store::runs::Kind;

use crate::support::{Answer, TestService};

/// The log as operators see it, with whatever was noted so far.
async fn list(service: &TestService, query: &str) -> Answer {
    service.write_interactions().await;
    let path = format!("/v1/management/integrations/{}/interactions{query}", service.integration);
    service.manage("GET", &path, &json!({})).await
}

async fn all(service: &TestService, query: &str) -> Vec<Value> {
    let sign = if query.is_empty() { '?' } else { '&' };
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = list(service, &format!("{query}{sign}page_size=7{cursor}")).await;
        found.extend(page.results().iter().cloned());
        let Some(next) = page.next() else { return found };
        cursor = format!("&cursor={next}");
    }
}

#[sqlx::test]
async fn every_call_of_a_sync_is_noted_once_with_the_sync(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.sync().await;
    let calls = all(&service, "").await;
    assert_eq!(calls.len() as u64, report.cost.requests);
    let bytes: u64 = calls.iter().map(|call| call["received_bytes"].as_u64().unwrap()).sum();
    assert_eq!(bytes, report.cost.bytes);
    for call in &calls {
        assert_eq!((&call["cause"], &call["cause_id"]), (&json!("SYNC"), &json!(report.sync_id)), "{call}");
        assert_eq!((&call["method"], &call["status"]), (&json!("GET"), &json!(200)), "{call}");
        assert_eq!((&call["mishap"], &call["excerpt"]), (&Value::Null, &Value::Null), "{call}");
    }
    let path =
        calls.iter().find_map(|call| call["path"].as_str().filter(|path| path.contains("/candidates/")));
    assert!(path.unwrap().starts_with("/ats/v0/candidates/?page="), "{path:?}");
    let mut ids: Vec<&str> = calls.iter().map(|call| call["interaction_id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), calls.len());
    let times: Vec<&str> = calls.iter().map(|call| call["at"].as_str().unwrap()).collect();
    assert!(times.is_sorted_by(|later, earlier| later >= earlier), "{times:?}");
}

#[sqlx::test]
async fn it_is_filtered_by_status_time_and_cause(pool: PgPool) {
    let service = TestService::start(pool).await;
    let first = service.sync().await;
    let since = service.now() + chrono::TimeDelta::seconds(30);
    service.set_faults(json!([{ "path": "/users/", "kind": "status", "status": 503, "times": 1 }])).await;
    let second = service.try_run(Kind::Delta).await.unwrap();
    let failed = all(&service, "?status=5XX").await;
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["status"], &failed[0]["cause_id"]), (&json!(503), &json!(second.sync_id)));
    let count = |calls: Vec<Value>| calls.len() as u64;
    assert_eq!(count(all(&service, &format!("?cause_id={}", first.sync_id)).await), first.cost.requests);
    let since = since.to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    assert_eq!(count(all(&service, &format!("?since={since}")).await), second.cost.requests);
    assert_eq!(count(all(&service, "?cause=SYNC").await), first.cost.requests + second.cost.requests);
    assert_eq!(count(all(&service, "?cause=ACTION").await), 0);
    for (query, names) in
        [("?status=6XX", "status: "), ("?cause=COFFEE", "cause: "), ("?since=ada", "since: ")]
    {
        let answer = list(&service, query).await;
        assert_eq!(answer.code(), Some("PLATFORM.INPUT_INVALID"));
        assert!(answer.message().starts_with(names), "{}", answer.message());
    }
}

#[sqlx::test]
async fn foreign_and_unknown_calls_look_the_same(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let calls = list(&service, "?page_size=1").await;
    let id = calls.results()[0]["interaction_id"].as_str().unwrap();
    let of =
        |integration: &str, id: &str| format!("/v1/management/integrations/{integration}/interactions/{id}");
    let ours = service.integration.to_string();
    let found = service.manage("GET", &of(&ours, id), &json!({})).await;
    assert_eq!(found.data(), &calls.results()[0]);
    let unknown = service.manage("GET", &of(&ours, "8d1hpPsbjxUkoCoa1veLZGe5"), &json!({})).await;
    assert_eq!((unknown.status, unknown.code()), (404, Some("PLATFORM.INPUT_INVALID")));
    assert_eq!(service.manage("GET", &of(&ours, "%00"), &json!({})).await.body, unknown.body);
    let key = service.foreign_key().await;
    for path in [of(&ours, id), format!("/v1/management/integrations/{ours}/interactions")] {
        let foreign = service.get_as(&path, Some(&key), None).await;
        assert_eq!((foreign.status, foreign.code()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")));
        assert_eq!(
            service.get_as(&path, Some(&service.key), None).await.status,
            401,
            "it takes a key that may manage"
        );
    }
}
