//! Lists that change between their pages.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

async fn start(pool: PgPool, order: &str) -> TestService {
    let options = Options { candidates: 300, rate: None, ..Options::default() };
    let settings = json!({ "page_size": 20, "requests_per_second": 20, "request_burst": 500 });
    let service = TestService::start_with(pool, options, settings).await;
    service.switch(json!({ "order": order })).await;
    service
}

async fn ids(service: &TestService, resource: &str) -> Vec<Value> {
    service.world(resource).await.iter().map(|row| row["id"].clone()).collect()
}

/// Rows of the first pages vanish, new ones come in, others change, between the pages of every long list.
async fn arm(service: &TestService, seed: usize) {
    let candidates = ids(service, "candidates").await;
    for (path, resource) in [
        ("/candidates/", "candidates"),
        ("/applications/", "applications"),
        ("/scheduled_interviews/", "scheduled_interviews"),
    ] {
        let ids = ids(service, resource).await;
        for after in 1..6 {
            let n = (seed * 31 + after * 7) % 15 + (after - 1) * 20;
            let changed = &ids[(n + ids.len() / 2) % ids.len()];
            // An application vanishes with its candidate.
            let (removed, gone) = match resource {
                "applications" => ("candidates", &candidates[candidates.len() / 2 + n]),
                _ => (resource, &ids[n % ids.len()]),
            };
            let operations = json!([
                { "op": "remove", "resource": removed, "id": gone },
                { "op": "update", "resource": resource, "id": changed, "fields": { "note": n } },
                { "op": "create", "resource": "candidates",
                  "fields": { "first_name": "New", "last_name": format!("{seed} {after}"), "email_addresses": [] } },
            ]);
            service.between_pages(path, after as u64, operations).await;
        }
    }
}

async fn prove(pool: PgPool, order: &str) {
    let service = start(pool, order).await;
    arm(&service, 1).await;
    service.sync().await;
    // What vanished behind the reader's back is there until the next full run; all else is in step.
    service.sync().await;
    assert_in_step(&service).await;
    arm(&service, 2).await;
    let report = service.sync().await;
    let vanished = 5 * 3;
    assert!(report.counts.total().deleted <= vanished * 4, "{:?}", report.counts);
    service.sync().await;
    assert_in_step(&service).await;
}

#[sqlx::test]
async fn rows_in_order_of_creation_are_all_found(pool: PgPool) {
    prove(pool, "created").await;
}

#[sqlx::test]
async fn rows_that_move_to_the_front_are_all_found(pool: PgPool) {
    prove(pool, "updated_desc").await;
}

/// Removing read rows pulls unread ones onto pages that were read: the very first sync has to find them all the same.
async fn first_sync(pool: PgPool, order: &str) {
    let service = start(pool, order).await;
    let all = ids(&service, "candidates").await;
    for after in 1..8_u64 {
        let first = usize::try_from(after - 1).unwrap() * 20;
        let gone: Value = all[first..first + 3]
            .iter()
            .map(|id| json!({ "op": "remove", "resource": "candidates", "id": id }))
            .collect();
        service.between_pages("/candidates/", after, gone).await;
    }
    service.sync().await;
    let stored = service.walk("/v1/ats/candidates?include_deleted=true", 250).await;
    let stored: Vec<&Value> = stored.iter().map(|candidate| &candidate["remote_id"]).collect();
    for id in ids(&service, "candidates").await {
        assert!(stored.contains(&&id), "{id} was missed");
    }
}

#[sqlx::test]
async fn a_first_sync_misses_nothing_while_rows_vanish(pool: PgPool) {
    first_sync(pool, "created").await;
}

#[sqlx::test]
async fn a_first_sync_misses_nothing_while_rows_vanish_in_another_order(pool: PgPool) {
    first_sync(pool, "updated_desc").await;
}
