//! Fields of a record's own that come from another record: their change moves `changed_at`.

use serde_json::{Value, json};
use sqlx::PgPool;

use super::changes::{create, delete, entries, quietly, remote_id, undelete};
use super::watch::Watch;

#[sqlx::test]
async fn a_candidates_source_is_a_field_of_its_own(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let candidate = watch.scene.pick("candidates", |c| {
        let applications = entries(&c["applications"]);
        let source = |n: usize| {
            let application = watch.scene.record("applications", &applications[n]["id"]).unwrap();
            application["custom_fields"]["source"].clone()
        };
        applications.len() > 1 && source(0).is_string() && source(1).is_string() && source(0) != source(1)
    });
    let (candidate, first) = (candidate.clone(), &candidate["applications"][0].clone());
    let second = watch.scene.record("applications", &candidate["applications"][1]["id"]).unwrap().clone();
    let source = json!({ "source": { "id": "s", "public_name": "Space fair" } });
    for (operation, expected) in [
        (quietly("applications", &first["remote_id"], source), &json!("Space fair")),
        (delete("applications", &first["remote_id"]), &second["custom_fields"]["source"]),
        (undelete("applications", &first["remote_id"]), &json!("Space fair")),
    ] {
        let found = watch.change("the source", &json!([operation])).await;
        let now = watch.scene.record("candidates", &candidate["id"]).unwrap();
        assert_eq!(&now["source"], expected, "{operation}");
        assert_eq!(now["changed_at"], watch.synced_at(), "{operation}");
        // The candidate that changed is theirs, too.
        assert!(found.has("applications", &second["id"]), "{operation}");
    }
}

#[sqlx::test]
async fn a_jobs_description_and_address_are_fields_of_its_own(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let job = watch.scene.pick("jobs", |j| j["description"].is_string() && j["post_url"].is_string()).clone();
    let chosen = entries(&job["job_postings"]).iter().find(|p| p["status"] == "ACTIVE").unwrap();
    let text = |content: &str| json!({ "content": content });
    let mut newer = text("Newer");
    newer["job_id"] = job["remote_id"].clone();
    let mut addresses = vec![job["post_url"].clone()];
    for (operation, description) in [
        (quietly("job_posts", &chosen["remote_id"], text("Other")), "Other"),
        (create("job_posts", newer), "Newer"),
    ] {
        watch.change(description, &json!([operation])).await;
        let now = watch.scene.record("jobs", &job["id"]).unwrap();
        assert_eq!(now["description"], description);
        assert!(now["changed_at"].as_str() >= watch.synced_at().as_str(), "{description}");
        addresses.push(now["post_url"].clone());
    }
    assert!(addresses[0] == addresses[1] && addresses[1] != addresses[2], "{addresses:?}");

    let newer = watch.scene.record("jobs", &job["id"]).unwrap()["job_postings"][0]["remote_id"].clone();
    watch.change("withdrawn", &json!([quietly("job_posts", &newer, json!({ "live": false }))])).await;
    let now = watch.scene.record("jobs", &job["id"]).unwrap();
    assert_eq!((&now["description"], &now["post_url"]), (&json!("Other"), &addresses[0]));
    // The job board speaks for another post now, too: the job may change twice within the sync.
    assert!(now["changed_at"].as_str() >= watch.synced_at().as_str());
}

/// An interview's stage is a field of its own, though a stage's change moves it.
#[sqlx::test]
async fn an_interview_that_gets_another_stage_surfaces_its_application(pool: PgPool) {
    let mut watch = Watch::start(pool).await;
    let scene = &watch.scene;
    let is_known = |i: &Value| scene.record("application-stages", &i["stage_id"]).is_some();
    let interview = scene.pick("interviews", is_known).clone();
    let stage = remote_id(scene, "application-stages", &interview["stage_id"]);
    let row = scene.row("job_stages", stage);
    let other = |r: &&Value| r["job_id"] == row["job_id"] && r["id"] != *stage && r["deleted_at"].is_null();
    let other = scene.rows("job_stages").iter().find(other).unwrap()["id"].clone();
    let operations = json!([
        quietly("job_stages", stage, json!({ "interviews": [] })),
        quietly("job_stages", &other, json!({ "interviews": row["interviews"] })),
    ]);
    let found = watch.change("the slot moves", &operations).await;
    let now = watch.scene.record("interviews", &interview["id"]).unwrap();
    assert_eq!(now["stage_id"], watch.scene.record("application-stages", &other).unwrap()["id"]);
    assert_eq!(now["changed_at"], watch.synced_at());
    assert!(found.has("applications", &interview["application_id"]));
}
