//! How calls come into the log, and how they leave it.

use std::sync::Arc;

use chrono::TimeDelta;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::connectors::Interactions as _;
use unified_ats::domain::id::IntegrationId;
use unified_ats::domain::interaction::{CauseKind, Interaction};
use unified_ats::sync::interactions::queue;
use unified_ats::sync::maintenance;

use super::{all, list};
use crate::support::TestService;

fn call(service: &TestService, number: usize) -> Interaction {
    Interaction {
        id: format!("call{number}"),
        integration: service.integration.clone(),
        cause: CauseKind::Passthrough.into(),
        at: service.now(),
        method: "GET".to_owned(),
        path: "/users/".to_owned(),
        status: Some(200),
        mishap: None,
        duration_ms: 1,
        sent_bytes: 0,
        received_bytes: 2,
        excerpt: None,
    }
}

async fn count(service: &TestService) -> i64 {
    sqlx::query_scalar("SELECT count(*) FROM interactions").fetch_one(service.store.pool()).await.unwrap()
}

/// Nobody waits for room: what is too much is dropped.
#[sqlx::test]
async fn a_queue_that_is_full_drops_calls_and_goes_on(pool: PgPool) {
    let service = TestService::start(pool).await;
    let (queue, mut writer) = queue(service.store.clone(), Arc::new(service.clock.clone()));
    for number in 0..10_007 {
        queue.note(call(&service, number));
    }
    writer.write_waiting().await.unwrap();
    assert_eq!(count(&service).await, 10_000);
    queue.note(call(&service, 10_007));
    writer.write_waiting().await.unwrap();
    assert_eq!(count(&service).await, 10_001);
}

#[sqlx::test]
async fn what_waits_is_written_before_the_writer_ends(pool: PgPool) {
    let service = TestService::start(pool).await;
    let (queue, writer) = queue(service.store.clone(), Arc::new(service.clock.clone()));
    let stop = CancellationToken::new();
    stop.cancel();
    for number in 0..3 {
        queue.note(call(&service, number));
    }
    writer.run(stop).await;
    assert_eq!(count(&service).await, 3);
}

/// It may be gone by the time its calls are written.
#[sqlx::test]
async fn calls_of_an_integration_that_is_gone_harm_no_others(pool: PgPool) {
    let service = TestService::start(pool).await;
    let (queue, mut writer) = queue(service.store.clone(), Arc::new(service.clock.clone()));
    let gone = IntegrationId::parse("gem:9d1hpPsbjxUkoCoa1veLZGe5").unwrap();
    queue.note(Interaction { integration: gone, ..call(&service, 1) });
    queue.note(call(&service, 2));
    writer.write_waiting().await.unwrap();
    assert_eq!(count(&service).await, 1);
}

#[sqlx::test]
async fn calls_are_kept_for_a_month(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "").await.len();
    service.clock.advance(TimeDelta::days(29));
    let worker = service.worker(CancellationToken::new());
    maintenance::forget(&worker, service.now()).await.unwrap();
    assert_eq!(all(&service, "").await.len(), before);
    service.clock.advance(TimeDelta::days(2));
    maintenance::forget(&worker, service.now()).await.unwrap();
    assert!(list(&service, "").await.results().is_empty());
}
