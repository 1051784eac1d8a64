//! Which runs are due, for whom, and what follows from how they end.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::store::integrations::Status;
use unified_ats::store::runs::queue::{self, Due};
use unified_ats::store::runs::{Cause, Kind, NewRun, Outcome, history};
use unified_ats::store::schedules::{self, Changes};
use unified_ats::sync::maintenance;

use crate::support::TestService;

async fn due(service: &TestService) -> Vec<Kind> {
    let mut db = service.store.pool().acquire().await.unwrap();
    let due: Vec<Due> = queue::due(&mut db, "nobody", service.now(), 10, None).await.unwrap();
    due.into_iter().map(|due| due.kind).collect()
}

#[sqlx::test]
async fn incremental_runs_come_every_five_minutes_and_full_ones_every_ten_hours(pool: PgPool) {
    let service = TestService::start(pool).await;
    assert_eq!(due(&service).await, [Kind::Full], "a new integration is due at once");
    service.sync().await;
    assert_eq!(due(&service).await, []);
    service.clock.advance(TimeDelta::minutes(8));
    assert_eq!(due(&service).await, [Kind::Delta]);
    service.sync_changes().await;
    assert_eq!(due(&service).await, []);
    service.clock.advance(TimeDelta::hours(16));
    assert_eq!(due(&service).await, [Kind::Full]);
}

#[sqlx::test]
async fn the_intervals_are_an_integrations_own(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let integration = service.stored_integration().await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let changes = Changes { delta_every: Some(TimeDelta::minutes(1)), ..Changes::default() };
    schedules::change(&mut db, &integration.scope, changes, service.now()).await.unwrap();
    drop(db);
    service.clock.advance(TimeDelta::seconds(61));
    assert_eq!(due(&service).await, [Kind::Delta]);
}

#[sqlx::test]
async fn a_queued_run_comes_before_the_schedule(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let integration = service.stored_integration().await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let new = NewRun { public_id: "asked for", kind: Kind::Full, cause: Cause::Forced };
    let ask = queue::enqueue(&mut db, &integration.scope, new, &[].into(), service.now()).await.unwrap();
    assert_eq!((ask.sync_id.as_str(), ask.already), ("asked for", false));
    let again = NewRun { public_id: "another", ..new };
    let again = queue::enqueue(&mut db, &integration.scope, again, &[].into(), service.now()).await.unwrap();
    assert_eq!((again.sync_id.as_str(), again.already), ("asked for", true));
    drop(db);
    assert_eq!(due(&service).await, [Kind::Full]);
    assert_eq!(service.sync().await.sync_id, "asked for");
}

#[sqlx::test]
async fn refused_credentials_make_an_integration_invalid_in_time_and_good_ones_heal_it(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.set_faults(json!([{ "path": "*", "kind": "status", "status": 403, "every": 1 }])).await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let report = service.try_run(Kind::Delta).await.unwrap();
        assert_eq!(report.state, Outcome::AuthenticationFailed);
        statuses.push(service.stored_integration().await.status);
    }
    assert_eq!(statuses, [Status::Active, Status::Active, Status::Invalid]);
    assert!(!service.walk("/v1/ats/jobs", 250).await.is_empty(), "what was read is still served");
    assert_eq!(due(&service).await, []);
    service.clock.advance(TimeDelta::hours(2));
    assert_eq!(due(&service).await.len(), 1, "it is tried again");
    service.set_faults(json!([])).await;
    service.sync_changes().await;
    assert_eq!(service.stored_integration().await.status, Status::Active);
}

#[sqlx::test]
async fn a_cancelled_run_writes_nothing_more(pool: PgPool) {
    let service = TestService::start(pool).await;
    let integration = service.stored_integration().await;
    // The run is cancelled while the ATS is asked for candidates.
    service
        .set_faults(json!([{ "path": "/candidates/", "kind": "delay", "delay_ms": 2000, "every": 1 }]))
        .await;
    let connector = service.connections.open(&integration).await.unwrap();
    let worker = service.worker(CancellationToken::new()).with_lease(TimeDelta::milliseconds(400));
    let run = worker.sync(&integration, &connector, Kind::Full, Cause::Schedule);
    let cancel = async {
        // The fault acts before the delay, the request is in the log behind it.
        while service.faults().await[0]["acted"] == 0 {
            tokio::task::yield_now().await;
        }
        let mut db = service.store.pool().acquire().await.unwrap();
        assert_eq!(
            queue::cancel(&mut db, &integration.scope, "switched off", service.now()).await.unwrap(),
            1
        );
    };
    let (report, ()) = tokio::join!(run, cancel);
    let report = report.unwrap();
    assert_eq!(report.state, Outcome::Cancelled);
    let candidates: i64 = sqlx::query_scalar("SELECT count(*) FROM candidates WHERE knowledge = 2")
        .fetch_one(service.store.pool())
        .await
        .unwrap();
    assert_eq!(candidates, 0);
}

#[sqlx::test]
async fn history_is_kept_for_sixty_days(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.clock.advance(TimeDelta::days(59));
    service.sync_changes().await;
    let count = async || {
        let mut db = service.store.pool().acquire().await.unwrap();
        history::of_all(&mut db, 10).await.unwrap().len()
    };
    let worker = service.worker(CancellationToken::new());
    maintenance::forget(&worker, service.now()).await.unwrap();
    assert_eq!(count().await, 2);
    service.clock.advance(TimeDelta::days(2));
    maintenance::forget(&worker, service.now()).await.unwrap();
    assert_eq!(count().await, 1);
}
