//! The feed of changes: whoever follows it has an exact copy.

mod cursors;
mod entries;
pub(crate) mod follower;
mod following;
mod models;
mod waiting;

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::gem_sim::Options;
use unified_ats::sync::maintenance::forget;

use crate::support::{Answer, TestService};

const FEED: &str = "/v1/ats/changes";

/// A synced service with a small world.
async fn small(pool: PgPool) -> TestService {
    let options = Options { candidates: 40, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    service.sync().await;
    service
}

/// A cursor behind everything.
async fn now(service: &TestService) -> String {
    let answer = service.get(&format!("{FEED}?from=now")).await;
    assert_eq!(answer.results().len(), 0);
    answer.next().unwrap().to_owned()
}

async fn behind(service: &TestService, cursor: &str) -> Answer {
    service.get(&format!("{FEED}?page_size=250&cursor={cursor}")).await
}

/// What is due for its age happens, some time from now.
async fn maintain_after(service: &TestService, time: TimeDelta) {
    service.clock.advance(time);
    forget(&service.worker(CancellationToken::new()), service.now()).await.unwrap();
}

/// Changes a row of a list of the simulator.
async fn mutate(service: &TestService, op: &str, resource: &str, id: &str, fields: Value) {
    let mut operation = json!({ "op": op, "resource": resource, "id": id });
    if !fields.is_null() {
        operation["fields"] = fields;
    }
    service.mutate(json!([operation])).await;
}

fn text<'a>(record: &'a Value, field: &str) -> &'a str {
    record[field].as_str().unwrap()
}
