//! The writes, confirmed and not.

use serde_json::{Value, json};

use super::{Gem, newcomer, text};

/// An open job and its stages.
async fn job(gem: &Gem) -> (String, Vec<Value>) {
    let id = gem.get("/jobs/?status=open").await.ids().remove(0);
    let stages = gem.get(&format!("/jobs/{id}/stages")).await.rows();
    (id, stages)
}

#[tokio::test]
async fn a_candidate_is_created_with_an_application() {
    let gem = Gem::small();
    let (id, stages) = job(&gem).await;
    let mut body = newcomer(&id);
    body["linkedin_handle"] = json!("ann-new");
    body["attachments"] = json!([{"filename": "cv.pdf", "type": "resume", "content": "aGVsbG8=", "content_type": "application/pdf"}]);
    let answer = gem.api("POST", "/candidates/", &body).await;
    assert_eq!(answer.status, 201);
    let candidate = answer.json();
    assert_eq!(candidate["applications"][0]["current_stage"]["id"], stages[0]["id"]);
    assert_eq!(candidate["applications"][0]["jobs"][0]["id"], json!(id));
    let url = text(&candidate["attachments"][0]["url"]).replace("http://sim.test", "");
    assert_eq!(gem.send("GET", &url, &[], "").await.text, "hello");
    let read = gem.get(&format!("/candidates/{}", text(&candidate["id"]))).await;
    assert_eq!(read.json()["application_ids"], candidate["application_ids"]);

    gem.switch(json!({"created_status": 200, "deprecation_header": true})).await;
    let again = gem.api("POST", "/candidates/", &body).await;
    assert_eq!((again.status, again.header("deprecation")), (200, Some("true")));
    assert_ne!(again.json()["id"], candidate["id"]);
    gem.switch(json!({"duplicate_email": "reject"})).await;
    let refused = gem.api("POST", "/candidates/", &body).await;
    assert_eq!(refused.status, 400);
    assert_eq!(refused.json()["errors"]["duplicate_candidate"]["id"], candidate["id"]);
}

#[tokio::test]
async fn a_bad_candidate_is_refused() {
    let gem = Gem::small();
    let (id, _) = job(&gem).await;
    let answer = gem.api("POST", "/candidates/", &json!({})).await;
    assert_eq!(answer.status, 422);
    for field in ["first_name", "last_name", "email", "job_id"] {
        assert!(answer.json()["errors"]["json"][field].is_array(), "{field}");
    }
    let other_stage =
        gem.get("/job_stages/").await.rows().into_iter().find(|s| s["job_id"] != json!(id)).unwrap();
    for (field, value) in [
        ("job_id", json!("nothing")),
        ("initial_stage_id", json!("nothing")),
        ("initial_stage_id", other_stage["id"].clone()),
        ("source_id", json!("nothing")),
        ("recruiter", json!({"user_id": "nothing", "email": "x@y.example"})),
    ] {
        let mut body = newcomer(&id);
        body[field] = value;
        let answer = gem.api("POST", "/candidates/", &body).await;
        assert!(answer.status == 422 && answer.json()["errors"]["json"][field].is_array(), "{field}");
    }
    gem.switch(json!({"reference_error_status": 404})).await;
    assert_eq!(gem.api("POST", "/candidates/", &newcomer("nothing")).await.status, 404);
    assert!(gem.get("/candidates/?email=ann@new.example").await.rows().is_empty());
}

#[tokio::test]
async fn notes() {
    let gem = Gem::small();
    let candidate = gem.get("/candidates/").await.rows().remove(1);
    let path = format!("/candidates/{}/activity_feed/notes", text(&candidate["id"]));
    let users = gem.get("/users/").await.rows();
    let active = users.iter().find(|user| user["disabled"] == false).unwrap();
    let disabled = users.iter().find(|user| user["disabled"] == true).unwrap();
    let note = |user: &Value, body: &str, visibility: &str| json!({"user_id": user["id"], "body": body, "visibility": visibility});
    let answer = gem.api("POST", &path, &note(active, "héllo", "private")).await;
    assert_eq!(answer.status, 201);
    assert_eq!((&answer.json()["private"], &answer.json()["user"]["id"]), (&json!(true), &active["id"]));
    let long = "é".repeat(10_000);
    assert_eq!(gem.api("POST", &path, &note(active, &long, "public")).await.status, 201);
    for (bad, field) in [
        (note(disabled, "x", "public"), "user_id"),
        (note(&json!({"id": "x"}), "x", "public"), "user_id"),
        (note(active, &"é".repeat(10_001), "public"), "body"),
        (note(active, "x", "secret"), "visibility"),
    ] {
        let answer = gem.api("POST", &path, &bad).await;
        assert!(answer.status == 422 && answer.json()["errors"]["json"][field].is_array(), "{field}");
    }
    assert_eq!(gem.world("notes").await.len(), 2);
    let after = gem.get(&format!("/candidates/{}", text(&candidate["id"]))).await.json();
    assert_ne!(
        after["applications"][0]["last_activity_at"],
        candidate["applications"][0]["last_activity_at"]
    );
}

