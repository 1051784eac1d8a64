//! Every filter, compared with the same choice made over the whole list.

use serde_json::Value;
use sqlx::PgPool;

use crate::support::TestService;

/// The ids of the records that the condition chooses, sorted.
fn chosen(records: &[Value], condition: impl Fn(&Value) -> bool) -> Vec<String> {
    let mut ids: Vec<String> = records
        .iter()
        .filter(|record| condition(record))
        .map(|r| r["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids
}

async fn filtered(service: &TestService, path: &str) -> Vec<String> {
    chosen(&service.walk(path, 7).await, |_all| true)
}

/// The first value of a field that some records have and others do not.
fn value_of(records: &[Value], field: &str) -> String {
    let values: Vec<&str> = records.iter().filter_map(|record| record[field].as_str()).collect();
    let first = values.first().unwrap_or_else(|| panic!("no record has {field}"));
    (*first).to_owned()
}

async fn assert_filter(service: &TestService, list: &str, query: &str, condition: impl Fn(&Value) -> bool) {
    let all = service.walk(&format!("/v1/ats/{list}"), 250).await;
    let expected = chosen(&all, condition);
    assert!(!expected.is_empty(), "{list}?{query} chooses nothing");
    assert!(expected.len() < all.len() || all.len() == 1, "{list}?{query} chooses everything");
    assert_eq!(filtered(service, &format!("/v1/ats/{list}?{query}")).await, expected, "{list}?{query}");
}

#[sqlx::test]
async fn applications_are_filtered(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let all = service.walk("/v1/ats/applications", 250).await;
    let (job, stage) = (value_of(&all, "job_id"), value_of(&all, "current_stage_id"));
    let created = value_of(&all, "remote_created_at");
    let by_job = |a: &Value| a["job_id"] == job.as_str();
    assert_filter(&service, "applications", "outcomes=HIRED,DECLINED", |a| a["outcome"] != "PENDING").await;
    assert_filter(&service, "applications", "outcomes=HIRED%2CDECLINED", |a| a["outcome"] != "PENDING").await;
    assert_filter(&service, "applications", "outcome=HIRED", |a| a["outcome"] == "HIRED").await;
    assert_filter(&service, "applications", &format!("job_ids={job}"), by_job).await;
    let remote = all.iter().find(|a| by_job(a)).unwrap()["job"]["remote_id"].as_str().unwrap().to_owned();
    assert_filter(&service, "applications", &format!("job_remote_ids={remote}"), by_job).await;
    let in_stage = |a: &Value| a["current_stage_id"] == stage.as_str();
    assert_filter(&service, "applications", &format!("current_stage_ids={stage}"), in_stage).await;
    let since = |a: &Value| a["remote_created_at"].as_str().is_some_and(|time| time >= created.as_str());
    assert_filter(&service, "applications", &format!("remote_created_after={created}"), since).await;
    let both = |a: &Value| a["outcome"] == "PENDING" && since(a);
    assert_filter(
        &service,
        "applications",
        &format!("outcomes=PENDING&remote_created_after={created}"),
        both,
    )
    .await;
}

#[sqlx::test]
async fn candidates_are_filtered(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let all = service.walk("/v1/ats/candidates", 250).await;
    let with_email = all.iter().find(|c| c["email_addresses"][0]["email_address"].is_string()).unwrap();
    let email = with_email["email_addresses"][0]["email_address"].as_str().unwrap().to_uppercase();
    let has_email = |c: &Value| {
        let emails = c["email_addresses"].as_array().unwrap();
        emails.iter().any(|e| e["email_address"].as_str().unwrap().to_uppercase() == email)
    };
    let encoded: String = url::form_urlencoded::byte_serialize(email.as_bytes()).collect();
    assert_filter(&service, "candidates", &format!("email={encoded}"), has_email).await;
    for field in ["first_name", "last_name"] {
        let name = value_of(&all, field);
        let encoded: String = url::form_urlencoded::byte_serialize(name.to_uppercase().as_bytes()).collect();
        let named =
            |c: &Value| c[field].as_str().is_some_and(|other| other.to_lowercase() == name.to_lowercase());
        assert_filter(&service, "candidates", &format!("{field}={encoded}"), named).await;
    }
    let applied = all.iter().find_map(|c| c["applications"][0]["job"]["id"].as_str()).unwrap();
    let has_applied =
        |c: &Value| c["applications"].as_array().unwrap().iter().any(|a| a["job"]["id"] == applied);
    assert_filter(&service, "candidates", &format!("job_ids={applied}"), has_applied).await;
}

#[sqlx::test]
async fn jobs_are_filtered(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let all = service.walk("/v1/ats/jobs", 250).await;
    let (code, url, created) =
        (value_of(&all, "job_code"), value_of(&all, "post_url"), value_of(&all, "remote_created_at"));
    assert_filter(&service, "jobs", &format!("job_codes={code}"), |j| j["job_code"] == code.as_str()).await;
    let encoded: String = url::form_urlencoded::byte_serialize(url.as_bytes()).collect();
    assert_filter(&service, "jobs", &format!("post_url={encoded}"), |j| j["post_url"] == url.as_str()).await;
    assert_filter(&service, "jobs", "statuses=OPEN,CLOSED", |j| {
        j["status"] == "OPEN" || j["status"] == "CLOSED"
    })
    .await;
    assert_filter(&service, "jobs", "status=DRAFT", |j| j["status"] == "DRAFT").await;
    let full_time = |j: &Value| j["employment_type"] == "FULL_TIME";
    assert_filter(&service, "jobs", "employment_types=FULL_TIME", full_time).await;
    let since = |j: &Value| j["remote_created_at"].as_str().is_some_and(|time| time >= created.as_str());
    assert_filter(&service, "jobs", &format!("remote_created_after={created}"), since).await;
    let name = value_of(&all, "name");
    let part: String = name.chars().skip(1).take(4).collect::<String>().to_uppercase();
    let encoded: String = url::form_urlencoded::byte_serialize(part.as_bytes()).collect();
    let contains =
        |j: &Value| j["name"].as_str().is_some_and(|name| name.to_lowercase().contains(&part.to_lowercase()));
    assert_filter(&service, "jobs", &format!("name_contains={encoded}"), contains).await;
    // Gem does not fill a job's visibility: the filter removes everything, unless it is to be skipped.
    assert!(service.walk("/v1/ats/jobs?visibilities=PUBLIC", 250).await.is_empty());
    let skipped = service.walk("/v1/ats/jobs?visibilities=PUBLIC&ignore_unsupported_filters=true", 250).await;
    assert_eq!(skipped, all);
}

#[sqlx::test]
async fn the_small_lists_are_filtered(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let email = value_of(&service.walk("/v1/ats/users", 250).await, "email");
    let encoded: String = url::form_urlencoded::byte_serialize(email.to_uppercase().as_bytes()).collect();
    assert_filter(&service, "users", &format!("emails={encoded}"), |u| u["email"] == email.as_str()).await;
    assert_filter(&service, "roles", "scopes=JOB", |role| role["scope"] == "JOB").await;
    let interviews = service.walk("/v1/ats/interviews", 250).await;
    let job = interviews.iter().find_map(|i| i["application"]["job"]["id"].as_str()).unwrap();
    let of_job = |i: &Value| i["application"]["job"]["id"] == job;
    assert_filter(&service, "interviews", &format!("job_ids={job}"), of_job).await;
}

#[sqlx::test]
async fn records_are_found_by_their_ids(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    for list in ["applications", "candidates", "tags", "job-application-stages"] {
        let all = service.walk(&format!("/v1/ats/{list}"), 250).await;
        let (a, b) = (&all[0], &all[1]);
        let either = |r: &Value| r["id"] == a["id"] || r["id"] == b["id"];
        let ids = format!(
            "ids={},{},zzzzzzzzzzzzzzzzzzzzzzzz",
            a["id"].as_str().unwrap(),
            b["id"].as_str().unwrap()
        );
        assert_filter(&service, list, &ids, either).await;
        let remote: Vec<String> = [a, b]
            .iter()
            .map(|r| {
                url::form_urlencoded::byte_serialize(r["remote_id"].as_str().unwrap().as_bytes()).collect()
            })
            .collect();
        assert_filter(&service, list, &format!("remote_ids={}", remote.join(",")), either).await;
        let both = format!("ids={}&remote_ids={}", a["id"].as_str().unwrap(), remote.join(","));
        assert_filter(&service, list, &both, |r| r["id"] == a["id"]).await;
    }
}
