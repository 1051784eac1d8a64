//! What is marked as deleted, and above all what is not.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::gem_sim::Options;
use unified_ats::store::runs::{self, Cause, Kind, NewRun, Outcome};

use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

/// A service whose lists have many pages.
async fn with_small_pages(pool: PgPool) -> TestService {
    let options = Options { candidates: 200, rate: None, ..Options::default() };
    let settings = json!({ "page_size": 20, "requests_per_second": 20, "request_burst": 500 });
    TestService::start_with(pool, options, settings).await
}

async fn live_ids(service: &TestService, resource: &str) -> Vec<Value> {
    let rows = service.world(resource).await;
    rows.into_iter().filter(|row| row["deleted_at"].is_null()).map(|row| row["id"].clone()).collect()
}

fn remove(resource: &str, ids: &[Value]) -> Value {
    ids.iter().map(|id| json!({ "op": "remove", "resource": resource, "id": id })).collect()
}

async fn deleted(service: &TestService, list: &str) -> usize {
    let all = service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await;
    all.iter().filter(|record| record["remote_deleted_at"].is_string()).count()
}

#[sqlx::test]
async fn what_vanished_is_deleted_by_a_full_run_only(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for resource in ["candidates", "scheduled_interviews", "job_posts"] {
        let gone = &live_ids(&service, resource).await[..2];
        service.mutate(remove(resource, gone)).await;
    }
    let before = deleted(&service, "candidates").await;
    service.sync_changes().await;
    assert_eq!(deleted(&service, "candidates").await, before, "an incremental run cannot know");
    let report = service.sync().await;
    for model in [Model::Candidate, Model::Application, Model::JobPosting, Model::Interview] {
        let counts = report.counts.of(model);
        assert!(counts.deleted >= 1 && counts.repaired >= counts.deleted, "{model:?}: {counts:?}");
    }
    assert_in_step(&service).await;
    assert_eq!(service.sync().await.counts.total().changed(), 0);
    // A job takes its stages and posts with it, and its team.
    let team = deleted(&service, "job-hiring-team-members").await;
    let jobs = service.walk("/v1/ats/jobs", 250).await;
    let job = jobs.iter().find(|job| !job["hiring_team"].as_array().unwrap().is_empty()).unwrap();
    service.mutate(remove("jobs", &[job["remote_id"].clone()])).await;
    let report = service.sync().await;
    assert_eq!(report.counts.of(Model::Job).deleted, 1);
    assert!(report.counts.of(Model::ApplicationStage).deleted > 0);
    assert_eq!(
        report.counts.of(Model::ApplicationStage).deleted,
        report.counts.of(Model::JobApplicationStage).deleted
    );
    assert_eq!(
        deleted(&service, "job-hiring-team-members").await,
        team + job["hiring_team"].as_array().unwrap().len()
    );
}

#[sqlx::test]
async fn what_comes_back_is_undeleted(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.switch(json!({ "interview_deleted_at": false })).await;
    let interview = live_ids(&service, "scheduled_interviews").await[0].clone();
    let path = format!("/v1/ats/interviews?include_deleted=true&remote_ids={}", interview.as_str().unwrap());
    service.mutate(json!([{ "op": "delete", "resource": "scheduled_interviews", "id": interview }])).await;
    assert_eq!(service.sync().await.counts.of(Model::Interview).deleted, 1);
    let gone = service.walk(&path, 1).await;
    let since = gone[0]["remote_deleted_at"].as_str().unwrap().to_owned();
    service.sync().await;
    assert_eq!(service.walk(&path, 1).await[0]["remote_deleted_at"], since.as_str(), "it is set once");
    service.mutate(json!([{ "op": "undelete", "resource": "scheduled_interviews", "id": interview }])).await;
    assert_eq!(service.sync().await.counts.of(Model::Interview).undeleted, 1);
    assert!(service.walk(&path, 1).await[0]["remote_deleted_at"].is_null());
}

#[sqlx::test]
async fn a_tag_that_nobody_has_is_deleted_and_an_unused_reason_is_not(pool: PgPool) {
    let service = TestService::start(pool).await;
    let candidate = live_ids(&service, "candidates").await[0].clone();
    let tag = |tags: Value| json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": { "tags": tags } }]);
    service.mutate(tag(json!(["one of a kind"]))).await;
    service.sync().await;
    service.mutate(tag(json!([]))).await;
    let reasons = service.walk("/v1/ats/rejection-reasons", 250).await.len();
    let rejected = service.walk("/v1/ats/applications?outcomes=DECLINED", 250).await;
    let pardon: Value = rejected
        .iter()
        .map(|a| {
            json!({ "op": "update", "resource": "applications", "id": a["remote_id"],
                         "fields": { "status": "active", "rejection_reason": null, "rejected_at": null } })
        })
        .collect();
    service.mutate(pardon).await;
    let report = service.sync().await;
    assert_eq!(report.counts.of(Model::Tag).deleted, 1);
    assert_eq!(service.walk("/v1/ats/rejection-reasons", 250).await.len(), reasons);
}

