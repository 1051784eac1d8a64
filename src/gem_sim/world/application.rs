//! Seeded applications: one, two, three or none for each candidate in turn.

use serde_json::{Value, json};

use super::candidate;
use super::catalog;
use super::clock::{EPOCH, text};
use super::dice::pick;
use super::ids::GHOSTS;
use super::job;
use super::plan::{Plan, STAGES_PER_JOB, children, parent};
use super::post;
use super::resource::Resource;
use super::row::{Row, object, optional};
use super::stage;

const STARTS: [u64; 4] = [0, 1, 3, 6];
const PER_FOUR: u64 = 6;

pub(crate) fn of_slot(candidate: u64) -> Vec<u64> {
    let (first, count) = children(&STARTS, PER_FOUR, candidate);
    (first..first + count).collect()
}

/// What can be told about an application without building it.
pub(crate) struct Facts {
    pub(crate) candidate: u64,
    pub(crate) applied: i64,
    pub(crate) activity: i64,
    pub(crate) deleted: Option<i64>,
    pub(crate) status: &'static str,
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let (slot, which) = parent(&STARTS, PER_FOUR, index);
    let step = plan.candidate_step();
    let applied = plan.candidate_created(slot) + step / 5 + step / 5 * i64::try_from(which).unwrap_or(0);
    let applied = applied.min(EPOCH - 2);
    let candidate = owner(plan, slot);
    let activity = plan.later(applied, 31, index, 90).max(applied);
    let orphaned = candidate::facts(plan, candidate).deleted;
    let deleted = orphaned.or((index % 45 == 22).then_some(activity));
    Facts { candidate, applied, activity, deleted, status: status(plan, index, candidate) }
}

fn owner(plan: &Plan, slot: u64) -> u64 {
    if candidate::is_merged_away(slot) && slot + 1 < plan.candidates { slot + 1 } else { slot }
}

fn status(plan: &Plan, index: u64, candidate: u64) -> &'static str {
    if candidate::is_anonymised(candidate) || is_drop_out(index) {
        "rejected"
    } else if index % 18 == 5 {
        "hired"
    } else if is_in_inactive_stage(index) || plan.roll(32, index) % 10 < 5 {
        "active"
    } else {
        "rejected"
    }
}

/// Rejected, with a reason of the candidate's own.
const fn is_drop_out(index: u64) -> bool {
    index % 30 == 4
}

const fn is_in_inactive_stage(index: u64) -> bool {
    index % 120 == 7
}

/// The job that an application is for; some are for jobs that nobody can see.
pub(crate) fn job_of(plan: &Plan, index: u64) -> u64 {
    let (slot, which) = parent(&STARTS, PER_FOUR, index);
    if is_in_inactive_stage(index) {
        return 0;
    }
    if index % 67 == 29 {
        return GHOSTS + index % 3;
    }
    let mut job = plan.roll(33, slot) % plan.jobs;
    for _ in 0..=which {
        job = (job + 1) % plan.jobs;
        while !job::takes_applications(job) {
            job = (job + 1) % plan.jobs;
        }
    }
    job
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let job = job_of(plan, index);
    let rejected = facts.status == "rejected";
    let user = |purpose| plan.id(Resource::User, plan.roll(purpose, index) % plan.users);
    let mut row = object(json!({
        "id": plan.id(Resource::Application, index),
        "candidate_id": plan.id(Resource::Candidate, facts.candidate),
        "applied_at": text(facts.applied),
        "last_activity_at": text(facts.activity),
        "source": source(plan, index),
        "credited_to": if index % 5 == 2 { Value::Null } else { json!(user(34)) },
        "jobs": [{"id": plan.id(Resource::Job, job), "name": job::name(plan, job)}],
        "job_post_id": post_of(plan, index, job),
        "status": facts.status,
        "current_stage": current_stage(plan, index, job, facts.status),
        "deleted_at": optional(facts.deleted),
        "recruiter": user(35),
        "coordinator": if index.is_multiple_of(3) { Value::Null } else { json!(user(36)) },
        "custom_fields": custom_fields(plan, index),
    }));
    if index % 4 == 1 {
        row.insert("sourcer".to_owned(), json!(user(37)));
    }
    if rejected {
        row.insert("rejected_at".to_owned(), json!(text(facts.activity)));
        row.insert("rejection_reason".to_owned(), reason(plan, index));
    }
    row
}

fn source(plan: &Plan, index: u64) -> Value {
    if index % 17 == 6 { Value::Null } else { catalog::source_ref(plan, plan.roll(38, index) % 9) }
}

/// The ninth kind of rejection has no reason at all.
fn reason(plan: &Plan, index: u64) -> Value {
    if is_drop_out(index) {
        return catalog::reason_ref(plan, 6 + index / 30 % 3);
    }
    if index % 29 == 8 {
        return Value::Null;
    }
    catalog::reason_ref(plan, plan.roll(39, index) % 10)
}

fn post_of(plan: &Plan, index: u64, job: u64) -> Value {
    if index % 3 == 1 || job >= GHOSTS {
        return Value::Null;
    }
    json!(plan.id(Resource::Post, post::first_of(job)))
}

fn current_stage(plan: &Plan, index: u64, job: u64, status: &str) -> Value {
    let which = match status {
        "hired" => 5,
        _ if is_in_inactive_stage(index) => 6,
        _ => plan.roll(40, index) % 5,
    };
    let index = if job >= GHOSTS { job * 8 + which } else { job * STAGES_PER_JOB + which };
    json!({"id": plan.id(Resource::Stage, index), "name": stage::name(which)})
}

fn custom_fields(plan: &Plan, index: u64) -> Value {
    match index % 4 {
        0 => json!({
            "Notice period": pick(&["none", "1 month", "3 Monate"], index),
            "Work permit": plan.roll(41, index).is_multiple_of(2),
            "Score": plan.roll(42, index) % 100,
            "Languages": ["en", "de"],
            "Empty": "",
            "Unset": null,
        }),
        1 => json!({"Salary expectation": {"amount": 65_000, "currency": "EUR"}}),
        2 => json!({}),
        _ => Value::Null,
    }
}
