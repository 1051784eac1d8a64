//! Syncs and the configuration: whichever comes last, records follow both.

use std::sync::{Arc, Mutex};

use serde_json::json;
use sqlx::{Connection as _, PgConnection, PgPool};
use tokio_util::sync::CancellationToken;
use unified_ats::domain::model::Model;
use unified_ats::gem_sim::Options;
use unified_ats::store::runs::{Cause, Kind, Outcome};
use unified_ats::sync::progress::{Progress, Step};
use unified_ats::sync::run::Worker;

use super::{all, define, follow, map, pass, source};
use crate::support::TestService;

#[sqlx::test]
async fn a_sync_finds_nothing_changed_that_follows_already(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let id = define(&service, "ats_candidates", "tags_of_it").await;
    let tags = source(&service, "ats_candidates", "DEFAULT", "tags").await;
    map(&service, &id, Some(&tags)).await.data();
    follow(&service).await;
    let before = all(&service, "candidates").await;
    let counts = serde_json::to_value(service.sync().await.counts).unwrap();
    for (model, counts) in counts.as_object().unwrap() {
        let changes =
            ["created", "updated", "deleted", "undeleted"].map(|what| counts[what].as_u64().unwrap_or(0));
        assert_eq!(changes, [0; 4], "{model}");
    }
    assert_eq!(all(&service, "candidates").await, before);
}

#[sqlx::test]
async fn what_is_configured_before_the_first_sync_shows_from_the_beginning(pool: PgPool) {
    let service = TestService::start(pool).await;
    let tags = source(&service, "ats_candidates", "DEFAULT", "tags").await;
    pass(&service, &tags, true).await.data();
    service.sync().await;
    let candidates = all(&service, "candidates").await;
    assert!(!candidates.is_empty());
    let shows = |candidate: &serde_json::Value| candidate["integration_fields"][0]["id"] == tags.as_str();
    assert!(candidates.iter().all(shows));
    follow(&service).await;
    assert_eq!(all(&service, "candidates").await, candidates, "there was nothing left to do");
}

/// A record that was deleted, and one that is deleted later, are like all others.
#[sqlx::test]
async fn deleted_records_follow_and_stay_deleted(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let tags = source(&service, "ats_candidates", "DEFAULT", "tags").await;
    pass(&service, &tags, true).await.data();
    follow(&service).await;
    let live =
        all(&service, "candidates").await.into_iter().find(|one| one["remote_deleted_at"].is_null()).unwrap();
    service.mutate(json!([{ "op": "remove", "resource": "candidates", "id": live["remote_id"] }])).await;
    service.sync().await;
    let deleted = all(&service, "candidates").await;
    let deleted = deleted.iter().find(|one| one["id"] == live["id"]).unwrap();
    assert!(deleted["remote_deleted_at"].is_string());
    assert_eq!(deleted["integration_fields"], live["integration_fields"]);
    pass(&service, &tags, false).await.data();
    follow(&service).await;
    let after = all(&service, "candidates").await;
    let after = after.iter().find(|one| one["id"] == live["id"]).unwrap();
    assert_eq!(
        (&after["remote_deleted_at"], &after["integration_fields"]),
        (&deleted["remote_deleted_at"], &json!([]))
    );
}

/// Configures a field when the first page of candidates has been written: those that follow are prepared already.
struct Configures(Mutex<Option<PgPool>>);

impl Progress for Configures {
    fn report(&self, step: Step<'_>) {
        let Step::Read { model: Model::Candidate, .. } = step else { return };
        let Some(pool) = self.0.lock().unwrap().take() else { return };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(configure(&pool));
        })
        .join()
        .unwrap();
    }
}

async fn configure(pool: &PgPool) {
    let options = (*pool.connect_options()).clone();
    let mut db = PgConnection::connect_with(&options).await.unwrap();
    for statement in [
        "INSERT INTO integration_fields SELECT integration_id, 9, 'DEFAULT', 'tags', true FROM integrations",
        "INSERT INTO reshapings (integration_id, wanted) SELECT integration_id, 1 FROM integrations",
    ] {
        sqlx::query(statement).execute(&mut db).await.unwrap();
    }
}

#[sqlx::test]
async fn pages_that_were_prepared_before_a_change_follow_it(pool: PgPool) {
    let options = Options { candidates: 200, rate: None, ..Options::default() };
    let service = TestService::start_with(pool.clone(), options, json!({ "page_size": 50 })).await;
    let integration = service.stored_integration().await;
    let connector = service.connections.open(&integration).await.unwrap();
    let progress = Arc::new(Configures(Mutex::new(Some(pool))));
    let clock = Arc::new(service.clock.clone());
    let worker = Worker::new(service.store.clone(), clock, progress, CancellationToken::new());
    let report = worker.sync(&integration, &connector, Kind::Full, Cause::Command).await.unwrap();
    assert_eq!(report.state, Outcome::Succeeded);
    let with =
        "SELECT count(*) FILTER (WHERE overlay IS NOT NULL), count(*) FROM candidates WHERE knowledge = 2";
    let (with, of): (i64, i64) = sqlx::query_as(with).fetch_one(service.store.pool()).await.unwrap();
    assert!(with >= of - 50, "only the first page may be behind: {with} of {of}");
    follow(&service).await;
    assert!(
        all(&service, "candidates").await.iter().all(|one| one["integration_fields"][0]["key"] == "tags")
    );
}
