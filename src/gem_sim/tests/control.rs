//! The control interface.

use serde_json::{Value, json};

use super::{Gem, text};

async fn ids_after(gem: &Gem, list: &str, filter: &str) -> Vec<String> {
    gem.get(&format!("/{list}/?{filter}=2026-06-01T00:00:00.001Z&include_deleted=true&per_page=500"))
        .await
        .ids()
}

#[tokio::test]
async fn changes_show_in_incremental_reads_and_only_they_do() {
    let gem = Gem::small();
    let candidate = gem.get("/candidates/").await.ids().remove(6);
    assert!(ids_after(&gem, "candidates", "updated_after").await.is_empty());
    let fields = json!({"title": "Changed"});
    let update = json!({"op": "update", "resource": "candidates", "id": candidate, "fields": fields});
    let row = gem.mutate(update).await;
    assert_eq!(row["title"], "Changed");
    assert_eq!(ids_after(&gem, "candidates", "updated_after").await, [candidate.as_str()]);

    let other = gem.get("/candidates/").await.ids().remove(7);
    gem.mutate(json!({"op": "touchless_update", "resource": "candidates", "id": other, "fields": fields}))
        .await;
    assert_eq!(ids_after(&gem, "candidates", "updated_after").await, [candidate.as_str()]);
    gem.mutate(json!({"op": "delete", "resource": "candidates", "id": other})).await;
    assert_eq!(ids_after(&gem, "candidates", "updated_after").await.len(), 2);
    assert_eq!(gem.get(&format!("/candidates/{other}")).await.status, 404);
    let back = gem.mutate(json!({"op": "undelete", "resource": "candidates", "id": other})).await;
    assert!(back["deleted_at"].is_null());
    gem.mutate(json!({"op": "remove", "resource": "candidates", "id": other})).await;
    let all = gem.get("/candidates/?include_deleted=true&per_page=500").await.ids();
    assert!(!all.contains(&other) && all.contains(&candidate));
}

#[tokio::test]
async fn stamps_grow_strictly() {
    let gem = Gem::small();
    for real_time in [true, false] {
        gem.switch(json!({"real_time": real_time})).await;
        let operations: Vec<_> =
            (0..20).map(|_| json!({"op": "create", "resource": "jobs", "fields": {"name": "x"}})).collect();
        let rows = gem.control("POST", "mutate", json!(operations)).await.rows();
        assert!(rows.is_sorted_by(|a, b| text(&a["created_at"]) < text(&b["created_at"])));
    }
}

#[tokio::test]
async fn applications_move_and_end() {
    let gem = Gem::small();
    let application = gem.get("/applications/?status=active").await.rows().remove(1);
    let id = &application["id"];
    let stages = gem.get(&format!("/jobs/{}/stages", text(&application["jobs"][0]["id"]))).await.rows();
    let row = gem.mutate(json!({"op": "move", "application_id": id, "stage_id": stages[4]["id"]})).await;
    assert_eq!(row["current_stage"]["name"], stages[4]["name"]);
    assert_eq!(gem.mutate(json!({"op": "reject", "application_id": id})).await["status"], "rejected");
    let hired = gem.mutate(json!({"op": "hire", "application_id": id})).await;
    assert!(
        hired["status"] == "hired" && hired["current_stage"].is_null() && hired.get("rejected_at").is_none()
    );
    assert_eq!(ids_after(&gem, "applications", "last_activity_after").await, [text(id)]);
    let quiet =
        json!({"op": "update", "resource": "applications", "id": id, "fields": {"custom_fields": {"A": 1}}});
    assert_eq!(gem.mutate(quiet).await["last_activity_at"], hired["last_activity_at"]);
    let gone = gem.mutate(json!({"op": "delete", "resource": "applications", "id": id})).await;
    assert_eq!(gone["last_activity_at"], hired["last_activity_at"]);
}

#[tokio::test]
async fn merging_moves_applications_and_anonymising_empties() {
    let gem = Gem::small();
    let rows = gem.get("/candidates/").await.rows();
    let several = rows.iter().find(|row| row["application_ids"].as_array().unwrap().len() == 2).unwrap();
    let winner = rows.iter().find(|row| row["id"] != several["id"]).unwrap();
    let merged = gem.mutate(json!({"op": "merge", "losing": several["id"], "winning": winner["id"]})).await;
    for application in several["application_ids"].as_array().unwrap() {
        assert!(merged["application_ids"].as_array().unwrap().contains(application));
    }
    let world = gem.world("candidates").await;
    let lost = world.iter().find(|row| row["id"] == several["id"]).unwrap();
    assert!(lost["deleted_at"].is_string() && lost["application_ids"] == json!([]));
    let applications = gem.world("applications").await;
    let moved = applications.iter().find(|row| row["id"] == several["application_ids"][0]).unwrap();
    assert!(moved["candidate_id"] == winner["id"] && moved.get("deleted_at").is_none_or(Value::is_null));

    let calm = rows.iter().find(|row| row["applications"][0]["status"] == "rejected").unwrap();
    let row = gem.mutate(json!({"op": "anonymise", "candidate_id": calm["id"]})).await;
    assert!(row["first_name"] == "Anonymized" && row["email_addresses"] == json!([]));
    let hired = gem.get("/applications/?status=hired").await.rows().remove(0);
    let refused = gem
        .control("POST", "mutate", json!([{"op": "anonymise", "candidate_id": hired["candidate_id"]}]))
        .await;
    assert_eq!(refused.status, 422);
}

