//! Headers that tell how old the records of a list are.

use chrono::{SecondsFormat, TimeDelta};
use sqlx::PgPool;
use unified_ats::store::runs::{self, Cause, Claimant, Kind, NewRun};

use crate::support::TestService;

/// The last incremental sync, the last full sync, and whether one runs.
async fn told(service: &TestService, list: &str) -> [Option<String>; 3] {
    let answer = service.get(&format!("/v1/ats/{list}")).await;
    let header = |name| answer.header(name).map(str::to_owned);
    [header("X-Last-Incremental-Sync"), header("X-Last-Full-Sync"), header("X-Sync-Running")]
}

fn now(service: &TestService) -> String {
    service.now().to_rfc3339_opts(SecondsFormat::Millis, true)
}

#[sqlx::test]
async fn every_list_tells_when_it_was_synced(pool: PgPool) {
    let service = TestService::start(pool).await;
    let idle = Some("false".to_owned());
    assert_eq!(
        told(&service, "jobs").await,
        [None, None, idle.clone()],
        "also before there is anything to read"
    );
    service.sync().await;
    let full = Some(now(&service));
    let lists =
        ["applications", "candidates", "jobs", "interviews", "users", "roles", "tags", "rejection-reasons"];
    let more = ["application-stages", "job-postings", "job-application-stages", "job-hiring-team-members"];
    let lists: Vec<&str> = lists.into_iter().chain(more).chain(["interviewing-team-members"]).collect();
    for list in &lists {
        assert_eq!(told(&service, list).await, [None, full.clone(), idle.clone()], "{list}");
    }
    for _ in 0..2 {
        service.sync_changes().await;
        for list in &lists {
            assert_eq!(
                told(&service, list).await,
                [Some(now(&service)), full.clone(), idle.clone()],
                "{list}"
            );
        }
    }
    let delta = Some(now(&service));
    service.sync().await;
    assert_eq!(told(&service, "jobs").await, [delta, Some(now(&service)), idle]);
}

#[sqlx::test]
async fn a_sync_runs_for_as_long_as_its_worker_lives(pool: PgPool) {
    let service = TestService::start(pool).await;
    let running = |told: [Option<String>; 3]| told[2].as_deref() == Some("true");
    assert!(!running(told(&service, "jobs").await));
    let integration = service.stored_integration().await;
    let until = service.now() + TimeDelta::minutes(2);
    let claimant = Claimant { worker: "somebody", holder: "somebody", now: service.now(), until };
    let new = NewRun { public_id: "one", kind: Kind::Full, cause: Cause::Schedule };
    let mut db = service.store.pool().acquire().await.unwrap();
    runs::claim(&mut db, &integration.scope, new, claimant).await.unwrap();
    drop(db);
    assert!(running(told(&service, "jobs").await));
    service.clock.advance(TimeDelta::minutes(2));
    assert!(!running(told(&service, "jobs").await), "a worker that is gone runs nothing");
}

#[sqlx::test]
async fn a_refused_request_is_told_as_well(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let answer = service.get("/v1/ats/jobs?page_size=0").await;
    assert_eq!((answer.status, answer.header("X-Last-Full-Sync")), (400, Some(now(&service).as_str())));
}
