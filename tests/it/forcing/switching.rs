//! Integrations that are switched off and on.

use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::store::integrations;
use unified_ats::store::runs::queue::{self, Due};
use unified_ats::store::runs::{Cause, Kind, Outcome};
use unified_ats::sync::run::RunError;

use super::{FORCE, assert_refused, force, has_ended, id};
use crate::support::TestService;

async fn switch(service: &TestService, on: bool) {
    let path = format!("/v1/integrations/{}/enabled", service.integration);
    let answer = service.send("PUT", &path, &json!({ "value": on })).await;
    assert_eq!(answer.body, json!({ "status": "success", "data": {} }));
}

async fn status(service: &TestService) -> Value {
    let details = service.get(&format!("/v1/integrations/{}", service.integration)).await;
    details.data()["status"].clone()
}

async fn due(service: &TestService) -> Vec<Due> {
    let mut db = service.store.pool().acquire().await.unwrap();
    queue::due(&mut db, "nobody", service.now(), 10, None).await.unwrap()
}

/// Everything that is stored of records, as one text.
async fn records(service: &TestService) -> String {
    let text = sqlx::query_scalar(
        "SELECT string_agg(d.model || d.id || d.touched_at || d.body, \',\' ORDER BY d.model, d.id)
         FROM documents d",
    );
    let documents: String = text.fetch_one(service.store.pool()).await.unwrap();
    let text = sqlx::query_scalar(
        "SELECT string_agg(id || content, \',\' ORDER BY id) FROM
         (SELECT id, content FROM candidates UNION ALL SELECT id, content FROM applications) r",
    );
    let rows: String = text.fetch_one(service.store.pool()).await.unwrap();
    documents + &rows
}

#[sqlx::test]
async fn an_integration_that_is_switched_off_is_neither_read_nor_synced(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let (full, delta) = (force(&service, "FULL").await, force(&service, "DELTA").await);
    for _again in 0..2 {
        switch(&service, false).await;
        assert_eq!(status(&service).await, "INACTIVE");
        assert_eq!(due(&service).await, []);
    }
    for queued in [&full, &delta] {
        let run = service.sync_when(id(queued), has_ended).await;
        assert_eq!(
            (&run["state"], &run["error"]),
            (&json!("CANCELLED"), &json!("the integration was switched off"))
        );
    }
    assert_refused(&service.get("/v1/ats/jobs").await, 403, "INTEGRATION.INACTIVE");
    assert_refused(&service.send("POST", FORCE, &json!({})).await, 403, "INTEGRATION.INACTIVE");
    // A worker that found it due just before begins nothing.
    assert!(matches!(service.try_sync().await, Err(RunError::Busy(_))));

    switch(&service, true).await;
    assert_eq!(status(&service).await, "ACTIVE");
    let next = Due { integration: service.integration.clone(), kind: Kind::Full, cause: Cause::Schedule };
    assert_eq!(due(&service).await, [next]);
    service.sync().await;
    service.sync_changes().await;
    assert!(!service.get("/v1/ats/jobs").await.results().is_empty(), "nothing was forgotten");
    assert_eq!(due(&service).await, []);
    switch(&service, true).await;
    assert_eq!(due(&service).await, [], "switching it on again changes nothing");
}

#[sqlx::test]
async fn switching_off_cancels_what_runs_before_it_writes_another_page(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.mutate(json!([{ "op": "random", "n": 300, "seed": 3 }])).await;
    service.set_faults(json!([{ "path": "/applications/", "kind": "delay", "delay_ms": 1500 }])).await;
    let full = force(&service, "FULL").await;
    let integration = service.stored_integration().await;
    let connector = service.connections.open(&integration).await.unwrap();
    let worker = service.worker(CancellationToken::new());
    let run = tokio::spawn(async move {
        worker.sync(&integration, &connector, Kind::Full, Cause::Schedule).await.unwrap()
    });
    // Some lists have been written, and the worker waits for the next one.
    service.sync_when(id(&full), |run| run["counts"]["ats_jobs"]["read"].is_u64()).await;
    switch(&service, false).await;
    let before = records(&service).await;
    let report = run.await.unwrap();
    assert_eq!((report.state, report.sync_id.as_str()), (Outcome::Cancelled, id(&full)));
    assert_eq!(records(&service).await, before);
    let told = service.sync_when(id(&full), has_ended).await;
    assert_eq!((&told["state"], &told["progress"]), (&json!("CANCELLED"), &Value::Null));

    service.set_faults(json!([])).await;
    switch(&service, true).await;
    let scheduler = service.start_scheduler();
    let again = service.sync_by("SCHEDULE").await;
    scheduler.stop().await;
    assert_eq!((&again["state"], &again["type"]), (&json!("SUCCEEDED"), &json!("FULL")), "{again}");
    assert_ne!(records(&service).await, before);
}

#[sqlx::test]
async fn switching_off_and_the_end_of_a_sync_do_not_block_each_other(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.set_faults(json!([{ "path": "/users/", "kind": "delay", "delay_ms": 1000 }])).await;
    let delta = force(&service, "DELTA").await;
    let integration = service.stored_integration().await;
    let connector = service.connections.open(&integration).await.unwrap();
    let worker = service.worker(CancellationToken::new());
    let scope = integration.scope.clone();
    let run = tokio::spawn(async move {
        worker.sync(&integration, &connector, Kind::Delta, Cause::Schedule).await.unwrap()
    });
    service.sync_when(id(&delta), |run| run["state"] == "RUNNING").await;
    // The two halves of switching off, with all that is left of the sync between them.
    let mut tx = service.store.begin().await.unwrap();
    integrations::switch_off(&mut tx, &scope).await.unwrap();
    service.until_somebody_waits_for_a_lock().await;
    queue::cancel(&mut tx, &scope, "a test", service.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(run.await.unwrap().state, Outcome::Cancelled);
}

#[sqlx::test]
async fn refused_credentials_are_told_and_switching_on_tries_again(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.set_faults(json!([{ "path": "/", "kind": "status", "status": 401 }])).await;
    for _ in 0..3 {
        assert_eq!(status(&service).await, "ACTIVE");
        assert_eq!(service.try_sync().await.unwrap().state, Outcome::AuthenticationFailed);
    }
    assert_eq!(status(&service).await, "INVALID");
    assert!(!service.get("/v1/ats/jobs").await.results().is_empty(), "what was read is served");
    switch(&service, true).await;
    assert_eq!(status(&service).await, "ACTIVE");
    assert_eq!(due(&service).await.len(), 1);
}

#[sqlx::test]
async fn a_foreign_integration_cannot_be_switched(pool: PgPool) {
    let service = TestService::start(pool).await;
    let key = service.foreign_key().await;
    for id in [service.integration.as_str(), "gem:9d1hpPsbjxUkoCoa1veLZGe5", "nonsense", "%00"] {
        let path = format!("/v1/integrations/{id}/enabled");
        let answer = service.ask("PUT", &path, Some(&key), None, r#"{"value": false}"#).await;
        assert_refused(&answer, 404, "PLATFORM.INTEGRATION_NOT_FOUND");
    }
    let forced = service.ask("POST", FORCE, Some(&key), Some(service.integration.as_str()), "").await;
    assert_refused(&forced, 404, "PLATFORM.INTEGRATION_NOT_FOUND");
    assert_eq!(status(&service).await, "ACTIVE");
}
