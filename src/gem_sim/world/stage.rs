//! Seeded stages: seven for each job, the last of them retired in most.

use serde_json::{Value, json};

use super::clock::text;
use super::dice::pick;
use super::job;
use super::plan::{Plan, STAGES_PER_JOB};
use super::resource::Resource;
use super::row::{Row, object, optional};

const NAMES: [&str; 7] = [
    "Application Review",
    "Recruiter Screen",
    "Hiring Manager Interview",
    "Technical Assessment",
    "Onsite",
    "Offer",
    "Reference Check",
];

/// Gaps, and the last stage ranks between the third and the fourth.
const PRIORITIES: [u64; 7] = [0, 1, 2, 5, 6, 9, 3];

/// What can be told about a stage without building it.
pub(crate) struct Facts {
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) deleted: Option<i64>,
    pub(crate) active: bool,
}

pub(crate) fn name(which: u64) -> &'static str {
    pick(&NAMES, which)
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let (job, which) = (index / STAGES_PER_JOB, index % STAGES_PER_JOB);
    let created = plan.job_created(job) + i64::try_from(which).unwrap_or(0);
    let updated = job::part_changed(plan, job, 61, index, created);
    let retired = which == 6;
    let deleted = job::facts(plan, job).deleted.or((retired && job % 3 == 1).then_some(updated));
    Facts { created, updated, deleted, active: !(retired && job % 3 != 2) }
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let which = index % STAGES_PER_JOB;
    object(json!({
        "id": plan.id(Resource::Stage, index),
        "name": name(which),
        "job_id": plan.id(Resource::Job, index / STAGES_PER_JOB),
        "created_at": text(facts.created),
        "updated_at": text(facts.updated),
        "deleted_at": optional(facts.deleted),
        "active": facts.active,
        "priority": usize::try_from(which).ok().and_then(|n| PRIORITIES.get(n)).copied().unwrap_or(0),
        "interviews": (0..definitions_of(index)).map(|n| definition(plan, index, n, facts.created)).collect::<Value>(),
    }))
}

/// How many interviews a stage defines; their indices are twice the stage's and the next.
pub(crate) const fn definitions_of(stage: u64) -> u64 {
    (stage % STAGES_PER_JOB) % 3
}

pub(crate) fn definition_name(stage: u64, n: u64) -> String {
    format!("{} {}", name(stage % STAGES_PER_JOB), n + 1)
}

fn definition(plan: &Plan, stage: u64, n: u64, created: i64) -> Value {
    let index = stage * 2 + n;
    let gone = n == 1 && stage % 5 == 2;
    let users: Value = (0..index % 3)
        .map(|u| json!(plan.id(Resource::User, (plan.roll(62, index) + u) % plan.users)))
        .collect();
    json!({
        "id": plan.id(Resource::Definition, index),
        "name": definition_name(stage, n),
        "schedulable": index % 4 != 1,
        "estimated_minutes": 30 + 15 * (index % 5),
        "default_interviewer_users": users,
        "interview_kit": kit(plan, index),
        "deleted_at": if gone { json!(text(created + 1)) } else { Value::Null },
        "job_stage_interview_item_id": plan.id(Resource::Slot, index),
    })
}

/// The text of a question stands in `name` or in `question`.
fn kit(plan: &Plan, index: u64) -> Value {
    if index % 9 == 4 {
        return Value::Null;
    }
    let key = if index.is_multiple_of(2) { "name" } else { "question" };
    let questions: Value = (0..index % 4)
        .map(|n| json!({"id": plan.id(Resource::Question, index * 4 + n), key: format!("Question {}?", n + 1)}))
        .collect();
    json!({
        "id": plan.id(Resource::Kit, index),
        "content": if index.is_multiple_of(3) { "" } else { "<p>Ask about <b>trade-offs</b> &amp; teamwork.</p>" },
        "questions": questions,
    })
}
