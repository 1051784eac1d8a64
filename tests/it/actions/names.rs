//! Records that requests name: of another integration, unknown, deleted, or not fit for what is to be done.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::id::{IntegrationId, RecordId};
use unified_ats::domain::model::Model;
use unified_ats::gem_sim::Options;

use super::every::{Request, all, one};
use super::stand::{Stand, somebody};
use crate::support::{Answer, TestService};

const INVALID: Option<&str> = Some("PLATFORM.INPUT_INVALID");
const NO_RECORD: &str = "the integration has no such record";

async fn send(stand: &Stand, request: &Request) -> Answer {
    stand.service.act(request.method, &request.path, None, &request.body).await
}

/// Refused for the reason, and nothing was asked of the ATS.
async fn refused(stand: &Stand, request: &Request, status: u16, message: &str) {
    stand.service.forget_requests().await;
    let answer = send(stand, request).await;
    let told = (answer.status, answer.code(), answer.message());
    assert_eq!(told, (status, INVALID, message), "{}", request.action);
    assert!(stand.requests().await.is_empty(), "{message}");
}

#[sqlx::test]
async fn records_of_the_path_have_to_be_there(pool: PgPool) {
    let stand = Stand::extended(pool.clone()).await;
    // Another integration with the same records, which have other ids there.
    let other = IntegrationId::parse("gem:11111111111111111111aaaa").unwrap();
    let options = Options { candidates: 60, rate: None, ..Options::default() };
    TestService::start_as(pool, options, json!({}), other.clone()).await.sync().await;
    let foreign = |model, record: &Value| {
        RecordId::derive(&other, model, record["remote_id"].as_str().unwrap()).to_string()
    };
    for request in all(&stand, 0).into_iter().filter(Request::names_record) {
        let name = request.record_name();
        let foreign = match name {
            "application_id" => foreign(Model::Application, &stand.application),
            "candidate_id" => foreign(Model::Candidate, &stand.candidate),
            _ => foreign(Model::Job, &stand.job),
        };
        for record in
            [foreign.as_str(), "x", "remote:", "remote:x", "%00", "%FF", "a%20b", &"x".repeat(5_000)]
        {
            refused(&stand, &request.to(record), 404, &format!("{name}: {NO_RECORD}")).await;
        }
        // The id of a record of another kind, and the ATS's own id where only ours is taken.
        refused(
            &stand,
            &request.to(stand.reason["id"].as_str().unwrap()),
            404,
            &format!("{name}: {NO_RECORD}"),
        )
        .await;
        if name != "job_id" {
            let record = if name == "candidate_id" { &stand.candidate } else { &stand.application };
            let remote = format!("remote:{}", record["remote_id"].as_str().unwrap());
            refused(&stand, &request.to(&remote), 404, &format!("{name}: {NO_RECORD}")).await;
        }
    }
}

#[sqlx::test]
async fn what_the_ats_deleted_is_gone(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let delete = |resource: &str, record: &Value| json!({ "op": "delete", "resource": resource, "id": record["remote_id"] });
    stand.service.mutate(json!([delete("candidates", &stand.candidate), delete("jobs", &stand.job)])).await;
    // Gem knows before we do.
    for action in ["add_tag", "candidate_link", "candidate_file", "add_note", "set_stage", "reject"] {
        stand.service.forget_requests().await;
        let request = one(&stand, action);
        let answer = send(&stand, &request).await;
        let message = format!("{}: the candidate is no longer in the ATS", request.record_name());
        assert_eq!(
            (answer.status, answer.code(), answer.message()),
            (404, INVALID, message.as_str()),
            "{action}"
        );
        assert!(stand.effects().await.is_empty());
    }
    stand.service.sync_changes().await;
    stand.service.sync().await;
    for request in all(&stand, 0) {
        let (name, status) = match (request.action, request.record_name()) {
            ("create_candidate", _) => ("application.job_id", 400),
            (_, name) => (name, 404),
        };
        stand.service.forget_requests().await;
        let answer = send(&stand, &request).await;
        assert_eq!((answer.status, answer.code()), (status, INVALID), "{}: {}", request.action, answer.body);
        let (told, reason) = answer.message().split_once(": ").unwrap();
        assert_eq!((told, reason.ends_with("deleted in the ATS")), (name, true), "{reason}");
        assert!(stand.requests().await.is_empty());
    }
}

