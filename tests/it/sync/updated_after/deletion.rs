//! Records that are deleted and come back.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::changes::{delete, entries, undelete};
use super::watch::Watch;

#[sqlx::test]
async fn nested_records_go_and_come_back(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    for (list, field, nested, resource) in [
        ("applications", "interviews", "interviews", "scheduled_interviews"),
        ("candidates", "applications", "applications", "applications"),
        ("jobs", "stages", "application-stages", "job_stages"),
        ("jobs", "job_postings", "job-postings", "job_posts"),
    ] {
        let owner = watch.scene.pick(list, |record| !entries(&record[field]).is_empty()).clone();
        let entry = &owner[field][0];
        let ids = |owner: &Value| entries(&owner[field]).iter().map(|e| e["id"].clone()).collect::<Vec<_>>();

        let found = watch.change("it goes", &json!([delete(resource, &entry["remote_id"])])).await;
        assert!(found.has(list, &owner["id"]) && found.has(nested, &entry["id"]), "{field}");
        let record = watch.scene.record(nested, &entry["id"]).unwrap();
        assert!(record["remote_deleted_at"].is_string(), "{field}");
        assert!(nested != "interviews" || record["canceled"] == true);
        assert!(!ids(watch.scene.record(list, &owner["id"]).unwrap()).contains(&entry["id"]), "{field}");
        let path = format!("/v1/ats/{nested}?ids={}", entry["id"].as_str().unwrap());
        assert!(watch.service.get(&path).await.results().is_empty(), "{field}: hidden");

        let found = watch.change("it comes back", &json!([undelete(resource, &entry["remote_id"])])).await;
        assert!(found.has(list, &owner["id"]) && found.has(nested, &entry["id"]), "{field}");
        assert!(watch.scene.record(nested, &entry["id"]).unwrap()["remote_deleted_at"].is_null(), "{field}");
        assert_eq!(ids(watch.scene.record(list, &owner["id"]).unwrap()), ids(&owner), "{field}");
    }
}

/// With everything that cannot be without them.
#[sqlx::test]
async fn records_go_and_come_back(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    for (list, resource) in [("users", "users"), ("candidates", "candidates"), ("jobs", "jobs")] {
        let has_dependents = |record: &Value| match list {
            "candidates" => !entries(&record["applications"]).is_empty(),
            "jobs" => !entries(&record["stages"]).is_empty(),
            _ => true,
        };
        let record = watch.scene.pick(list, has_dependents).clone();
        for (what, operation, deleted) in [
            ("it goes", delete(resource, &record["remote_id"]), true),
            ("it comes back", undelete(resource, &record["remote_id"]), false),
        ] {
            let found = watch.change(what, &json!([operation])).await;
            assert!(found.has(list, &record["id"]), "{list}: {what}");
            let now = watch.scene.record(list, &record["id"]).unwrap();
            assert_eq!(now["remote_deleted_at"].is_string(), deleted, "{list}: {what}");
        }
    }
}