#[tokio::test]
async fn a_source_is_set_without_activity() {
    let gem = Gem::small();
    let before = gem.get("/applications/").await.rows().remove(0);
    let path = format!("/applications/{}", text(&before["id"]));
    let source = gem.world("sources").await.remove(9);
    let answer = gem.api("PATCH", &path, &json!({"source_id": source["id"]})).await.json();
    assert_eq!(answer["source"], json!({"id": source["id"], "public_name": source["public_name"]}));
    assert_eq!(answer["last_activity_at"], before["last_activity_at"]);
    assert_eq!(gem.get("/applications/").await.rows()[0], answer);
    assert_eq!(gem.api("PATCH", &path, &json!({"source_id": "x"})).await.status, 422);
    assert_eq!(gem.api("PATCH", &path, &json!({"status": "hired"})).await.status, 422);
    gem.switch(json!({"activity_moves_on_every_change": true})).await;
    let answer = gem.api("PATCH", &path, &json!({"source_id": source["id"]})).await.json();
    assert_ne!(answer["last_activity_at"], before["last_activity_at"]);
}

#[tokio::test]
async fn stages_and_rejections() {
    let gem = Gem::extended();
    let active = gem.get("/applications/?status=active").await.rows().remove(0);
    let path = |what: &str| format!("/applications/{}/{what}", text(&active["id"]));
    let stages = gem.get(&format!("/jobs/{}/stages", text(&active["jobs"][0]["id"]))).await.rows();
    let from = &active["current_stage"]["id"];
    let to = stages.iter().find(|stage| stage["id"] != *from).unwrap();
    let moved =
        gem.api("POST", &path("move"), &json!({"from_stage_id": from, "to_stage_id": to["id"]})).await;
    assert_eq!((moved.status, &moved.json()["current_stage"]["id"]), (200, &to["id"]));
    assert_ne!(moved.json()["last_activity_at"], active["last_activity_at"]);
    let stale =
        gem.api("POST", &path("move"), &json!({"from_stage_id": from, "to_stage_id": to["id"]})).await;
    assert_eq!(stale.status, 422);
    let advanced = gem.api("POST", &path("advance"), &json!({"from_stage_id": to["id"]})).await;
    assert_eq!(advanced.status, 200);

    assert_eq!(gem.api("POST", &path("reject"), &json!({"rejection_reason_id": "x"})).await.status, 422);
    let reasons = gem.get("/rejection_reasons/").await.ids();
    let rejected = gem.api("POST", &path("reject"), &json!({"rejection_reason_id": reasons[6]})).await.json();
    assert_eq!(
        (&rejected["status"], &rejected["rejection_reason"]["id"]),
        (&json!("rejected"), &json!(reasons[6]))
    );
    assert_eq!(gem.api("POST", &path("reject"), &json!({})).await.status, 422);
    let changed = gem.api("PATCH", &path("reject"), &json!({"rejection_reason_id": reasons[1]})).await.json();
    assert_eq!(changed["rejected_at"], rejected["rejected_at"]);
    let back = gem.api("POST", &path("unreject"), &json!({})).await.json();
    assert!(back["status"] == "active" && back.get("rejected_at").is_none());
}

#[tokio::test]
async fn further_unverified_writes() {
    let gem = Gem::extended();
    let candidate = gem.get("/candidates/").await.ids().remove(3);
    let (job, _) = job(&gem).await;
    let file =
        json!({"filename": "a b.txt", "type": "other", "content": "aGk=", "content_type": "text/plain"});
    let answer = gem.api("POST", &format!("/candidates/{candidate}/attachments"), &file).await;
    assert_eq!((answer.status, answer.header("x-sandbox-unverified")), (201, Some("1")));
    let url = text(&answer.json()["url"]).replace("http://sim.test", "");
    assert_eq!(gem.send("GET", &url, &[], "").await.text, "hi");
    let added =
        gem.api("POST", &format!("/candidates/{candidate}/applications"), &json!({"job_id": job})).await;
    assert_eq!((added.status, &added.json()["candidate_id"]), (201, &json!(candidate)));
    let patched =
        gem.api("PATCH", &format!("/candidates/{candidate}"), &json!({"title": "Boss"})).await.json();
    assert!(patched["title"] == "Boss" && patched["updated_at"].is_string());
    let tagged = gem.api("PUT", &format!("/candidates/{candidate}/tags/a%20tag"), &Value::Null).await.json();
    assert!(tagged["tags"].as_array().unwrap().contains(&json!("a tag")));
    let untagged =
        gem.api("DELETE", &format!("/candidates/{candidate}/tags/a%20tag"), &Value::Null).await.json();
    assert!(!untagged["tags"].as_array().unwrap().contains(&json!("a tag")));
}
