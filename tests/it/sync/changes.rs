//! What a change in the ATS does to documents: who shows it, whose `changed_at` moves, who surfaces in a poll.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestService;

struct Moved {
    /// Whose `changed_at` is the time of the sync.
    changed: Vec<Value>,
    /// Who is listed by `updated_after`.
    surfaced: Vec<Value>,
}

/// Syncs, and says what moved in a list.
async fn sync_and_poll(service: &TestService, list: &str) -> Moved {
    service.clock.advance(TimeDelta::hours(1));
    let since = service.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    service.sync().await;
    let path = format!("/v1/ats/{list}?include_deleted=true&updated_after={since}");
    let surfaced = service.walk(&path, 250).await;
    let later = |record: &&Value| record["changed_at"].as_str().unwrap() >= since.as_str();
    Moved { changed: surfaced.iter().filter(later).cloned().collect(), surfaced }
}

async fn live(service: &TestService, resource: &str) -> Value {
    let rows = service.world(resource).await;
    rows.into_iter().find(|row| row["deleted_at"].is_null() && row["id"].is_string()).unwrap()
}

/// An application that is live, with a candidate and a job that are.
async fn application(service: &TestService) -> Value {
    let all = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
    all.into_iter()
        .find(|a| a["candidate"]["first_name"].is_string() && a["job"]["name"].is_string())
        .unwrap()
}

#[sqlx::test]
async fn a_changed_candidate_surfaces_its_applications(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let application = application(&service).await;
    let candidate = application["candidate"]["remote_id"].as_str().unwrap();
    service.mutate(json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": { "first_name": "Grace" } }])).await;
    let applications = sync_and_poll(&service, "applications").await;
    assert_eq!(applications.changed.len(), 0);
    let surfaced = applications.surfaced.iter().find(|a| a["id"] == application["id"]).unwrap();
    assert_eq!(surfaced["candidate"]["first_name"], "Grace");
    assert_eq!(surfaced["changed_at"], application["changed_at"]);
}

#[sqlx::test]
async fn a_renamed_job_shows_in_applications_without_surfacing_them(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let application = application(&service).await;
    let job = application["job"]["remote_id"].as_str().unwrap();
    service
        .mutate(json!([{ "op": "update", "resource": "jobs", "id": job, "fields": { "name": "Astronaut" } }]))
        .await;
    let applications = sync_and_poll(&service, "applications").await;
    assert_eq!(applications.surfaced.len(), 0);
    let path = format!("/v1/ats/applications?ids={}", application["id"].as_str().unwrap());
    assert_eq!(service.get(&path).await.results()[0]["job"]["name"], "Astronaut");
}

#[sqlx::test]
async fn a_new_tag_surfaces_the_candidate_and_not_the_application(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let application = application(&service).await;
    let candidate = application["candidate"]["remote_id"].as_str().unwrap();
    service
        .mutate(json!([{ "op": "touchless_update", "resource": "candidates", "id": candidate, "fields": { "tags": ["brand new"] } }]))
        .await;
    let applications = sync_and_poll(&service, "applications").await;
    assert_eq!(applications.surfaced.len(), 0);
    let candidates = service.walk("/v1/ats/candidates?updated_after=2026-07-01T13:00:00Z", 250).await;
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["tags"][0]["name"], "brand new");
    let path = format!("/v1/ats/applications?ids={}", application["id"].as_str().unwrap());
    assert_eq!(service.get(&path).await.results()[0]["candidate"]["tags"][0]["name"], "brand new");
}

#[sqlx::test]
async fn a_moved_application_changes_and_surfaces_its_candidate(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let application = application(&service).await;
    let job = service.walk(&format!("/v1/ats/jobs?ids={}", application["job_id"].as_str().unwrap()), 1).await;
    let stages = job[0]["stages"].as_array().unwrap();
    let other = stages
        .iter()
        .find(|s| s["id"] != application["current_stage_id"] && s["status"] == "ACTIVE")
        .unwrap();
    service
        .mutate(json!([{ "op": "move", "application_id": application["remote_id"], "stage_id": other["remote_id"] }]))
        .await;
    let applications = sync_and_poll(&service, "applications").await;
    assert_eq!(applications.changed.len(), 1);
    assert_eq!(applications.changed[0]["current_stage"]["id"], other["id"]);
    assert_eq!(applications.changed[0]["current_stage"]["index"], other["index"]);
    let candidates = service.walk("/v1/ats/candidates?updated_after=2026-07-01T13:00:00Z", 250).await;
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["id"], application["candidate_id"]);
    let nested = candidates[0]["applications"].as_array().unwrap();
    let nested = nested.iter().find(|a| a["id"] == application["id"]).unwrap();
    assert_eq!(nested["changed_at"], applications.changed[0]["changed_at"]);
}

#[sqlx::test]
async fn a_deleted_interview_leaves_its_application_and_stays_listed_as_deleted(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let all = service.walk("/v1/ats/applications", 250).await;
    let application = all.iter().find(|a| !a["interviews"].as_array().unwrap().is_empty()).unwrap();
    let interview = application["interviews"][0]["remote_id"].as_str().unwrap();
    service.mutate(json!([{ "op": "delete", "resource": "scheduled_interviews", "id": interview }])).await;
    let applications = sync_and_poll(&service, "applications").await;
    let surfaced: Vec<&Value> = applications.surfaced.iter().map(|a| &a["id"]).collect();
    assert_eq!(surfaced, [&application["id"]]);
    let left = applications.surfaced[0]["interviews"].as_array().unwrap();
    assert!(left.iter().all(|i| i["remote_id"] != interview));
    let path = format!("/v1/ats/interviews?remote_ids={interview}");
    assert!(service.walk(&path, 1).await.is_empty());
    let deleted = service.walk(&format!("{path}&include_deleted=true"), 1).await;
    assert!(deleted[0]["remote_deleted_at"].is_string());
    assert_eq!(deleted[0]["canceled"], true);
}

#[sqlx::test]
async fn a_user_who_leaves_a_hiring_team_leaves_it_everywhere(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let jobs = service.walk("/v1/ats/jobs", 250).await;
    let job = jobs.iter().find(|j| j["hiring_team"].as_array().unwrap().len() > 1).unwrap();
    service
        .mutate(json!([{ "op": "update", "resource": "jobs", "id": job["remote_id"], "fields": { "hiring_team": null } }]))
        .await;
    let moved = sync_and_poll(&service, "job-hiring-team-members").await;
    assert_eq!(moved.changed.len(), job["hiring_team"].as_array().unwrap().len());
    assert!(moved.changed.iter().all(|member| member["remote_deleted_at"].is_string()));
    let path = format!("/v1/ats/jobs?ids={}", job["id"].as_str().unwrap());
    assert_eq!(service.get(&path).await.results()[0]["hiring_team"], json!([]));
}

#[sqlx::test]
async fn deletion_and_return_are_seen(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let user = live(&service, "users").await;
    let id = user["id"].as_str().unwrap();
    service.mutate(json!([{ "op": "delete", "resource": "users", "id": id }])).await;
    let gone = sync_and_poll(&service, "users").await;
    assert_eq!(gone.changed.len(), 1);
    assert!(gone.changed[0]["remote_deleted_at"].is_string());
    service.mutate(json!([{ "op": "undelete", "resource": "users", "id": id }])).await;
    let back = sync_and_poll(&service, "users").await;
    assert_eq!(back.changed.len(), 1);
    assert!(back.changed[0]["remote_deleted_at"].is_null());
}
