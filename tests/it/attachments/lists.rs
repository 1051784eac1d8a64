//! What is listed.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;

use super::{Owner, ROOT};

/// What the service makes of a file, apart from ids and links.
fn expected(file: &Value) -> Value {
    let content_type = if file["filename"].as_str().unwrap().ends_with(".pdf") {
        "application/pdf"
    } else {
        "application/zip"
    };
    let kind = match file["type"].as_str().unwrap() {
        "resume" => "CV",
        "cover_letter" => "COVER_LETTER",
        _ => "OTHER",
    };
    json!({
        "type": kind, "file_name": file["filename"], "content_type": content_type,
        "remote_created_at": file["created_at"], "remote_updated_at": null,
    })
}

fn without(file: &Value, fields: &[&str]) -> Value {
    let mut file = file.clone();
    for field in fields {
        assert!(file.as_object_mut().unwrap().remove(*field).is_some(), "{field}");
    }
    // As exact as the ATS tells it.
    let at = file["remote_created_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    file["remote_created_at"] = json!(at);
    file
}

fn as_time(mut file: Value) -> Value {
    let at = file["remote_created_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    file["remote_created_at"] = json!(chrono::SubsecRound::trunc_subsecs(at, 3));
    file
}

#[sqlx::test]
async fn the_files_are_listed_as_the_ats_has_them_now(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let service = &owner.service;
    let list = service.get(&owner.path()).await;
    let candidate = service.id(Model::Candidate, &owner.candidate);
    let links = ["id", "remote_id", "data_url"];
    let found: Vec<Value> = list.results().iter().map(|file| without(file, &links)).collect();
    let of_candidate = |file: &Value| {
        let mut file = as_time(expected(file));
        file["candidate_id"] = json!(candidate);
        file["application_id"] = Value::Null;
        file
    };
    assert_eq!(found, owner.files.iter().map(of_candidate).collect::<Vec<_>>());
    let headers = ["concurrency-limit", "concurrency-remaining", "action-outcome"];
    assert_eq!(headers.map(|name| list.header(name)), [Some("30"), Some("29"), Some("done")]);
    assert!(!list.body.to_string().contains("signature="), "{}", list.body);

    // The ids stay, also when the ATS signs anew.
    let again = service.get(&owner.path()).await;
    let ids = |list: &[Value]| list.iter().map(|file| file["id"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(again.results()), ids(list.results()));

    let applications = service.world("applications").await;
    let application = applications
        .iter()
        .find(|row| row["candidate_id"] == *owner.candidate && row["deleted_at"].is_null());
    let application = service.id(Model::Application, application.unwrap()["id"].as_str().unwrap());
    let of_application = service.get(&format!("/v1/ats/applications/{application}/attachments")).await;
    let found: Vec<Value> = of_application.results().iter().map(|file| without(file, &links)).collect();
    assert_eq!(found, owner.files.iter().map(|file| as_time(expected(file))).collect::<Vec<_>>());
    assert_eq!(ids(of_application.results()), ids(list.results()));
}

#[sqlx::test]
async fn what_cannot_be_listed_is_said(pool: PgPool) {
    let mut owner = Owner::start(pool).await;
    let unknown = owner.service.get("/v1/ats/candidates/8d1hpPsbjxUkoCoa1veLZGe5/attachments").await;
    assert_eq!((unknown.status, unknown.code()), (404, Some("PLATFORM.INPUT_INVALID")));
    let other = owner.service.get("/v1/ats/candidates/nonsense/attachments").await;
    assert_eq!(other.body, unknown.body);

    owner.service.set_faults(json!([{ "path": "/candidates/", "kind": "status", "status": 401 }])).await;
    let refused = owner.service.get(&owner.path()).await;
    assert_eq!((refused.status, refused.code()), (403, Some("INTEGRATION.AUTHENTICATION_INVALID")));
    let log = refused.body["error"]["log_url"].as_str().unwrap().to_owned();
    owner.service.write_interactions().await;
    let call = owner.service.manage("GET", log.strip_prefix(ROOT).unwrap(), &json!({})).await;
    assert_eq!((&call.data()["cause"], &call.data()["status"]), (&json!("ATTACHMENTS"), &json!(401)));
    owner.service.set_faults(json!([])).await;

    owner.service.reach_at(None);
    let nowhere = owner.service.get(&owner.path()).await;
    assert_eq!(nowhere.code(), Some("INTEGRATION.ACTION_NOT_AVAILABLE"));
    assert!(nowhere.message().contains("PUBLIC_URL"), "{}", nowhere.message());
}

/// Neither records nor the raw rows that are kept of them hold an address (ADR 0010).
#[sqlx::test]
async fn no_address_of_the_ats_is_kept_or_served(pool: PgPool) {
    let owner = Owner::start(pool).await;
    let path = "/v1/ats/candidates?include_remote_data=true&page_size=250";
    let page = owner.service.get(path).await;
    let text = page.body.to_string();
    assert!(text.contains("portfolio & samples.zip"), "the rows show that there are files");
    assert!(!text.contains("signature=") && !text.contains("/_files/"));
    for link in owner.links().await {
        super::open(&owner.service, &link).await;
    }
    owner.service.write_interactions().await;
    for table in ["candidates", "interactions", "documents", "sync_answers"] {
        let rows = format!("SELECT count(*) FROM {table} t WHERE t::text LIKE '%signature=%'");
        let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(rows))
            .fetch_one(owner.service.store.pool())
            .await
            .unwrap();
        assert_eq!(found, 0, "{table}");
    }
}
