//! The rules of the writes, one by one.

mod unverified;

use serde_json::{Value, json};

use super::{Gem, newcomer, text};

async fn candidate(gem: &Gem, id: &str) -> Value {
    gem.get(&format!("/candidates/{id}")).await.json()
}

/// A new candidate, and its application.
async fn created(gem: &Gem) -> (String, String) {
    let answer = gem.api("POST", "/candidates/", &newcomer(&gem.open_job().await)).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    let row = answer.json();
    (text(&row["id"]).to_owned(), text(&row["application_ids"][0]).to_owned())
}

#[tokio::test]
async fn a_new_candidate_was_never_edited() {
    let gem = Gem::small();
    let (id, application) = created(&gem).await;
    let row = candidate(&gem, &id).await;
    assert!(row["updated_at"].is_null() && row["last_activity"].is_string());
    assert_eq!(row["applications"][0]["id"], json!(application));
    assert_eq!(row["applications"][0]["status"], "active");
    assert_eq!(row["last_activity"], row["applications"][0]["last_activity_at"]);
}

#[tokio::test]
async fn the_people_of_a_new_application_need_both_keys() {
    let gem = Gem::small();
    let job = gem.open_job().await;
    let user = gem.get("/users/").await.rows().remove(0);
    let (id, email) = (&user["id"], &user["primary_email_address"]);
    for member in ["recruiter", "coordinator", "sourcer"] {
        for bad in [json!({"user_id": id}), json!({"email": email}), json!({}), json!("x"), json!([])] {
            let mut body = newcomer(&job);
            body[member] = bad;
            let answer = gem.api("POST", "/candidates/", &body).await;
            assert!(answer.status == 422 && answer.json()["errors"]["json"][member].is_array(), "{member}");
        }
        let mut body = newcomer(&job);
        body[member] = json!({"user_id": id, "email": email});
        let row = gem.api("POST", "/candidates/", &body).await.json();
        assert_eq!(row["applications"][0][member], json!({"id": id, "email": email}));
    }
    let mut body = newcomer(&job);
    body["recruiter_id"] = json!("nobody");
    let row = gem.api("POST", "/candidates/", &body).await.json();
    assert!(row["applications"][0].get("recruiter").is_none(), "the flat form is not known here");
}

#[tokio::test]
async fn attachments_count_towards_ten_megabytes() {
    let gem = Gem::small();
    let mut body = newcomer(&gem.open_job().await);
    let attachment =
        |length: usize| json!([{"filename": "a", "type": "other", "content": "A".repeat(length)}]);
    body["attachments"] = attachment(9 * 1024 * 1024);
    assert_eq!(gem.api("POST", "/candidates/", &body).await.status, 201);
    body["attachments"] = attachment(10 * 1024 * 1024);
    let answer = gem.api("POST", "/candidates/", &body).await;
    assert_eq!((answer.status, answer.json()), (413, json!({"message": "Request Too Long"})));
    for bad in
        [json!([{"filename": "a", "type": "other", "content": "no!"}]), json!([{"content": ""}]), json!("x")]
    {
        body["attachments"] = bad;
        let answer = gem.api("POST", "/candidates/", &body).await;
        assert!(answer.status == 422 && answer.json()["errors"]["json"]["attachments"].is_array());
    }
    assert_eq!(gem.find("candidates?email=ann@new.example").await.len(), 1);
}

#[tokio::test]
async fn jobs_in_every_status_take_candidates() {
    let gem = Gem::small();
    for status in ["open", "closed", "draft", "pending_approval", "approved"] {
        let job = gem.get(&format!("/jobs/?status={status}")).await.ids().remove(0);
        assert_eq!(gem.api("POST", "/candidates/", &newcomer(&job)).await.status, 201, "{status}");
    }
    let jobs = gem.get("/jobs/?include_deleted=true").await.rows();
    let deleted = jobs.iter().find(|job| job["deleted_at"].is_string()).unwrap();
    assert_eq!(gem.api("POST", "/candidates/", &newcomer(text(&deleted["id"]))).await.status, 422);
}

#[tokio::test]
async fn a_note_is_activity_of_live_applications() {
    let gem = Gem::small();
    let several = gem
        .get("/candidates/")
        .await
        .rows()
        .into_iter()
        .find(|row| row["application_ids"].as_array().unwrap().len() == 2);
    let before = several.unwrap();
    let gone = &before["application_ids"][0];
    let deleted = gem.mutate(json!({"op": "delete", "resource": "applications", "id": gone})).await;
    let users = gem.get("/users/").await.rows();
    let user = &users.iter().find(|user| user["disabled"] == false).unwrap()["id"];
    let note = json!({"user_id": user, "body": "x", "visibility": "public"});
    let path = format!("/candidates/{}/activity_feed/notes", text(&before["id"]));
    let written = gem.api("POST", &path, &note).await.json();
    assert_eq!(written["private"], false);
    let after = candidate(&gem, text(&before["id"])).await;
    let live = &after["applications"][0];
    assert_eq!([&after["last_activity"], &live["last_activity_at"]], [&written["created_at"]; 2]);
    assert_eq!(after["updated_at"], before["updated_at"]);
    let rows = gem.world("applications").await;
    let row = rows.iter().find(|row| row["id"] == *gone).unwrap();
    assert_eq!(row["last_activity_at"], deleted["last_activity_at"]);
    for missing in ["user_id", "body", "visibility"] {
        let mut note = note.clone();
        note.as_object_mut().unwrap().remove(missing);
        assert_eq!(gem.api("POST", &path, &note).await.status, 422, "{missing}");
    }
    assert_eq!(gem.api("POST", "/candidates/x/activity_feed/notes", &note).await.status, 404);
}

#[tokio::test]
async fn the_strict_profile_knows_three_writes() {
    let gem = Gem::small();
    let (id, application) = created(&gem).await;
    for (method, path) in [
        ("POST", format!("/applications/{application}/move")),
        ("POST", format!("/applications/{application}/advance")),
        ("POST", format!("/applications/{application}/reject")),
        ("PATCH", format!("/applications/{application}/reject")),
        ("POST", format!("/applications/{application}/unreject")),
        ("POST", format!("/applications/{application}/transfer_to_job")),
        ("POST", format!("/applications/{application}/hire")),
        ("POST", format!("/applications/{application}/attachments")),
        ("POST", format!("/candidates/{id}/attachments")),
        ("POST", format!("/candidates/{id}/applications")),
        ("PATCH", format!("/candidates/{id}")),
        ("PUT", format!("/candidates/{id}/tags/x")),
        ("DELETE", format!("/candidates/{id}/tags/x")),
        ("GET", format!("/candidates/{id}/activity_feed")),
        ("GET", format!("/applications/{application}")),
    ] {
        let answer = gem.api(method, &path, &json!({})).await;
        assert_eq!(
            (answer.status, answer.json()),
            (
                404,
                json!({
                    "code": 404, "status": "Not Found", "message": "Not Found"
                })
            ),
            "{method} {path}"
        );
        assert_eq!(gem.logged().await["effect"], false);
    }
}

#[tokio::test]
async fn addresses_are_compared_as_the_switch_says() {
    let gem = Gem::small();
    created(&gem).await;
    let found = async |email: &str| gem.get(&format!("/candidates/?email={email}")).await.rows().len();
    assert_eq!((found("ann@new.example").await, found("Ann@New.example").await), (1, 1));
    gem.switch(json!({"email_ignores_case": false})).await;
    assert_eq!((found("ann@new.example").await, found("Ann@New.example").await), (1, 0));
    assert_eq!(gem.find("candidates?email=Ann@New.example").await.len(), 1);
}