#[tokio::test]
async fn a_renamed_department_shows_in_jobs_without_moving_them() {
    let gem = Gem::small();
    let job =
        gem.get("/jobs/").await.rows().into_iter().find(|job| job["departments"][0].is_object()).unwrap();
    let department = &job["departments"][0]["id"];
    gem.mutate(json!({"op": "rename_department", "department_id": department, "name": "Renamed"})).await;
    let jobs = gem.get("/jobs/").await.rows();
    let after = jobs.iter().find(|row| row["id"] == job["id"]).unwrap();
    assert!(after["departments"][0]["name"] == "Renamed" && after["updated_at"] == job["updated_at"]);
    gem.switch(json!({"rename_moves_jobs": true})).await;
    gem.mutate(json!({"op": "rename_department", "department_id": department, "name": "Again"})).await;
    assert!(ids_after(&gem, "jobs", "updated_after").await.contains(&text(&job["id"]).to_owned()));
}

#[tokio::test]
async fn a_new_source_is_listed_after_its_delay() {
    let gem = Gem::extended();
    gem.switch(json!({"source_delay_seconds": 90, "real_time": false})).await;
    let source = gem.mutate(json!({"op": "create_source", "name": "Fair", "type": "Event"})).await;
    let listed = async || gem.get("/sources/").await.ids().contains(&text(&source["id"]).to_owned());
    assert!(!listed().await);
    gem.control("POST", "clock", json!({"advance_ms": 91_000})).await;
    assert!(listed().await);
}

#[tokio::test]
async fn random_changes_repeat_with_their_seed() {
    let (one, two) = (Gem::small(), Gem::small());
    for gem in [&one, &two] {
        gem.switch(json!({"real_time": false})).await;
    }
    let random = json!({"op": "random", "n": 40, "seed": 9});
    let done = one.mutate(random.clone()).await;
    assert_eq!(done.as_array().unwrap().len(), 40);
    assert_eq!(done, two.mutate(random).await);
}

#[tokio::test]
async fn changes_wait_between_pages() {
    let gem = Gem::small();
    let first = gem.get("/users/?per_page=5").await.ids();
    let operations = json!([{"op": "remove", "resource": "users", "id": first[0]}]);
    let armed = json!({"path": "/users/", "after": 2, "operations": operations});
    gem.control("POST", "between_pages", armed).await;
    gem.get("/users/?per_page=5").await;
    assert_eq!(gem.get("/users/?per_page=5").await.ids(), first);
    assert_eq!(gem.get("/users/?per_page=5").await.ids()[0], first[1]);
}

#[tokio::test]
async fn the_log_the_summary_and_the_reset() {
    let gem = Gem::small();
    gem.get("/jobs/?page=2").await;
    gem.send("GET", "/ats/v0/jobs/", &[], "").await;
    let log = gem.control("GET", "requests", Value::Null).await.rows();
    assert_eq!(
        (&log[0]["n"], &log[0]["query"], &log[0]["key"]),
        (&json!(1), &json!("page=2"), &json!("direct"))
    );
    assert_eq!((&log[1]["status"], &log[1]["key"]), (&json!(403), &Value::Null));
    gem.mutate(json!({"op": "create", "resource": "candidates"})).await;
    gem.switch(json!({"odd_values": true})).await;
    let summary = gem.control("GET", "", Value::Null).await.json();
    assert_eq!(summary["counts"]["candidates"], 201);
    assert_eq!(summary["switches"]["odd_values"], true);
    let summary = gem.control("POST", "reset", json!({"seed": 3, "candidates": 40})).await.json();
    assert_eq!((&summary["seed"], &summary["counts"]["candidates"]), (&json!(3), &json!(40)));
    assert_eq!(summary["switches"]["odd_values"], false);
    assert!(gem.control("GET", "requests", Value::Null).await.rows().is_empty());
    assert_eq!(gem.control("PATCH", "switches", json!({"nonsense": 1})).await.status, 422);
    assert_eq!(gem.control("POST", "clock", json!({"set": "2027-01-01T00:00:00Z"})).await.status, 200);
}
