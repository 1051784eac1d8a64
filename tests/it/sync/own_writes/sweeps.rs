//! Records that actions write while a full run looks for what is gone.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::ats::Candidate;
use unified_ats::domain::id::RecordId;
use unified_ats::domain::model::Model;
use unified_ats::store::marks::{self, Sighting};
use unified_ats::store::own_writes;
use unified_ats::store::runs::{self, Cause, Claimant, Claimed, Kind, NewRun};

use super::stepping::Stepped;
use super::told::told;
use super::{candidate, shown, synced};
use crate::support::TestService;

fn remove(id: &str) -> Value {
    json!([{ "op": "remove", "resource": "candidates", "id": id }])
}

/// A candidate whom nothing else of Gem's hangs on.
async fn create(service: &TestService) -> String {
    let fields = json!({ "first_name": "Ada", "last_name": "Lovelace", "email_addresses": [] });
    let made = service.mutate(json!([{ "op": "create", "resource": "candidates", "fields": fields }])).await;
    made[0]["id"].as_str().unwrap().to_owned()
}

#[sqlx::test]
async fn what_was_created_behind_a_read_is_not_swept_by_its_run(pool: PgPool) {
    let service = synced(pool).await;
    let mut run = Stepped::begin(&service, Kind::Full, TimeDelta::zero()).await;
    run.step_to("applications").await;
    let id = create(&service).await;
    let told = told(&service, "candidates", &[&id]).await;
    // No later read of the run may show it.
    service.mutate(remove(&id)).await;
    run.write(told).await;
    service.forget_requests().await;
    let report = run.finish().await;
    assert_eq!(report.counts.of(Model::Candidate).deleted, 0);
    assert!(shown(&service, "candidates", &id).await["remote_deleted_at"].is_null());
    let reads = service.requests_for("/ats/v0/candidates/").await;
    assert!(
        reads.iter().all(|query| query.contains("_after")),
        "nothing is missing, to be read again: {reads:?}"
    );
    let report = service.sync().await;
    assert_eq!(report.counts.of(Model::Candidate).deleted, 1, "a run that began later misses it");
    assert!(shown(&service, "candidates", &id).await["remote_deleted_at"].is_string());
}

#[sqlx::test]
async fn what_is_written_while_it_is_taken_for_missing_is_not_swept(pool: PgPool) {
    let service = synced(pool).await;
    let (kept, gone) = (create(&service).await, create(&service).await);
    service.sync().await;
    let told = told(&service, "candidates", &[&kept]).await;
    service.mutate(remove(&kept)).await;
    service.mutate(remove(&gone)).await;
    let mut run = Stepped::begin(&service, Kind::Full, TimeDelta::zero()).await;
    // The last list before the sweep, which is short.
    run.step_to_query("scheduled_interviews", "starts_after").await;
    run.step().await;
    run.write(told).await;
    let report = run.finish().await;
    assert_eq!(report.counts.of(Model::Candidate).deleted, 1);
    assert!(shown(&service, "candidates", &kept).await["remote_deleted_at"].is_null());
    assert!(shown(&service, "candidates", &gone).await["remote_deleted_at"].is_string());
}

#[sqlx::test]
async fn the_brake_counts_what_actions_wrote_as_live_and_not_as_missing(pool: PgPool) {
    let service = synced(pool).await;
    let scope = service.stored_integration().await.scope;
    let began = service.now();
    let mut db = service.store.pool().acquire().await.unwrap();
    let claimant = Claimant { worker: "w", holder: "h", now: began, until: began + TimeDelta::hours(1) };
    let new = NewRun { public_id: "run", kind: Kind::Full, cause: Cause::Command };
    let Claimed::New(claim) = runs::claim(&mut db, &scope, new, claimant).await.unwrap() else { panic!() };
    let ids: Vec<String> = sqlx::query_scalar(
        "SELECT id FROM candidates WHERE knowledge > 0 AND remote_deleted_at IS NULL ORDER BY id",
    )
    .fetch_all(&mut *db)
    .await
    .unwrap();
    let seen: Vec<&str> = ids[4..].iter().map(String::as_str).collect();
    let sighting = Sighting { model: Model::Candidate, pass: "candidates", read: 1, page: 1 };
    marks::insert(&mut db, &scope, &claim, sighting, &seen).await.unwrap();
    let id = |n: usize| RecordId::from_stored(ids[n].clone());
    for (record, at) in [
        ((Model::Candidate, id(0)), began + TimeDelta::minutes(1)),
        // At the run's beginning, as far as clocks tell.
        ((Model::Candidate, id(1)), began - TimeDelta::seconds(1)),
        ((Model::Candidate, id(2)), began - TimeDelta::milliseconds(1001)),
        // Another model's record is another record.
        ((Model::Job, id(3)), began),
    ] {
        own_writes::note(&mut db, &scope, &[record], at).await.unwrap();
    }
    let unseen = marks::unseen::<Candidate>(&mut db, &scope, &claim).await.unwrap();
    assert_eq!(unseen.missing, [id(2), id(3)]);
    assert_eq!((unseen.live, unseen.seen_any), (ids.len() as u64, true));
}

#[sqlx::test]
async fn the_latest_of_several_times_counts(pool: PgPool) {
    let service = synced(pool).await;
    let scope = service.stored_integration().await.scope;
    let record = (Model::Candidate, scope.record(Model::Candidate, &candidate(&service).await));
    let mut db = service.store.pool().acquire().await.unwrap();
    let now = service.now();
    for at in [now - TimeDelta::hours(1), now, now - TimeDelta::hours(2)] {
        // An action may name a record twice.
        own_writes::note(&mut db, &scope, &[record.clone(), record.clone()], at).await.unwrap();
    }
    assert_eq!(own_writes::since(&mut db, &scope, now).await.unwrap(), [record].into());
    let later = now + TimeDelta::milliseconds(1001);
    assert_eq!(own_writes::since(&mut db, &scope, later).await.unwrap(), [].into());
}
