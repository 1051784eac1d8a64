//! Seeded offers and openings.

use serde_json::{Value, json};

use super::application;
use super::clock::{DAY, text};
use super::dice::pick;
use super::ids::GHOSTS;
use super::job;
use super::plan::Plan;
use super::resource::Resource;
use super::row::{Row, object, optional};

/// One offer for each four candidates; a third of them led to a hire.
pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let application = index * 6 + 5;
    let parent = application::facts(plan, application);
    let job = application::job_of(plan, application);
    let status = match parent.status {
        "hired" => "accepted",
        "rejected" => "rejected",
        _ => pick(&["unresolved", "deprecated", "unresolved"], index),
    };
    let sent = (status != "unresolved" || index.is_multiple_of(2)).then_some(parent.activity);
    let deleted = parent.deleted.or((index % 25 == 9).then_some(parent.activity));
    object(json!({
        "id": plan.id(Resource::Offer, index),
        "application_id": plan.id(Resource::Application, application),
        "candidate_id": plan.id(Resource::Candidate, parent.candidate),
        "job_id": plan.id(Resource::Job, job),
        "opening": if job < GHOSTS { json!(plan.id(Resource::Opening, job)) } else { Value::Null },
        "created_at": text(parent.applied + 1),
        "updated_at": text(parent.activity),
        "deleted_at": optional(deleted),
        "sent_at": optional(sent),
        "starts_at": optional((index % 5 != 3).then_some(parent.activity + 60 * DAY)),
        "status": status,
        "compensations": compensations(index),
    }))
}

fn compensations(index: u64) -> Value {
    let base = json!({
        "currency_code": pick(&["EUR", "USD", "JPY"], index),
        "interval": "year",
        "type": "base_salary",
        "unit": "currency",
        "value": (60_000 + index % 50 * 1000).to_string(),
        "value_type": "fixed",
    });
    let equity = json!({
        "currency_code": null, "interval": null, "type": "equity", "unit": "shares", "value": "1200", "value_type": "fixed",
    });
    match index % 3 {
        0 => json!([base]),
        1 => json!([equity, base]),
        _ => json!([]),
    }
}

/// One opening for each job.
pub(crate) fn opening(plan: &Plan, index: u64) -> Row {
    let facts = job::facts(plan, index);
    let closed = facts.status == "closed";
    object(json!({
        "id": plan.id(Resource::Opening, index),
        "opening_id": if index % 4 == 1 { Value::Null } else { json!(format!("{index}-1")) },
        "status": if closed { "closed" } else { "open" },
        "opened_at": text(facts.created),
        "closed_at": optional(closed.then_some(facts.updated)),
        "deleted_at": optional(facts.deleted),
        "application_id": null,
        "target_hire_date": if index.is_multiple_of(3) { json!("2026-09-01") } else { Value::Null },
        "target_start_date": if index % 3 == 1 { json!("2026-10-01") } else { Value::Null },
        "custom_fields": {"Budgeted": true},
        "_job_id": plan.id(Resource::Job, index),
    }))
}
