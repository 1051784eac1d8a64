//! What actions write, while syncs read what the ATS knew before.

mod equal;
mod pages;
mod rendering;
mod stepping;
mod sweeps;
mod told;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use crate::support::TestService;

/// After its first sync. The longer lists have more than one page.
async fn synced(pool: PgPool) -> TestService {
    let service = unsynced(pool).await;
    service.sync().await;
    service
}

async fn unsynced(pool: PgPool) -> TestService {
    let options = Options { candidates: 60, rate: None, ..Options::default() };
    TestService::start_with(pool, options, json!({ "page_size": 40 })).await
}

/// A record as callers see it, deleted or not.
async fn shown(service: &TestService, list: &str, remote_id: &str) -> Value {
    let found = service.get(&format!("/v1/ats/{list}?include_deleted=true&remote_ids={remote_id}")).await;
    assert_eq!(found.results().len(), 1, "{list} {remote_id}");
    found.results()[0].clone()
}

fn text(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A candidate who stands on the first page of Gem's list.
async fn candidate(service: &TestService) -> String {
    service.world("candidates").await[3]["id"].as_str().unwrap().to_owned()
}

/// Gives a candidate a title, by which Gem moves no time: no sync finds it that does not read everything.
fn quietly_titled(candidate: &str, title: &str) -> Value {
    json!([{ "op": "touchless_update", "resource": "candidates", "id": candidate, "fields": { "title": title } }])
}
