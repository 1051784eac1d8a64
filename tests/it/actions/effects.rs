//! Every action takes effect in the ATS, is read without a sync, and surprises no sync.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Profile;

use super::Stand;
use super::stand::somebody;

#[sqlx::test]
async fn an_application_is_created_with_its_candidate(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let sources = stand.service.world("applications").await;
    let source = sources.iter().find_map(|row| row["source"]["public_name"].as_str()).unwrap().to_owned();
    let stage = stand.other_stage();
    let mut person = somebody("ada@new.example");
    person["company"] = json!("Engines");
    person["phone_number"] = json!("+44 1");
    person["social_links"] = json!([{ "url": "https://www.linkedin.com/in/ada" }]);
    person["location"] = json!({ "country": "GB" });
    let cv =
        json!({ "name": "cv.pdf", "type": "CV", "content_type": "application/pdf", "data": "JVBERi0xLjc=" });
    let body = json!({
        "stage_id": stage["id"], "candidate": person, "attachments": [cv], "source": { "name": source.to_uppercase() },
        "remote_fields": { "gem": { "x": 1 } },
    });
    let answer = stand.post(&stand.of_job(), body).await;
    let data = answer.data();
    assert_eq!(data["job_id"], stand.job["id"]);
    assert_eq!(data["current_stage"]["id"], stage["id"]);
    assert_eq!(data["outcome"], "PENDING");
    assert_eq!(data["candidate"]["company"], "Engines");
    assert_eq!(data["candidate"]["source"], source.as_str());
    let warnings: Vec<&str> =
        answer.body["warnings"].as_array().unwrap().iter().map(|w| w["message"].as_str().unwrap()).collect();
    assert_eq!(warnings, ["candidate.location: Gem cannot take it; it was left out."]);
    assert_eq!(answer.header("action-outcome"), Some("done"));
    assert_eq!(
        (answer.header("concurrency-limit"), answer.header("concurrency-remaining")),
        (Some("30"), Some("29"))
    );

    let found = stand.find("candidates", "email=ada@new.example").await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["id"], data["candidate"]["remote_id"]);
    let files =
        stand.find("attachments", &format!("candidate_id={}", found[0]["id"].as_str().unwrap())).await;
    assert_eq!((files.len(), &files[0]["type"], &files[0]["length"]), (1, &json!("resume"), &json!(8)));

    let read = stand.service.get(&format!("/v1/ats/applications?ids={}", data["id"].as_str().unwrap())).await;
    assert_eq!(read.results()[0]["candidate_id"], data["candidate_id"]);
    let read = stand.service.get("/v1/ats/candidates?email=ada@new.example").await;
    assert_eq!(read.results()[0]["applications"][0]["id"], data["id"]);
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn a_list_of_sources_that_is_not_there_stops_no_application(pool: PgPool) {
    let settings = json!({ "unverified": { "sources": true } });
    let stand = Stand::start(pool, Profile::Strict, settings).await;
    let body = json!({ "candidate": somebody("ada@new.example"), "source": { "name": "No such source" } });
    let answer = stand.post(&stand.of_job(), body).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let warning = answer.body["warnings"][0]["message"].as_str().unwrap();
    assert!(warning.starts_with("source: "), "{warning}");
    assert_eq!(stand.find("candidates", "email=ada@new.example").await.len(), 1);
}

