//! Changes in the ATS that show in several lists at once. What `updated_after` finds of every single one:
//! `updated_after.rs`.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::TestService;

/// Syncs, and lists the records whose `changed_at` moved.
async fn changed_by_sync(service: &TestService, list: &str) -> Vec<Value> {
    service.clock.advance(TimeDelta::hours(1));
    let since = service.now().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    service.sync().await;
    let path = format!("/v1/ats/{list}?include_deleted=true&updated_after={since}");
    let mut records = service.walk(&path, 250).await;
    records.retain(|record| record["changed_at"].as_str().unwrap() >= since.as_str());
    records
}

/// An application that is live, with a candidate and a job that are.
async fn application(service: &TestService) -> Value {
    let all = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
    all.into_iter()
        .find(|a| a["candidate"]["first_name"].is_string() && a["job"]["name"].is_string())
        .unwrap()
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
    let applications = changed_by_sync(&service, "applications").await;
    assert_eq!(applications.len(), 1);
    assert_eq!(applications[0]["current_stage"]["id"], other["id"]);
    assert_eq!(applications[0]["current_stage"]["index"], other["index"]);
    let candidates = service.walk("/v1/ats/candidates?updated_after=2026-07-01T13:00:00Z", 250).await;
    assert_eq!(candidates.len(), 1);
    assert_eq!(candidates[0]["id"], application["candidate_id"]);
    let nested = candidates[0]["applications"].as_array().unwrap();
    let nested = nested.iter().find(|a| a["id"] == application["id"]).unwrap();
    assert_eq!(nested["changed_at"], applications[0]["changed_at"]);
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
    let members = changed_by_sync(&service, "job-hiring-team-members").await;
    assert_eq!(members.len(), job["hiring_team"].as_array().unwrap().len());
    assert!(members.iter().all(|member| member["remote_deleted_at"].is_string()));
    let path = format!("/v1/ats/jobs?ids={}", job["id"].as_str().unwrap());
    assert_eq!(service.get(&path).await.results()[0]["hiring_team"], json!([]));
}
