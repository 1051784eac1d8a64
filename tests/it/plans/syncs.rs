//! A small customer beside a large one: nothing that the service does for the one reads the tables from end to end.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde_json::json;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio_util::sync::CancellationToken;
use unified_ats::store::reshaping;
use unified_ats::store::runs::{history, queue};
use unified_ats::sync::reshaping::reshape;

use super::fill::Full;
use super::others;
use super::statistics::alone;
use crate::changes::follower::Follower;
use crate::support::TestService;

/// What holds fewer rows is read as Postgres likes.
const SMALL: f32 = 1_000.0;

/// How often each table that is not small was read from end to end.
async fn scans(connect: &PgConnectOptions) -> BTreeMap<String, i64> {
    let mut db = alone(connect).await;
    let rows: Vec<(String, i64)> = sqlx::query_as(
        "SELECT relid::regclass::text, seq_scan FROM pg_stat_user_tables JOIN pg_class ON oid = relid
         WHERE reltuples >= $1",
    )
    .bind(SMALL)
    .fetch_all(&mut db)
    .await
    .unwrap();
    rows.into_iter().collect()
}

/// Two full syncs, one after changes and deletions, and an incremental one.
async fn sync(service: &TestService) {
    service.sync().await;
    let candidate = &service.world("candidates").await[0]["id"].clone();
    service.mutate(json!([{ "op": "remove", "resource": "candidates", "id": candidate }])).await;
    service.sync_changes().await;
    service.sync().await;
}

/// Every list, whole, in pages, and polled.
async fn read(service: &TestService) {
    for list in ["users", "roles", "tags", "jobs", "applications", "candidates", "interviews"] {
        let all = service.walk(&format!("/v1/ats/{list}"), 50).await;
        let id = all[0]["id"].as_str().unwrap();
        service.walk(&format!("/v1/ats/{list}?ids={id}"), 50).await;
        let time = (service.now() - TimeDelta::hours(1)).to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
        service.walk(&format!("/v1/ats/{list}?updated_after={time}&include_deleted=true"), 50).await;
    }
}

/// Follows the feed of changes from its beginning.
async fn follow(service: &TestService) {
    let mut follower = Follower::default();
    follower.catch_up(service, 50).await;
    follower.assert_exact(service, "a small customer").await;
}

/// Configures fields of every kind, and has the records follow.
async fn configure(service: &TestService) {
    let fields = format!("/v1/integrations/{}/integration-fields", service.integration);
    let all = service.get(&format!("{fields}?page_size=2000")).await;
    let of_jobs: Vec<&str> = all
        .results()
        .iter()
        .filter(|field| field["model"] == "ats_jobs")
        .map(|field| field["id"].as_str().unwrap())
        .collect();
    for passthrough in [true, false, true] {
        for id in &of_jobs {
            let change = json!({ "enable_passthrough": passthrough });
            service.send("PATCH", &format!("{fields}/{id}"), &change).await.data();
        }
    }
    let new = json!({ "model": "ats_jobs", "key": "shift" });
    let defined = service.manage("POST", "/v1/management/custom-fields", &new).await;
    let custom = defined.data()["id"].as_str().unwrap();
    let source = json!({ "integration_field_id": of_jobs[0] });
    let path = format!("/v1/integrations/{}/custom-fields/{custom}", service.integration);
    service.send("PUT", &path, &source).await.data();
    let path = format!("/v1/management/integrations/{}/remappings/ats_jobs/job_code", service.integration);
    service.manage("PUT", &path, &source).await.data();
    reshape(&service.worker(CancellationToken::new()), &service.integration).await.unwrap();
    let jobs = service.get("/v1/ats/jobs").await;
    assert!(jobs.results().iter().any(|job| !job["custom_fields"]["shift"].is_null()));
    service.manage("DELETE", &format!("/v1/management/custom-fields/{custom}"), &json!({})).await.data();
}

/// What processes ask between syncs.
async fn look_around(service: &TestService) {
    let mut db = service.store.pool().acquire().await.unwrap();
    for _ in 0..8 {
        queue::due(&mut db, "worker", service.now(), 10, None).await.unwrap();
        reshaping::due(&mut db, None).await.unwrap();
        let scope = service.stored_integration().await.scope;
        history::of_integration(&mut db, &scope, i64::MAX, 20).await.unwrap();
    }
}

#[sqlx::test]
async fn a_small_customer_costs_what_it_holds(options: PgPoolOptions, connect: PgConnectOptions) {
    let pool = options.clone().connect_with(connect.clone()).await.unwrap();
    others::insert(&pool).await;
    let Full { store, .. } = Full::fill(pool, 20_000).await;
    store.close().await;
    let before = scans(&connect).await;
    let service = TestService::start(options.connect_with(connect.clone()).await.unwrap()).await;
    sync(&service).await;
    configure(&service).await;
    sync(&service).await;
    read(&service).await;
    follow(&service).await;
    look_around(&service).await;
    service.store.close().await;
    let after = scans(&connect).await;
    let read: Vec<_> = after.iter().filter(|(table, scans)| before.get(*table) != Some(scans)).collect();
    assert!(read.is_empty(), "{read:?}, before {before:?}");
}
