//! What operators see and do through the API.

mod api_keys;
mod audit_log;
mod confirming;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, TestService};

fn of_integration(service: &TestService, what: &str) -> String {
    format!("/v1/management/integrations/{}/{what}", service.integration)
}

async fn get(service: &TestService, path: &str) -> Answer {
    service.manage("GET", path, &json!({})).await
}

fn assert_invalid(answer: &Answer, text: &str) {
    assert_eq!((answer.status, answer.code()), (400, Some("PLATFORM.INPUT_INVALID")), "{}", answer.body);
    assert!(answer.message().starts_with(text), "{}", answer.message());
}

#[sqlx::test]
async fn the_latest_syncs_come_first_page_by_page(pool: PgPool) {
    let service = TestService::start(pool).await;
    let mut ids = vec![service.sync().await.sync_id];
    for _ in 0..4 {
        ids.push(service.sync_changes().await.sync_id);
    }
    ids.reverse();
    let path = of_integration(&service, "syncs");
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = get(&service, &format!("{path}?page_size=2{cursor}")).await;
        assert!((1..=2).contains(&page.results().len()));
        found.extend(page.results().iter().map(|run| run["sync_id"].as_str().unwrap().to_owned()));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    assert_eq!(found, ids);
    let whole = get(&service, &path).await;
    assert_eq!((whole.results().len(), whole.next()), (5, None));
}

#[sqlx::test]
async fn a_sync_tells_what_it_did(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.sync().await;
    let path = format!("/v1/management/syncs/{}", report.sync_id);
    let run = get(&service, &path).await.data().clone();
    assert_eq!(run["integration_id"], service.integration.as_str());
    let told = [&run["type"], &run["state"], &run["cause"]];
    assert_eq!(told, [&json!("FULL"), &json!("SUCCEEDED"), &json!("COMMAND")]);
    assert_eq!(run["counts"], serde_json::to_value(&report.counts).unwrap());
    assert_eq!(run["counts"]["ats_candidates"]["created"], 200);
    assert_eq!((&run["withheld"], &run["error"], &run["progress"]), (&json!({}), &Value::Null, &Value::Null));
    assert_eq!(run["started_at"], run["ended_at"], "the clock of the test stood still");
    assert_eq!(run["duration_seconds"], 0.0);
}

#[sqlx::test]
async fn foreign_and_unknown_syncs_look_the_same(pool: PgPool) {
    let service = TestService::start(pool).await;
    let sync_id = service.sync().await.sync_id;
    let key = service.foreign_key().await;
    let foreign = format!("/v1/management/syncs/{sync_id}");
    let foreign = service.get_as(&foreign, Some(&key), None).await;
    assert_eq!((foreign.status, foreign.code()), (404, Some("PLATFORM.INPUT_INVALID")));
    for unknown in ["8d1hpPsbjxUkoCoa1veLZGe5", "nonsense", "%00"] {
        let path = format!("/v1/management/syncs/{unknown}");
        assert_eq!(get(&service, &path).await.body, foreign.body, "{unknown}");
        let confirmed = service.manage("POST", &format!("{path}/confirm-deletions"), &json!({})).await;
        assert_eq!(confirmed.body, foreign.body, "{unknown}");
    }
    for what in ["syncs", "quarantine", "sync-settings"] {
        let foreign = service.get_as(&of_integration(&service, what), Some(&key), None).await;
        assert_eq!((foreign.status, foreign.code()), (404, Some("PLATFORM.INTEGRATION_NOT_FOUND")));
        let unknown = format!("/v1/management/integrations/gem:9d1hpPsbjxUkoCoa1veLZGe5/{what}");
        assert_eq!(get(&service, &unknown).await.body, foreign.body, "{what}");
    }
}

