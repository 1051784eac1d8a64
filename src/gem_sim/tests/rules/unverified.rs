//! Writes of the extended profile.

use serde_json::{Value, json};

use super::{candidate, created};
use crate::gem_sim::tests::{Gem, text};

/// The members of `row` that tell when it changed.
fn times(row: &Value) -> [&Value; 3] {
    ["updated_at", "last_activity", "last_activity_at"].map(|key| &row[key])
}

#[tokio::test]
async fn a_rejection_may_leave_a_note() {
    let gem = Gem::extended();
    let (id, application) = created(&gem).await;
    let path = format!("/applications/{application}/reject");
    assert_eq!(gem.api("POST", &path, &json!({"notes": 1})).await.status, 422);
    assert_eq!(gem.api("POST", &path, &json!({"rejection_email": "now"})).await.status, 422);
    assert!(gem.find("notes").await.is_empty());
    let reason = gem.get("/rejection_reasons/").await.ids().remove(2);
    let body = json!({"rejection_reason_id": reason, "notes": "Too far away", "rejection_email": {"send_email_at": null}});
    let rejected = gem.api("POST", &path, &body).await.json();
    let notes = gem.find(&format!("notes?candidate_id={id}")).await;
    assert_eq!(
        (&notes[0]["body"], &notes[0]["application_id"]),
        (&json!("Too far away"), &json!(application))
    );
    assert_eq!(rejected["last_activity_at"], rejected["rejected_at"]);
    assert_eq!(candidate(&gem, &id).await["last_activity"], rejected["rejected_at"]);
}

#[tokio::test]
async fn both_paths_attach_to_the_candidate() {
    let gem = Gem::extended();
    let (id, application) = created(&gem).await;
    let before = candidate(&gem, &id).await;
    let file =
        json!({"filename": "ä/ö.pdf", "type": "resume", "content": "aGk=", "content_type": "text/plain"});
    for path in [format!("/candidates/{id}/attachments"), format!("/applications/{application}/attachments")]
    {
        let answer = gem.api("POST", &path, &file).await;
        assert_eq!((answer.status, answer.header("x-sandbox-unverified")), (201, Some("1")));
        let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["content_type", "filename", "type", "url"]);
        let url = text(&answer.json()["url"]).replace("http://sim.test", "");
        assert_eq!(gem.send("GET", &url, &[], "").await.text, "hi");
        for missing in ["filename", "type", "content"] {
            let mut file = file.clone();
            file.as_object_mut().unwrap().remove(missing);
            let answer = gem.api("POST", &path, &file).await;
            assert!(answer.status == 422 && answer.json()["errors"]["json"][missing].is_array(), "{missing}");
        }
    }
    let after = candidate(&gem, &id).await;
    assert_eq!(after["attachments"].as_array().unwrap().len(), 2);
    assert!(after["updated_at"].is_string());
    assert_eq!(times(&after["applications"][0]), times(&before["applications"][0]));
}

#[tokio::test]
async fn tags_have_names_of_any_kind() {
    let gem = Gem::extended();
    let (id, _) = created(&gem).await;
    let at = |tag: &str| format!("/candidates/{id}/tags/{tag}");
    for (encoded, name) in
        [("a%2Fb", "a/b"), ("two%20words", "two words"), ("%C3%BCber", "über"), ("a+b%25", "a+b%")]
    {
        let tagged = gem.api("PUT", &at(encoded), &Value::Null).await;
        assert_eq!((tagged.status, &tagged.json()["tags"]), (200, &json!([name])));
        assert_eq!(candidate(&gem, &id).await["tags"], json!([name]));
        let untagged = gem.api("DELETE", &at(encoded), &Value::Null).await.json();
        assert_eq!(untagged["tags"], json!([]), "{name}");
    }
    for tag in ["one", "two", "one"] {
        gem.api("PUT", &at(tag), &Value::Null).await;
    }
    let row = candidate(&gem, &id).await;
    assert_eq!(row["tags"], json!(["one", "two"]), "a known tag stays where it is");
    assert!(row["updated_at"].is_string());
    assert_eq!(gem.api("PUT", &at(""), &Value::Null).await.status, 404);
}