#[sqlx::test]
async fn an_implausible_sweep_removes_nothing_until_it_is_confirmed(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let all = live_ids(&service, "candidates").await;
    let gone = &all[..all.len() / 2];
    assert!(gone.len() > 50);
    service.mutate(remove("candidates", gone)).await;
    let before = deleted(&service, "candidates").await;
    let report = service.try_sync().await.unwrap();
    assert_eq!(report.state, Outcome::PartiallyFailed);
    let error = report.error.unwrap();
    assert!(error.contains("ats_candidates") && error.contains("30 %"), "{error}");
    assert_eq!(deleted(&service, "candidates").await, before);
    // The applications of candidates that are gone are gone, too.
    confirm(&service, &[(Model::Candidate, gone.len() as u64), (Model::Application, 145)]).await;
    service.sync().await;
    assert_eq!(deleted(&service, "candidates").await, before + gone.len());
    assert_in_step(&service).await;
}

/// Queues a full run that may delete so many records.
async fn confirm(service: &TestService, counts: &[(Model, u64)]) {
    let integration = service.stored_integration().await;
    let mut db = service.store.pool().acquire().await.unwrap();
    let new = NewRun { public_id: "confirmed", kind: Kind::Full, cause: Cause::Confirmed };
    let confirmed = counts.iter().map(|(model, count)| (model.slug().to_owned(), *count)).collect();
    let queued =
        runs::queue::enqueue(&mut db, &integration.scope, new, &confirmed, service.now()).await.unwrap();
    assert!(!queued.already);
}

#[sqlx::test]
async fn an_empty_list_removes_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = deleted(&service, "users").await;
    assert!(live_ids(&service, "users").await.len() < 50, "so few that no share would stop it");
    service.set_faults(json!([{ "path": "/users/", "kind": "empty_array", "every": 1 }])).await;
    let report = service.try_sync().await.unwrap();
    assert_eq!(report.state, Outcome::PartiallyFailed);
    assert_eq!(deleted(&service, "users").await, before);
    service.set_faults(json!([])).await;
    assert_eq!(service.sync().await.counts.total().changed(), 0);
}

#[sqlx::test]
async fn single_empty_answers_remove_nothing(pool: PgPool) {
    let service = with_small_pages(pool).await;
    service.sync().await;
    for every in [2, 3, 5] {
        service.set_faults(json!([{ "path": "*", "kind": "empty_array", "every": every }])).await;
        let report = service.try_sync().await.unwrap();
        assert_eq!(report.counts.total().deleted, 0, "every {every}: {:?}", report.error);
    }
    service.set_faults(json!([])).await;
    assert_eq!(service.sync().await.counts.total().changed(), 0);
}

/// Found by the simulation (seed 49): from some answer on, all are empty.
#[sqlx::test]
async fn answers_that_are_empty_from_some_moment_on_remove_nothing(pool: PgPool) {
    let service = with_small_pages(pool).await;
    service.sync().await;
    for order in ["created", "updated_desc"] {
        service.switch(json!({ "order": order })).await;
        for path in ["*", "/users/", "/job_stages/", "/candidates/"] {
            for from in [2, 3, 4, 6] {
                service.set_faults(json!([{ "path": path, "kind": "empty_array", "from": from }])).await;
                let report = service.try_sync().await.unwrap();
                assert_eq!(
                    report.counts.total().deleted,
                    0,
                    "{order} {path} from {from}: {:?}",
                    report.error
                );
            }
        }
    }
    service.set_faults(json!([])).await;
    assert_eq!(service.sync().await.counts.total().deleted, 0);
}

#[sqlx::test]
async fn a_read_that_breaks_off_removes_nothing(pool: PgPool) {
    let service = with_small_pages(pool).await;
    service.sync().await;
    let fault = |kind: &str| json!([{ "path": "/candidates/", "kind": kind, "status": 404, "from": 3 }]);
    let gone = live_ids(&service, "candidates").await[0].clone();
    service.mutate(remove("candidates", &[gone])).await;
    for kind in ["status", "html", "truncated", "drop"] {
        service.set_faults(fault(kind)).await;
        let report = service.try_sync().await.unwrap();
        assert_eq!(report.state, Outcome::Failed, "{kind}");
        assert_eq!(report.counts.total().deleted, 0, "{kind}");
    }
    service.set_faults(json!([])).await;
    assert_eq!(service.sync().await.counts.of(Model::Candidate).deleted, 1);
}

#[sqlx::test]
async fn a_record_that_cannot_be_read_is_not_deleted(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    service.switch(json!({ "odd_values": true })).await;
    let report = service.try_sync().await.unwrap();
    assert!(report.counts.total().quarantined > 0);
    assert_eq!(report.counts.total().deleted, 0, "{:?}", report.counts);
    service.switch(json!({ "odd_values": false })).await;
    service.sync().await;
    assert_in_step(&service).await;
}