#[sqlx::test]
async fn a_cursor_is_good_for_its_own_list_only(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.sync_changes().await;
    let (syncs, quarantine) = (of_integration(&service, "syncs"), of_integration(&service, "quarantine"));
    let page = get(&service, &format!("{syncs}?page_size=1")).await;
    let cursor = page.next().unwrap();
    assert_invalid(&get(&service, &format!("{quarantine}?cursor={cursor}")).await, "cursor: ");
    for wrong in ["nonsense", "%00", "AAAAAAAAAAAAAAAAAAAAAA"] {
        for list in [&syncs, &quarantine] {
            assert_invalid(&get(&service, &format!("{list}?cursor={wrong}")).await, "cursor: ");
        }
    }
    assert_invalid(&get(&service, &format!("{syncs}?page_size=251")).await, "page_size: ");
}

#[sqlx::test]
async fn rows_that_do_not_fit_are_listed_until_they_do(pool: PgPool) {
    let service = TestService::start(pool).await;
    let users = service.world("users").await;
    let live: Vec<&Value> = users.iter().filter(|user| user["deleted_at"].is_null()).take(3).collect();
    let rename = |name: Value| {
        let update = |user: &&Value| json!({ "op": "update", "resource": "users", "id": user["id"], "fields": { "first_name": name } });
        Value::Array(live.iter().map(update).collect())
    };
    service.mutate(rename(json!({ "no": "text" }))).await;
    service.sync().await;
    let path = of_integration(&service, "quarantine");
    let of_users = |answer: &Answer| -> Vec<Value> {
        answer.results().iter().filter(|entry| entry["model"] == "ats_users").cloned().collect()
    };
    let all = of_users(&get(&service, &path).await);
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(all.iter().all(|entry| entry["path"] == "first_name" && entry["reason"].is_string()), "{all:?}");
    let (mut found, mut next) = (Vec::new(), Some(String::new()));
    while let Some(cursor) = next {
        let page = get(&service, &format!("{path}?page_size=1{cursor}")).await;
        found.extend(of_users(&page));
        next = page.next().map(|cursor| format!("&cursor={cursor}"));
    }
    assert_eq!(found, all);
    service.mutate(rename(json!("Ada"))).await;
    service.sync().await;
    assert_eq!(of_users(&get(&service, &path).await), Vec::<Value>::new());
}

#[sqlx::test]
async fn settings_are_changed_one_by_one(pool: PgPool) {
    let service = TestService::start(pool).await;
    let path = of_integration(&service, "sync-settings");
    let settings = |delta: i64, full: i64, limit: i64| json!({ "delta_every_seconds": delta, "full_every_seconds": full, "sweep_limit_percent": limit });
    assert_eq!(get(&service, &path).await.data(), &settings(300, 36_000, 30));
    for (change, expected) in [
        (json!({ "delta_every_seconds": 60 }), settings(60, 36_000, 30)),
        (json!({ "full_every_seconds": 2_592_000, "sweep_limit_percent": 0 }), settings(60, 2_592_000, 0)),
        (json!({ "of tomorrow": true, "sweep_limit_percent": null }), settings(60, 2_592_000, 0)),
        (settings(86_400, 600, 100), settings(86_400, 600, 100)),
    ] {
        assert_eq!(service.manage("PATCH", &path, &change).await.data(), &expected);
        assert_eq!(get(&service, &path).await.data(), &expected);
    }
    for (name, value, limits) in [
        ("delta_every_seconds", json!(59), "60 to 86400"),
        ("delta_every_seconds", json!(86_401), "60 to 86400"),
        ("delta_every_seconds", json!("60"), "60 to 86400"),
        ("full_every_seconds", json!(599), "600 to 2592000"),
        ("full_every_seconds", json!(600.5), "600 to 2592000"),
        ("sweep_limit_percent", json!(101), "0 to 100"),
        ("sweep_limit_percent", json!(-1), "0 to 100"),
    ] {
        let answer = service.manage("PATCH", &path, &json!({ name: value })).await;
        assert_invalid(&answer, &format!("{name}: "));
        assert!(answer.message().ends_with(&format!("a whole number from {limits}")), "{}", answer.message());
    }
    assert_eq!(get(&service, &path).await.data(), &settings(86_400, 600, 100));
}
