//! Unified fields that are fed from another field of the ATS.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::{all, follow, raw, remap, source};
use crate::support::TestService;

#[sqlx::test]
async fn a_remapped_field_is_shown_filtered_by_and_given_back(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let before = all(&service, "jobs").await;
    let center = source(&service, "ats_jobs", "CUSTOM", "Cost center").await;
    remap(&service, "ats_jobs/job_code", Some(&center)).await.data();
    follow(&service).await;
    let world = service.world("jobs").await;
    let after = all(&service, "jobs").await;
    for job in &after {
        assert_eq!(job["job_code"], raw(&world, job)["custom_fields"]["Cost center"], "or null");
    }
    let with_code =
        after.iter().find(|job| job["job_code"].is_string() && job["remote_deleted_at"].is_null());
    let with_code = with_code.unwrap();
    let by_code = async |code: &Value| {
        let found = service.get(&format!("/v1/ats/jobs?job_codes={}", code.as_str().unwrap())).await;
        found.results().iter().any(|job| job["id"] == with_code["id"])
    };
    assert!(by_code(&with_code["job_code"]).await);
    let mapped = before.iter().find(|job| job["id"] == with_code["id"]).unwrap();
    if mapped["job_code"].is_string() {
        assert!(!by_code(&mapped["job_code"]).await, "the old value finds it still");
    }
    let remote = service
        .get(&format!("/v1/ats/jobs?ids={}&include_remote_data=true", with_code["id"].as_str().unwrap()))
        .await;
    assert_eq!(remote.results()[0]["job_code"], with_code["job_code"]);

    remap(&service, "ats_jobs/job_code", None).await.data();
    follow(&service).await;
    for (job, before) in all(&service, "jobs").await.iter().zip(&before) {
        assert_eq!(job["job_code"], before["job_code"]);
    }
}

#[sqlx::test]
async fn what_is_of_another_type_is_null(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for (field, key) in [
        ("weekly_hours", "Budget"),
        ("salary_amount", "Cost center"),
        ("category", "Cost center"),
        ("salary_currency", "Levels"),
        ("confidential", "Remote"),
        ("opened_at", "Cost center"),
    ] {
        let id = source(&service, "ats_jobs", "CUSTOM", key).await;
        remap(&service, &format!("ats_jobs/{field}"), Some(&id)).await.data();
    }
    follow(&service).await;
    let world = service.world("jobs").await;
    let jobs = all(&service, "jobs").await;
    for job in &jobs {
        let own = &raw(&world, job)["custom_fields"];
        assert_eq!(job["weekly_hours"].as_f64(), own["Budget"].as_f64());
        assert_eq!((&job["category"], &job["confidential"]), (&own["Cost center"], &own["Remote"]));
        let misfits = [&job["salary_amount"], &job["salary_currency"], &job["opened_at"]];
        assert_eq!(misfits, [&Value::Null; 3]);
    }
    assert!(jobs.iter().any(|job| job["weekly_hours"].is_number()));
}

#[sqlx::test]
async fn whoever_shows_the_field_shows_the_new_value(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let employee_id = source(&service, "ats_users", "DEFAULT", "employee_id").await;
    let code = source(&service, "ats_jobs", "DEFAULT", "requisition_id").await;
    remap(&service, "ats_users/first_name", Some(&employee_id)).await.data();
    remap(&service, "ats_jobs/name", Some(&code)).await.data();
    follow(&service).await;
    let (users, jobs) = (all(&service, "users").await, all(&service, "jobs").await);
    let first_name = |id: &Value| &users.iter().find(|user| user["id"] == *id).unwrap()["first_name"];
    let members = jobs.iter().flat_map(|job| job["hiring_team"].as_array().unwrap());
    // Whom only others name is listed by nobody.
    let listed = members.filter(|member| users.iter().any(|user| user["id"] == member["id"]));
    let checked =
        listed.inspect(|member| assert_eq!(member["first_name"], *first_name(&member["id"]))).count();
    assert!(checked > 0 && users.iter().any(|user| user["first_name"].is_string()));
    for application in all(&service, "applications").await {
        let job = jobs.iter().find(|job| job["id"] == application["job"]["id"]);
        if let Some(job) = job {
            assert_eq!(application["job"]["name"], job["name"]);
        }
    }
}

#[sqlx::test]
async fn the_list_tells_every_field_with_its_type_and_source(pool: PgPool) {
    let service = TestService::start(pool).await;
    let code = source(&service, "ats_jobs", "DEFAULT", "name").await;
    remap(&service, "ats_jobs/job_code", Some(&code)).await.data();
    let path = format!("/v1/management/integrations/{}/remappings", service.integration);
    let list = service.manage("GET", &path, &json!({})).await;
    let of = |field: &str| {
        list.results().iter().find(|one| one["model"] == "ats_jobs" && one["field"] == field).unwrap()
    };
    assert_eq!(
        (&of("job_code")["type"], &of("job_code")["integration_field"]["key"]),
        (&json!("TEXT"), &json!("name"))
    );
    assert_eq!(of("opened_at")["type"], "DATE_TIME");
    assert_eq!(of("opened_at")["integration_field"], Value::Null);
}