#[tokio::test]
async fn a_candidate_is_edited_in_part() {
    let gem = Gem::extended();
    let (id, _) = created(&gem).await;
    let path = format!("/candidates/{id}");
    let patch = json!({"title": "Boss", "tags": ["x"], "phone_numbers": [{"type": "work", "value": "1"}]});
    let row = gem.api("PATCH", &path, &patch).await.json();
    assert_eq!(
        (&row["title"], &row["tags"], &row["first_name"]),
        (&json!("Boss"), &json!(["x"]), &json!("Ann"))
    );
    let row = gem.api("PATCH", &path, &json!({"title": null})).await.json();
    assert!(row["title"].is_null() && row["tags"] == json!(["x"]));
    assert_eq!(candidate(&gem, &id).await, row);
    for bad in [json!({"tags": [1]}), json!({"email_addresses": ["a@b"]}), json!({"company": 1}), json!([])] {
        assert_eq!(gem.api("PATCH", &path, &bad).await.status, 422, "{bad}");
    }
}

#[tokio::test]
async fn an_added_application_is_activity() {
    let gem = Gem::extended();
    let (id, _) = created(&gem).await;
    let jobs = gem.get("/jobs/?status=open").await.ids();
    let user = gem.get("/users/").await.ids().remove(0);
    let path = format!("/candidates/{id}/applications");
    let body = json!({"job_id": jobs[1], "recruiter_id": user});
    let added = gem.api("POST", &path, &body).await;
    assert_eq!((added.status, &added.json()["recruiter"]["id"]), (201, &json!(user)));
    let row = candidate(&gem, &id).await;
    assert!(row["updated_at"].is_null());
    assert_eq!(row["last_activity"], added.json()["applied_at"]);
    gem.switch(json!({"application_moves_candidate": true})).await;
    gem.api("POST", &path, &json!({"job_id": jobs[2]})).await;
    assert!(candidate(&gem, &id).await["updated_at"].is_string());
    let answer = gem.api("POST", &path, &json!({"job_id": jobs[2], "sourcer_id": "x"})).await;
    assert!(answer.status == 422 && answer.json()["errors"]["json"]["sourcer_id"].is_array());
}

#[tokio::test]
async fn applications_are_transferred_and_hired() {
    let gem = Gem::extended();
    let (id, application) = created(&gem).await;
    let before = candidate(&gem, &id).await["applications"][0].clone();
    let target = gem.get("/jobs/?status=open").await.ids().remove(1);
    let stages = gem.get(&format!("/jobs/{target}/stages")).await.rows();
    let path = |what: &str| format!("/applications/{application}/{what}");
    let body = |stage: &Value| json!({"new_job_id": target, "new_stage_id": stage});
    for bad in [json!({}), json!({"new_job_id": "x"}), body(&before["current_stage"]["id"])] {
        assert_eq!(gem.api("POST", &path("transfer_to_job"), &bad).await.status, 422, "{bad}");
    }
    let moved = gem.api("POST", &path("transfer_to_job"), &body(&stages[2]["id"])).await.json();
    assert_eq!((&moved["jobs"][0]["id"], &moved["current_stage"]["id"]), (&json!(target), &stages[2]["id"]));
    assert_ne!(moved["last_activity_at"], before["last_activity_at"]);
    assert!(
        gem.get(&format!("/applications/?job_id={target}&per_page=500")).await.ids().contains(&application)
    );
    let again = gem.api("POST", &path("transfer_to_job"), &json!({"new_job_id": target})).await;
    assert_eq!(again.status, 422, "the candidate is there already");

    assert_eq!(gem.api("POST", &path("hire"), &json!({"start_date": "soon"})).await.status, 422);
    assert_eq!(gem.api("POST", &path("hire"), &json!({"opening_id": "x"})).await.status, 422);
    let hired = gem.api("POST", &path("hire"), &json!({"start_date": "2026-10-01"})).await.json();
    assert!(hired["status"] == "hired" && hired["current_stage"].is_null());
    assert_eq!(gem.api("POST", &path("hire"), &json!({})).await.status, 422);
    assert_eq!(gem.api("POST", &path("reject"), &json!({})).await.status, 422);
}
