//! Records that were deleted for long lose their fields, and stay.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use unified_ats::sync::maintenance::forget;

use super::traces;
use crate::support::TestService;

async fn maintain(service: &TestService) {
    forget(&service.worker(CancellationToken::new()), service.now()).await.unwrap();
}

async fn record(service: &TestService, list: &str, remote_id: &str) -> Value {
    let path = format!("/v1/ats/{list}?include_deleted=true&include_remote_data=true&remote_ids={remote_id}");
    let [record] = service.walk(&path, 10).await.try_into().unwrap();
    record
}

/// The fields that say something.
fn filled(record: &Value) -> Vec<&str> {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(Value::is_null),
        _ => false,
    };
    let fields = record.as_object().unwrap().iter();
    fields.filter(|(_name, value)| !is_empty(value)).map(|(name, _value)| name.as_str()).collect()
}

#[sqlx::test]
async fn what_was_deleted_for_long_loses_its_fields_everywhere(pool: PgPool) {
    let service = TestService::start(pool).await;
    let applications = service.world("applications").await;
    let application = applications.iter().find(|row| row["deleted_at"].is_null()).unwrap();
    let candidate = application["candidate_id"].as_str().unwrap();
    let rename = json!({ "first_name": "Zebulon-Marker", "title": "Marker-Title" });
    service
        .mutate(json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": rename }]))
        .await;
    service.sync().await;
    assert!(!traces(&service, &["Zebulon-Marker"]).await.is_empty(), "the test looks where it is");
    service.mutate(json!([{ "op": "remove", "resource": "candidates", "id": candidate }])).await;
    service.sync().await;
    let since = service.now();
    let deleted = record(&service, "candidates", candidate).await;
    service.clock.advance(TimeDelta::days(14) - TimeDelta::seconds(1));
    maintain(&service).await;
    assert_eq!(record(&service, "candidates", candidate).await, deleted, "not yet");

    service.clock.advance(TimeDelta::seconds(2));
    maintain(&service).await;
    let nulled = record(&service, "candidates", candidate).await;
    assert_eq!(filled(&nulled), ["changed_at", "id", "remote_deleted_at", "remote_id"], "{nulled}");
    assert_eq!(nulled["remote_deleted_at"], deleted["remote_deleted_at"]);
    assert!(nulled["changed_at"].as_str() > deleted["changed_at"].as_str(), "it is a change");
    let polled = format!("/v1/ats/candidates?include_deleted=true&updated_after={}", since.format("%FT%TZ"));
    assert!(service.walk(&polled, 250).await.iter().any(|seen| seen["remote_id"] == candidate));
    let application = record(&service, "applications", application["id"].as_str().unwrap()).await;
    assert_eq!(filled(&application), ["changed_at", "id", "remote_deleted_at", "remote_id"], "{application}");
    assert_eq!(traces(&service, &["Zebulon-Marker", "Marker-Title"]).await, Vec::<String>::new());

    assert_eq!(service.sync().await.counts.total().changed(), 0, "nothing comes back");
    maintain(&service).await;
    assert_eq!(record(&service, "candidates", candidate).await, nulled, "it is done once");
}

/// The ATS goes on telling of some deleted records.
#[sqlx::test]
async fn what_stays_deleted_is_not_filled_again_and_what_comes_back_is(pool: PgPool) {
    let service = TestService::start(pool).await;
    let interviews = service.world("scheduled_interviews").await;
    let interview =
        interviews.iter().find(|row| row["deleted_at"].is_null()).unwrap()["id"].as_str().unwrap();
    service.sync().await;
    let before = record(&service, "interviews", interview).await;
    assert!(filled(&before).contains(&"application_id"), "{before}");
    service.mutate(json!([{ "op": "delete", "resource": "scheduled_interviews", "id": interview }])).await;
    service.sync().await;
    assert!(record(&service, "interviews", interview).await["remote_deleted_at"].is_string());
    service.clock.advance(TimeDelta::days(400));
    maintain(&service).await;
    let nulled = record(&service, "interviews", interview).await;
    // An interview that is deleted is canceled.
    let left = ["canceled", "changed_at", "id", "remote_deleted_at", "remote_id"];
    assert_eq!(filled(&nulled), left, "{nulled}");
    service.sync().await;
    service.sync_changes().await;
    assert_eq!(record(&service, "interviews", interview).await, nulled);
    service.mutate(json!([{ "op": "undelete", "resource": "scheduled_interviews", "id": interview }])).await;
    service.sync().await;
    let back = record(&service, "interviews", interview).await;
    assert!(back["remote_deleted_at"].is_null());
    assert_eq!(filled(&back), filled(&before));
}

/// Every model: whatever the ATS said to be deleted long ago has nothing but its ids.
#[sqlx::test]
async fn every_model_is_anonymised(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let jobs = service.world("jobs").await;
    let job = jobs.iter().find(|row| row["deleted_at"].is_null()).unwrap()["id"].clone();
    let users = service.world("users").await;
    let user = users.iter().find(|row| row["deleted_at"].is_null()).unwrap()["id"].clone();
    service
        .mutate(json!([
            { "op": "remove", "resource": "jobs", "id": job }, { "op": "remove", "resource": "users", "id": user },
        ]))
        .await;
    service.sync().await;
    service.clock.advance(TimeDelta::days(15));
    maintain(&service).await;
    let join = ["changed_at", "id", "remote_deleted_at", "remote_id"];
    for (list, extra) in [
        ("users", &[][..]),
        ("jobs", &[]),
        ("job-postings", &[]),
        ("application-stages", &[]),
        ("applications", &[]),
        ("interviews", &["canceled"]),
        ("job-application-stages", &["job_id", "stage_id"]),
        ("job-hiring-team-members", &["job_id", "user_id"]),
        ("interviewing-team-members", &["interview_id", "user_id"]),
    ] {
        let all =
            service.walk(&format!("/v1/ats/{list}?include_deleted=true&include_remote_data=true"), 250).await;
        let deleted: Vec<&Value> =
            all.iter().filter(|record| record["remote_deleted_at"].is_string()).collect();
        assert!(!deleted.is_empty(), "{list}");
        for record in deleted {
            let mut left = filled(record);
            left.retain(|name| !extra.contains(name));
            assert_eq!(left, join, "{list}: {record}");
        }
    }
    assert_eq!(service.sync().await.counts.total().changed(), 0);
}
