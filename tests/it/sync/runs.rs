//! Runs as such: success, failure, interruption.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::gem_sim::{Options, Profile};
use unified_ats::store::runs::{self, Cause, Claimant, Claimed, Cost, Kind, NewRun, Outcome};
use unified_ats::sync::run::RunError;

use crate::support::TestService;

#[sqlx::test]
async fn a_second_sync_of_an_unchanged_world_changes_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    let first = service.sync().await;
    assert!(first.counts.of(Model::Candidate).created >= 200);
    let before = rows(&service).await;
    let second = service.sync().await;
    for (model, counts) in second.counts.iter() {
        assert_eq!(counts.changed(), 0, "{model}");
    }
    assert_eq!(rows(&service).await, before);
}

/// Every row of the tables that hold records, by its physical place and writer: a rewritten row moves.
pub(super) async fn rows(service: &TestService) -> Vec<String> {
    let tables = sqlx::query_scalar(
        "SELECT query_to_xml(format('SELECT ctid, xmin FROM %I ORDER BY 1', relname), false, true, '')::text
         FROM pg_stat_user_tables
         WHERE relname NOT IN ('sync_runs', 'sync_marks', 'model_syncs', 'integrations', 'environments', 'api_keys',
                               'quarantine', 'request_budgets')
         ORDER BY relname",
    );
    let tables: Vec<String> = tables.fetch_all(service.store.pool()).await.unwrap();
    assert!(tables.len() > 14 && tables.iter().any(|rows| rows.contains("ctid")));
    tables
}

/// Postgres' own count of rows that were inserted, updated and deleted in the tables that hold records.
async fn rows_written(service: &TestService) -> i64 {
    let pool = service.store.pool();
    // Every backend keeps its counts to itself for up to a second, unless it is told to report.
    while pool.num_idle() < pool.size() as usize {
        tokio::task::yield_now().await;
    }
    let mut connections = vec![pool.acquire().await.unwrap()];
    while let Some(connection) = pool.try_acquire() {
        connections.push(connection);
    }
    for connection in &mut connections {
        sqlx::query("SELECT pg_stat_force_next_flush()").execute(&mut **connection).await.unwrap();
    }
    let written = sqlx::query_scalar(
        "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables
         WHERE relname = 'documents'
            OR relname IN (SELECT table_name FROM information_schema.columns WHERE column_name = 'content')",
    );
    written.fetch_one(&mut *connections[0]).await.unwrap()
}

#[sqlx::test]
async fn a_sync_that_finds_nothing_new_writes_no_data_row(pool: PgPool) {
    let service = TestService::start(pool).await;
    assert_eq!(rows_written(&service).await, 0);
    service.sync().await;
    let first = rows_written(&service).await;
    assert!(first > 1000, "{first}");
    service.sync().await;
    assert_eq!(rows_written(&service).await, first, "a full one");
    service.sync_changes().await;
    assert_eq!(rows_written(&service).await, first, "an incremental one");
}

#[sqlx::test]
async fn a_failing_ats_fails_the_run_and_publishes_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.set_faults(json!([{ "path": "/candidates", "kind": "status", "status": 404, "every": 1 }])).await;
    let report = service.try_sync().await.unwrap();
    assert_eq!(report.state, Outcome::Failed);
    assert!(report.error.unwrap().contains("page 1 of candidates"));
    assert_eq!(service.get("/v1/ats/jobs").await.status, 409);
    service.set_faults(json!([])).await;
    service.sync().await;
    assert!(!service.get("/v1/ats/jobs").await.results().is_empty());
}

#[sqlx::test]
async fn a_busy_integration_is_left_alone_and_a_dead_run_is_taken_over(pool: PgPool) {
    let service = TestService::start(pool).await;
    let integration = service.stored_integration().await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let until = service.now() + TimeDelta::minutes(2);
    let claimant = Claimant { worker: "somebody", holder: "somebody", now: service.now(), until };
    let new = NewRun { public_id: "dead", kind: Kind::Full, cause: Cause::Schedule };
    let claimed = runs::claim(&mut db, &integration.scope, new, claimant).await.unwrap();
    let Claimed::New(claim) = claimed else { panic!("nobody was there") };
    let place = json!({ "stage": "read", "done": ["users", "job_stages", "job_posts"] });
    runs::checkpoint(&mut db, &claim, &place, Cost::default(), until).await.unwrap();
    drop(db);
    assert!(matches!(service.try_sync().await, Err(RunError::Busy(_))));
    let report = service.sync().await;
    assert_eq!(report.sync_id, "dead");
    let requests = service.requests_for("/ats/v0/users/").await;
    assert!(
        requests.iter().all(|query| query.contains("updated_after")),
        "what was read before is not read again"
    );
    assert!(report.counts.of(Model::Job).created > 0);
}

#[sqlx::test]
async fn every_record_of_a_page_is_counted(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.sync().await;
    let users = report.counts.of(Model::User);
    // The list is read once, its end once more, and what changed meanwhile a third time.
    assert_eq!(users.created, service.world("users").await.len() as u64);
    assert_eq!(users.read, users.created + users.unchanged);
}

#[sqlx::test]
async fn offers_are_read_only_where_they_are_switched_on(pool: PgPool) {
    let options = Options { candidates: 200, rate: None, profile: Profile::Extended, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({ "unverified": { "offers": true } })).await;
    let report = service.sync().await;
    let offers = service.walk("/v1/ats/offers?include_deleted=true", 7).await;
    assert_eq!(offers.len() as u64, report.counts.of(Model::Offer).created);
    let offer = offers.iter().find(|offer| offer["application"]["candidate"]["id"].is_string()).unwrap();
    let application = offer["application_id"].as_str().unwrap();
    let applications = service.walk(&format!("/v1/ats/applications?ids={application}"), 1).await;
    let nested = applications[0]["offers"].as_array().unwrap();
    assert!(nested.iter().any(|nested| nested["id"] == offer["id"] && nested["status"] == offer["status"]));
}
