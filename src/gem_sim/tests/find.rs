//! Looking for what writes left behind.

use serde_json::{Value, json};

use super::{Gem, newcomer, text};

/// Of `hello`.
const DIGEST: &str = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

#[tokio::test]
async fn candidates_and_applications_are_found_by_address() {
    let gem = Gem::extended();
    let jobs = gem.get("/jobs/?status=open").await.ids();
    for _ in 0..2 {
        gem.api("POST", "/candidates/", &newcomer(&jobs[0])).await;
    }
    let found = gem.find("candidates?email=Ann@NEW.example").await;
    assert_eq!(found.len(), 2);
    let first = text(&found[0]["id"]);
    gem.api("POST", &format!("/candidates/{first}/applications"), &json!({"job_id": jobs[1]})).await;
    assert_eq!(gem.find("applications?email=ann@new.example").await.len(), 3);
    let of_job = gem.find(&format!("applications?email=ann@new.example&job_id={}", jobs[1])).await;
    assert_eq!((of_job.len(), &of_job[0]["candidate_id"]), (1, &found[0]["id"]));
    assert_eq!(gem.find(&format!("applications?candidate_id={first}")).await.len(), 2);
    assert!(gem.find("candidates?email=nobody@new.example").await.is_empty());

    gem.mutate(json!({"op": "delete", "resource": "candidates", "id": first})).await;
    assert_eq!(gem.find("candidates?email=ann@new.example").await.len(), 1);
    assert_eq!(gem.find("candidates?email=ann@new.example&deleted=true").await.len(), 2);
    assert_eq!(gem.find("applications?email=ann@new.example").await.len(), 1);
    for bad in ["find/jobs", "find/candidates?e-mail=x"] {
        let path = format!("/_sim/{bad}");
        assert!(matches!(gem.send("GET", &path, &[], "").await.status, 400 | 422), "{bad}");
    }
}

#[tokio::test]
async fn notes_are_found_by_text_and_candidate() {
    let gem = Gem::small();
    let ids = gem.get("/candidates/").await.ids();
    let users = gem.get("/users/").await.rows();
    let user = users.iter().find(|user| user["disabled"] == false).unwrap();
    for (id, body) in [(&ids[0], "one & the same"), (&ids[0], "another"), (&ids[1], "one & the same")] {
        let note = json!({"user_id": user["id"], "body": body, "visibility": "private"});
        let path = format!("/candidates/{id}/activity_feed/notes");
        assert_eq!(gem.api("POST", &path, &note).await.status, 201);
    }
    assert_eq!(gem.find("notes").await.len(), 3);
    assert_eq!(gem.find("notes?text=one%20%26%20the").await.len(), 2);
    let one = gem.find(&format!("notes?text=one%20%26%20the&candidate_id={}", ids[1])).await;
    assert_eq!((one.len(), &one[0]["candidate_id"]), (1, &json!(ids[1])));
    assert_eq!((&one[0]["body"], &one[0]["user"]["id"]), (&json!("one & the same"), &user["id"]));
    assert_eq!((&one[0]["visibility"], &one[0]["application_id"]), (&json!("private"), &Value::Null));
    assert!(gem.find(&format!("notes?candidate_id={}", ids[2])).await.is_empty());
    assert_eq!(gem.world("notes").await[0]["candidate_id"], json!(ids[0]));
}

#[tokio::test]
async fn attachments_are_found_with_length_and_digest() {
    let gem = Gem::small();
    let mut body = newcomer(&gem.open_job().await);
    body["attachments"] = json!([
        {"filename": "cv.pdf", "type": "resume", "content": "aGVsbG8=", "content_type": "application/pdf"},
        {"filename": "b.txt", "type": "other", "content": ""},
    ]);
    let id = text(&gem.api("POST", "/candidates/", &body).await.json()["id"]).to_owned();
    let found = gem.find("attachments?email=ann@new.example").await;
    assert_eq!(
        (&found[0]["length"], &found[0]["sha256"], &found[0]["content_type"]),
        (&json!(5), &json!(DIGEST), &json!("application/pdf"))
    );
    assert_eq!((&found[1]["length"], &found[1]["content_type"]), (&json!(0), &Value::Null));
    let by_name = gem.find(&format!("attachments?candidate_id={id}&text=b.txt")).await;
    assert_eq!(by_name, [found[1].clone()]);
    let shown = gem.get(&format!("/candidates/{id}")).await.json();
    let members: Vec<_> = shown["attachments"][0].as_object().unwrap().keys().collect();
    assert_eq!(members, ["created_at", "filename", "type", "url"], "as Gem shows them");
    let seeded = gem.get("/candidates/").await.ids().remove(0);
    assert!(gem.find(&format!("attachments?candidate_id={seeded}")).await[0]["length"].as_u64() > Some(0));
}
