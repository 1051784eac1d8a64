//! Incremental runs: what they ask for, what they find, and what only a full run finds.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::store::runs::{Kind, Outcome};

use crate::proof::mapping::assert_in_step;
use crate::support::TestService;

async fn id_of(service: &TestService, resource: &str) -> Value {
    let rows = service.world(resource).await;
    rows.into_iter().find(|row| row["deleted_at"].is_null() && row["id"].is_string()).unwrap()["id"].clone()
}

#[expect(clippy::needless_pass_by_value, reason = "so that the cases read as data")]
fn update(resource: &str, id: &Value, fields: Value) -> Value {
    json!({ "op": "update", "resource": resource, "id": id, "fields": fields })
}

#[sqlx::test]
async fn the_first_incremental_run_reads_everything(pool: PgPool) {
    let service = TestService::start(pool).await;
    let report = service.try_run(Kind::Delta).await.unwrap();
    assert_eq!((report.state, report.kind), (Outcome::Succeeded, Kind::Full));
    assert_in_step(&service).await;
}

#[sqlx::test]
async fn every_list_is_asked_by_the_key_that_it_has(pool: PgPool) {
    let service = TestService::start(pool).await;
    let first = service.now() + TimeDelta::minutes(1);
    service.sync().await;
    service.forget_requests().await;
    service.sync_changes().await;
    let since = (first - TimeDelta::minutes(10)).to_rfc3339_opts(SecondsFormat::Millis, true);
    let since = since.replace(':', "%3A");
    for (path, key) in [
        ("users", "updated_after"),
        ("job_stages", "updated_after"),
        ("job_posts", "updated_after"),
        ("jobs", "updated_after"),
        ("applications", "last_activity_after"),
        ("candidates", "updated_after"),
        ("candidates", "created_after"),
        ("scheduled_interviews", "updated_after"),
    ] {
        let queries = service.requests_for(&format!("/ats/v0/{path}/")).await;
        let wanted = format!("{key}={since}");
        assert!(queries.iter().any(|query| query.contains(&wanted)), "{path}: {queries:?} lacks {wanted}");
    }
    let applications = service.requests_for("/ats/v0/applications/").await;
    assert!(applications.iter().all(|query| !query.contains("updated_after")), "Gem knows no such filter");
    let interviews = service.requests_for("/ats/v0/scheduled_interviews/").await;
    assert!(interviews.iter().any(|query| query.contains("starts_after=2026-06-17T")));
}

#[sqlx::test]
async fn changes_of_every_list_arrive(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let (user, job, candidate) =
        (id_of(&service, "users").await, id_of(&service, "jobs").await, id_of(&service, "candidates").await);
    let (post, interview) =
        (id_of(&service, "job_posts").await, id_of(&service, "scheduled_interviews").await);
    let operations = json!([
        update("users", &user, json!({ "first_name": "Grace" })),
        update("jobs", &job, json!({ "name": "Astronaut" })),
        update("job_posts", &post, json!({ "title": "Astronaut (all genders)" })),
        update("candidates", &candidate, json!({ "last_name": "Hopper" })),
        update("scheduled_interviews", &interview, json!({ "location": "Moon" })),
        { "op": "random", "n": 40, "seed": 3 },
    ]);
    service.mutate(operations).await;
    let report = service.sync_changes().await;
    assert!(report.counts.of(Model::User).updated > 0);
    assert!(report.counts.of(Model::Job).updated > 0);
    assert!(report.counts.of(Model::Candidate).read < 100, "only what changed is read");
    let users = service.walk(&format!("/v1/ats/users?remote_ids={}", user.as_str().unwrap()), 1).await;
    assert_eq!(users[0]["first_name"], "Grace");
}