#[sqlx::test]
async fn only_open_jobs_take_applications(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    for status in ["CLOSED", "DRAFT"] {
        let jobs = stand.service.walk(&format!("/v1/ats/jobs?statuses={status}"), 250).await;
        let job = &jobs.first().unwrap_or_else(|| panic!("the world has no job that is {status}"));
        let remote = format!("remote:{}", job["remote_id"].as_str().unwrap());
        for named in [job["id"].as_str().unwrap(), remote.as_str()] {
            let apply = one(&stand, "create_application").to(named).without("/stage_id");
            let create = one(&stand, "create_candidate").with("/application", json!({ "job_id": named }));
            for (request, name) in [(apply, "job_id"), (create, "application.job_id")] {
                stand.service.forget_requests().await;
                let answer = send(&stand, &request).await;
                let message = format!("{name}: the job is not open, and takes no applications.");
                let told = (answer.status, answer.code(), answer.message());
                assert_eq!(told, (400, Some("ATS.JOB_CLOSED"), message.as_str()));
                assert!(stand.requests().await.is_empty());
            }
        }
    }
}

#[sqlx::test]
async fn stages_belong_to_jobs(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let jobs = stand.service.walk("/v1/ats/jobs", 250).await;
    let other = jobs.iter().find(|job| job["id"] != stand.job["id"] && job["stages"][0].is_object()).unwrap();
    let foreign = &other["stages"][0]["id"];
    let reason = "the stage belongs to another job; the job's own are listed with it (jobs[].stages)";
    for (action, pointer, name) in [
        ("set_stage", "/stage_id", "stage_id"),
        ("create_application", "/stage_id", "stage_id"),
        ("create_candidate", "/application/stage_id", "application.stage_id"),
    ] {
        let request = one(&stand, action).with(pointer, foreign.clone());
        refused(&stand, &request, 400, &format!("{name}: {reason}")).await;
        let of_another_kind = one(&stand, action).with(pointer, stand.job["id"].clone());
        refused(&stand, &of_another_kind, 400, &format!("{name}: {NO_RECORD}")).await;
    }
}

#[sqlx::test]
async fn the_ats_own_ids_are_taken_where_the_contract_says_so(pool: PgPool) {
    let stand = Stand::extended(pool).await;
    let remote = |record: &Value| format!("remote:{}", record["remote_id"].as_str().unwrap());
    let users = stand.service.walk("/v1/ats/users", 250).await;
    let user = users.iter().find(|user| user["email"].is_string() && user["status"] == "ACTIVE").unwrap();
    let mut body =
        json!({ "candidate": somebody("first@new.example"), "sourced_by": { "user_id": remote(user) } });
    let path = stand.of_job().replace(stand.job["id"].as_str().unwrap(), &remote(&stand.job));
    assert_eq!(stand.post(&path, body.clone()).await.data()["job_id"], stand.job["id"]);
    let candidate = &stand.find("candidates", "email=first@new.example").await[0];
    let created =
        stand.find("applications", &format!("candidate_id={}", candidate["id"].as_str().unwrap())).await;
    assert!(
        created[0].to_string().contains(user["remote_id"].as_str().unwrap()),
        "{} was not credited",
        created[0]
    );
    body["candidate"] = somebody("second@new.example");
    body["application"] = json!({ "job_id": remote(&stand.job) });
    body["sourced_by"]["user_id"] = user["id"].clone();
    assert_eq!(
        stand.post("/v1/ats/candidates", body).await.data()["applications"][0]["job"]["id"],
        stand.job["id"]
    );
    let stage = remote(stand.other_stage());
    for (action, pointer, name) in [
        ("set_stage", "/stage_id", "stage_id"),
        ("create_application", "/stage_id", "stage_id"),
        ("create_candidate", "/application/stage_id", "application.stage_id"),
    ] {
        let request = one(&stand, action).with(pointer, json!(stage));
        refused(&stand, &request, 400, &format!("{name}: {NO_RECORD}")).await;
    }
    let reject = one(&stand, "reject").with("/rejection_reason_id", json!(remote(&stand.reason)));
    refused(&stand, &reject, 400, &format!("rejection_reason_id: {NO_RECORD}")).await;
}