#[sqlx::test]
async fn a_candidate_is_created_for_a_job_by_the_ats_own_id(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let job = format!("remote:{}", stand.job["remote_id"].as_str().unwrap());
    let body = json!({ "candidate": somebody("ada@new.example"), "application": { "job_id": job } });
    let answer = stand.post("/v1/ats/candidates", body).await;
    let data = answer.data();
    assert_eq!(data["applications"][0]["job"]["id"], stand.job["id"]);
    assert_eq!(stand.find("candidates", "email=ada@new.example").await.len(), 1);
    let read = stand.service.get(&format!("/v1/ats/candidates?ids={}", data["id"].as_str().unwrap())).await;
    assert_eq!(&read.results()[0], data);
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn a_known_candidate_is_reused(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let email = stand.candidate["email_addresses"][0]["email_address"].as_str().unwrap();
    let again = stand.post(&stand.of_job(), json!({ "candidate": somebody(&email.to_uppercase()) })).await;
    assert_eq!(again.code(), Some("ATS.APPLICATION_ALREADY_EXISTS"), "{}", again.body);
    let jobs = stand.service.walk("/v1/ats/jobs?statuses=OPEN", 250).await;
    let applied = stand.candidate["applications"].as_array().unwrap();
    let other = jobs.iter().find(|job| applied.iter().all(|a| a["job"]["id"] != job["id"])).unwrap();
    let path = format!("/v1/ats/jobs/{}/applications", other["id"].as_str().unwrap());
    let answer = stand.post(&path, json!({ "candidate": somebody(email) })).await;
    assert_eq!(answer.data()["candidate_id"], stand.candidate["id"]);
    assert_eq!(answer.data()["candidate"]["first_name"], stand.candidate["first_name"]);
    let email = email.replace('+', "%2B");
    assert_eq!(stand.find("candidates", &format!("email={email}")).await.len(), 1);
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn an_application_is_moved(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let (path, body) = (stand.of_application("stage"), json!({ "stage_id": stand.other_stage()["id"] }));
    let answer = stand.service.act("PUT", &path, None, &body).await;
    assert_eq!(answer.data(), &json!({}));
    assert_eq!(stand.read_application().await["current_stage_id"], stand.other_stage()["id"]);
    let row = stand.in_gem("applications", &stand.application).await;
    assert_eq!(row["current_stage"]["id"], stand.other_stage()["remote_id"]);
    stand.confirmed_by_syncs().await;
    stand.service.forget_requests().await;
    assert_eq!(stand.service.act("PUT", &path, None, &body).await.status, 200, "it is there already");
    let moves = format!("/ats/v0/applications/{}/move", stand.application["remote_id"].as_str().unwrap());
    assert!(stand.service.requests_for(&moves).await.is_empty());
}

#[sqlx::test]
async fn an_application_is_rejected(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let reasons = stand.service.walk("/v1/ats/rejection-reasons", 250).await;
    let body = json!({ "rejection_reason_id": reasons[0]["id"], "note": "Too late" });
    let answer = stand.post(&stand.of_application("reject"), body).await;
    assert_eq!(answer.data(), &json!({}));
    let read = stand.read_application().await;
    assert_eq!((&read["outcome"], &read["rejection_reason_name"]), (&json!("DECLINED"), &reasons[0]["name"]));
    assert_eq!(stand.in_gem("applications", &stand.application).await["status"], "rejected");
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn notes_and_result_links_become_notes(pool: PgPool) {
    let stand = Stand::strict(pool).await;
    let note = json!({ "content": "Called twice.", "content_type": "PLAIN_TEXT" });
    assert_eq!(stand.post(&stand.of_application("notes"), note).await.data(), &json!({}));
    let link = json!({
        "label": "Coding test", "url": "https://x.example/1",
        "details": { "custom_field_name_prefix": "Test ", "attributes": [{ "key": "Score", "value": "87" }] },
    });
    for path in [stand.of_application("result-links"), stand.of_candidate("result-links")] {
        assert_eq!(stand.post(&path, link.clone()).await.data(), &json!({}));
    }
    let candidate = stand.candidate["remote_id"].as_str().unwrap();
    let notes = stand.find("notes", &format!("candidate_id={candidate}")).await;
    let texts: Vec<&Value> = notes.iter().map(|note| &note["body"]).collect();
    let linked = "Coding test\nhttps://x.example/1\n\nTest Score: 87";
    assert_eq!(texts, ["Called twice.", linked, linked]);
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn files_are_attached(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let file = |name: &str| json!({ "attachment": { "name": name, "type": "OTHER", "content_type": "text/plain", "data": "SGk=" } });
    assert_eq!(stand.post(&stand.of_application("attachments"), file("a.txt")).await.data(), &json!({}));
    assert_eq!(stand.post(&stand.of_candidate("attachments"), file("b.txt")).await.data(), &json!({}));
    let candidate = stand.candidate["remote_id"].as_str().unwrap();
    for name in ["a.txt", "b.txt"] {
        let found = stand.find("attachments", &format!("candidate_id={candidate}&text={name}")).await;
        assert_eq!((found.len(), &found[0]["length"]), (1, &json!(2)));
    }
    stand.confirmed_by_syncs().await;
}

#[sqlx::test]
async fn tags_come_and_go(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let (path, body) = (stand.of_candidate("tags"), json!({ "tag": { "name": "Zürich / Süd" } }));
    for _twice in 0..2 {
        assert_eq!(stand.post(&path, body.clone()).await.data(), &json!({}));
        let tags = stand.read_candidate().await["tags"].clone();
        assert!(tags.as_array().unwrap().iter().any(|tag| tag["name"] == "Zürich / Süd"), "{tags}");
    }
    let row = stand.in_gem("candidates", &stand.candidate).await;
    assert!(row["tags"].as_array().unwrap().contains(&json!("Zürich / Süd")));
    stand.confirmed_by_syncs().await;
    for _twice in 0..2 {
        assert_eq!(stand.service.act("DELETE", &path, None, &body).await.data(), &json!({}));
        assert_eq!(stand.read_candidate().await["tags"], stand.candidate["tags"]);
    }
    assert_eq!(
        stand.service.sync_changes().await.counts.of(unified_ats::domain::model::Model::Candidate).changed(),
        0
    );
}