#[sqlx::test]
async fn a_new_candidate_without_a_time_of_change_arrives(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.switch(json!({ "null_updated_at_matches": false })).await;
    service.sync().await;
    let fields = json!({ "first_name": "Ada", "last_name": "Lovelace", "email_addresses": [] });
    let made = service.mutate(json!([{ "op": "create", "resource": "candidates", "fields": fields }])).await;
    assert!(made[0]["updated_at"].is_null());
    let report = service.sync_changes().await;
    assert_eq!(report.counts.of(Model::Candidate).created, 1);
}

#[sqlx::test]
async fn tombstones_arrive(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let interview = id_of(&service, "scheduled_interviews").await;
    let user = id_of(&service, "users").await;
    let delete = |resource: &str, id: &Value| json!({ "op": "delete", "resource": resource, "id": id });
    service.mutate(json!([delete("scheduled_interviews", &interview), delete("users", &user)])).await;
    let report = service.sync_changes().await;
    assert_eq!(report.counts.of(Model::Interview).deleted, 1);
    assert_eq!(report.counts.of(Model::User).deleted, 1);
}

#[sqlx::test]
async fn what_no_filter_reveals_is_repaired_by_the_full_run_and_counted(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let applications = service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
    let application = applications[0]["remote_id"].as_str().unwrap();
    // Gem moves no time when the source of an application changes.
    let source = json!({ "source": { "id": "s", "public_name": "Carrier pigeon" } });
    let mut hidden = update("applications", &json!(application), source);
    hidden["op"] = json!("touchless_update");
    service.mutate(json!([hidden])).await;
    let delta = service.sync_changes().await;
    assert_eq!(delta.counts.of(Model::Application).changed(), 0);
    let candidate = id_of(&service, "candidates").await;
    service.mutate(json!([update("candidates", &candidate, json!({ "title": "Pilot" }))])).await;
    let full = service.sync().await;
    let counts = full.counts.of(Model::Application);
    assert_eq!((counts.updated, counts.repaired), (1, 1));
    let counts = full.counts.of(Model::Candidate);
    assert_eq!((counts.updated, counts.repaired), (1, 0), "an incremental run would have found it");
    let shown = service.walk(&format!("/v1/ats/applications?remote_ids={application}"), 1).await;
    assert_eq!(shown[0]["custom_fields"]["source"], "Carrier pigeon");
}

#[sqlx::test]
async fn a_run_that_fails_is_made_up_for_by_the_next(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let interview = id_of(&service, "scheduled_interviews").await;
    service.mutate(json!([update("scheduled_interviews", &interview, json!({ "location": "Mars" }))])).await;
    service
        .set_faults(json!([{ "path": "/scheduled_interviews", "kind": "status", "status": 404, "every": 1 }]))
        .await;
    service.clock.advance(TimeDelta::hours(3));
    let failed = service.try_run(Kind::Delta).await.unwrap();
    assert_eq!(failed.state, Outcome::Failed);
    service.clock.advance(TimeDelta::hours(3));
    service.set_faults(json!([])).await;
    service.forget_requests().await;
    let report = service.sync_changes().await;
    assert_eq!(report.counts.of(Model::Interview).updated, 1);
    let interviews = service.requests_for("/ats/v0/scheduled_interviews/").await;
    assert!(interviews[0].contains("updated_after=2026-07-01T11%3A51"), "{interviews:?}");
    let users = service.requests_for("/ats/v0/users/").await;
    assert!(
        users[0].contains("updated_after=2026-07-01T14%3A52"),
        "users were read before it failed: {users:?}"
    );
}

#[sqlx::test]
async fn other_settings_have_everything_read_again(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    sqlx::query("UPDATE integrations SET settings = '{}'").execute(service.store.pool()).await.unwrap();
    let report = service.try_run(Kind::Delta).await.unwrap();
    assert_eq!((report.kind, report.state), (Kind::Full, Outcome::Succeeded));
    assert!(report.counts.of(Model::Job).updated > 0, "without the job board, jobs look different");
    let jobs = service.walk("/v1/ats/jobs", 250).await;
    assert!(jobs.iter().all(|job| job["remote_work_status"].is_null()));
    assert_eq!(service.sync_changes().await.counts.total().changed(), 0);
}
