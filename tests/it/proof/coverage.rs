//! Every field that the product names has a value somewhere in the demo's world.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::gem_sim::Options;

use crate::support::TestService;

/// The lists and the fields of their records, as the product names them, and the place and workplace of stages and
/// jobs. `integration_fields` are not among them: what Gem delivers beyond the model comes as custom fields and
/// remote data, so those lists are always there and always empty.
const FIELDS: [(&str, &[&str]); 13] = [
    ("users", &["first_name", "last_name", "email", "status", "remote_data", "remote_deleted_at"]),
    (
        "jobs",
        &[
            "name",
            "job_code",
            "description",
            "confidential",
            "status",
            "department",
            "post_url",
            "location",
            "custom_fields",
            "opened_at",
            "closed_at",
            "remote_created_at",
            "remote_updated_at",
            "remote_data",
            "remote_deleted_at",
            "stages",
            "job_postings",
            "hiring_team",
            "remote_work_status",
            "employment_type",
        ],
    ),
    (
        "job-postings",
        &[
            "title",
            "description_html",
            "status",
            "visibility",
            "url",
            "job_id",
            "remote_data",
            "remote_created_at",
            "remote_updated_at",
            "remote_deleted_at",
        ],
    ),
    (
        "candidates",
        &[
            "first_name",
            "last_name",
            "company",
            "title",
            "confidential",
            "source",
            "phone_numbers",
            "email_addresses",
            "social_media",
            "custom_fields",
            "remote_created_at",
            "remote_updated_at",
            "remote_data",
            "remote_deleted_at",
            "applications",
            "tags",
        ],
    ),
    ("application-stages", &["name", "global_index", "remote_data", "remote_deleted_at"]),
    (
        "applications",
        &[
            "outcome",
            "rejection_reason_name",
            "rejected_at",
            "current_stage_id",
            "job_id",
            "candidate_id",
            "custom_fields",
            "remote_created_at",
            "remote_updated_at",
            "remote_data",
            "remote_deleted_at",
            "candidate",
            "current_stage",
            "job",
            "interviews",
        ],
    ),
    (
        "interviews",
        &[
            "title",
            "starting_at",
            "ending_at",
            "application_id",
            "stage_id",
            "canceled",
            "remote_created_at",
            "remote_updated_at",
            "remote_data",
            "remote_deleted_at",
            "users",
            "application",
        ],
    ),
    ("job-application-stages", &["index", "job_id", "stage_id", "remote_deleted_at"]),
    ("job-hiring-team-members", &["roles", "job_id", "user_id", "remote_deleted_at"]),
    ("interviewing-team-members", &["interview_id", "user_id", "remote_deleted_at"]),
    // Nothing tells that a tag, a reason or a role is deleted.
    ("tags", &["name"]),
    ("rejection-reasons", &["name"]),
    ("roles", &["remote_label", "scope", "unified_type"]),
];

/// These records follow from others. Gem delivers no object of their own, so there is none to show.
const DERIVED: [&str; 6] = [
    "tags",
    "rejection-reasons",
    "roles",
    "job-application-stages",
    "job-hiring-team-members",
    "interviewing-team-members",
];

const EVERYWHERE: [&str; 3] = ["id", "remote_id", "changed_at"];

fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(fields) => fields.values().any(is_filled),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[sqlx::test]
async fn every_field_that_the_product_names_is_filled_in_the_demo(pool: PgPool) {
    let options = Options { candidates: 400, rate: None, ..Options::default() };
    let service = TestService::start_with(pool, options, json!({})).await;
    service.sync().await;
    let mut problems = Vec::new();
    for (list, fields) in FIELDS {
        let path = format!("/v1/ats/{list}?include_deleted=true&include_remote_data=true");
        let records = service.walk(&path, 250).await;
        let count = |field: &str| records.iter().filter(|record| is_filled(&record[field])).count();
        let empty = fields.iter().filter(|field| count(field) == 0);
        problems.extend(empty.map(|field| format!("{list}: no record has {field}")));
        let partial = EVERYWHERE.iter().filter(|field| count(field) < records.len() || records.is_empty());
        problems.extend(partial.map(|field| format!("{list}: not every record has {field}")));
        let without_raw = records.len() - count("remote_data");
        if without_raw != if DERIVED.contains(&list) { records.len() } else { 0 } {
            problems.push(format!("{list}: {without_raw} of {} have no remote_data", records.len()));
        }
        let fields = records.iter().filter_map(|record| record.get("integration_fields"));
        problems
            .extend(fields.filter(|f| **f != json!([])).map(|f| format!("{list}: integration_fields {f}")));
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
