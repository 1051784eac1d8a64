//! Every record of whole worlds, mapped a second time: plainly, from Gem's rows as the simulator holds them and by
//! the rules of Gem's sheet alone, and compared with what the lists serve.

mod applications;
mod differences;
mod gem;
mod hiring;
mod joins;
mod people;

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use self::differences::Differences;
use self::gem::Gem;
use crate::support::TestService;

/// Maps one world of Gem twice, and panics with what differs.
async fn prove(pool: PgPool, seed: u64, odd_values: bool) {
    let options = Options { candidates: 400, seed, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    add_rare_cases(&service).await;
    if odd_values {
        allow_odd_values(&service).await;
    }
    service.sync().await;
    let gem = Gem::load(&service).await;
    let mut differences = Differences::default();
    for (list, expected) in lists(&gem) {
        assert!(!expected.is_empty(), "the world has no {list}");
        let found = service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await;
        differences.add(list, expected, found);
    }
    differences.assert_none();
}

/// Panics unless the cache shows what Gem holds by now, whatever happened on the way.
pub(crate) async fn assert_in_step(service: &TestService) {
    let gem = Gem::load(service).await;
    let mut differences = Differences::default();
    for (list, expected) in lists(&gem) {
        let found = service.walk(&format!("/v1/ats/{list}?include_deleted=true"), 250).await;
        differences.add_lived(list, expected, found);
    }
    differences.assert_none();
}

/// What each list has to hold.
fn lists(gem: &Gem<'_>) -> Vec<(&'static str, Vec<Value>)> {
    vec![
        ("users", gem.map("users", people::user)),
        ("roles", people::roles(gem)),
        ("tags", people::tags(gem)),
        ("candidates", gem.map("candidates", people::candidate)),
        ("jobs", hiring::jobs(gem)),
        ("job-postings", gem.map("job_posts", hiring::posting)),
        ("application-stages", gem.map("job_stages", hiring::stage)),
        ("rejection-reasons", applications::rejection_reasons(gem)),
        ("applications", gem.map("applications", applications::application)),
        ("interviews", gem.map("scheduled_interviews", applications::interview)),
        ("job-application-stages", joins::job_stages(gem)),
        ("job-hiring-team-members", joins::hiring_team_members(gem)),
        ("interviewing-team-members", joins::interviewers(gem)),
    ]
}

/// What no seeded world has: an application in a deleted stage, a primary address between others, a user without a
/// primary address, and an application that came in late but was made first.
async fn add_rare_cases(service: &TestService) {
    let applications = service.world("applications").await;
    let live = |row: &&Value| row["deleted_at"].is_null() && !row["current_stage"].is_null();
    let stages = service.world("job_stages").await;
    let mut deleted = stages.iter().filter(|stage| !stage["deleted_at"].is_null());
    let in_job = |stage: &Value| {
        let application = applications.iter().filter(live).find(|a| a["jobs"][0]["id"] == stage["job_id"])?;
        Some((application["id"].clone(), json!({ "id": stage["id"], "name": stage["name"] })))
    };
    let (application, stage) = deleted.find_map(in_job).unwrap();
    let last = applications.iter().rfind(live).unwrap();
    let emails = json!([
        { "type": "work", "value": "a@x.example", "is_primary": false },
        { "type": "home", "value": "b@x.example", "is_primary": true },
        { "type": "other", "value": "c@x.example", "is_primary": false },
    ]);
    let (users, candidates) = (service.world("users").await, service.world("candidates").await);
    let update = |resource: &str, id: &Value, fields: Value| json!({ "op": "update", "resource": resource, "id": id, "fields": fields });
    let operations = json!([
        update("applications", &application, json!({ "current_stage": stage })),
        update("applications", &last["id"], json!({ "applied_at": "2020-01-01T00:00:00.000Z" })),
        update("candidates", &candidates[0]["id"], json!({ "email_addresses": emails })),
        update("users", &users[1]["id"], json!({ "primary_email_address": "" })),
    ]);
    service.mutate(operations).await;
}

/// Unknown statuses, missing ids, values of other types.
async fn allow_odd_values(service: &TestService) {
    let url = format!("{}/switches", service.sim.control_url());
    let request = service.connections.outbound.http.patch(url).header("content-type", "application/json");
    let answer = request.body(json!({ "odd_values": true }).to_string()).send().await.unwrap();
    assert!(answer.status().is_success());
}

#[sqlx::test]
async fn every_record_is_what_the_sheet_makes_of_it(pool: PgPool) {
    prove(pool, 1, false).await;
}

#[sqlx::test]
async fn every_record_of_another_world_is_too(pool: PgPool) {
    prove(pool, 20_260_731, false).await;
}

#[sqlx::test]
async fn what_gem_does_not_document_is_null_and_harms_nothing_else(pool: PgPool) {
    prove(pool, 7, true).await;
}
