//! Seeded jobs: twelve kinds in turn.

use serde_json::{Value, json};

use super::clock::{DAY, EPOCH, text};
use super::dice::pick;
use super::names::TITLES;
use super::plan::{DEPARTMENTS, OFFICES, Plan};
use super::resource::Resource;
use super::row::{Row, object, optional};

/// What can be told about a job without building it.
pub(crate) struct Facts {
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) deleted: Option<i64>,
    pub(crate) status: &'static str,
}

pub(crate) const fn is_confidential(index: u64) -> bool {
    index % 12 == 8
}

const fn is_template(index: u64) -> bool {
    index % 12 == 9
}

const fn is_deleted(index: u64) -> bool {
    index % 24 == 11
}

/// Drafts, templates and deleted jobs take none.
pub(crate) const fn takes_applications(index: u64) -> bool {
    !matches!(index % 12, 4 | 6 | 7 | 9) && !is_deleted(index)
}

/// Whether its posts may be public.
pub(crate) const fn is_published(index: u64) -> bool {
    matches!(index % 12, 0 | 1 | 3 | 5 | 10)
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let created = plan.job_created(index);
    let status = match index % 12 {
        2 => "closed",
        4 | 9 => "draft",
        6 => "pending_approval",
        7 => "approved",
        _ => "open",
    };
    let changed = plan.later(created + plan.job_step(), 51, index, 1300);
    let deleted = is_deleted(index).then_some(changed);
    Facts { created, updated: changed, deleted, status }
}

pub(crate) fn name(plan: &Plan, index: u64) -> String {
    let title = pick(&TITLES, if index < 24 { index } else { plan.roll(52, index) });
    match index % 50 {
        3 => format!("{title}\u{0} (NUL)"),
        9 => format!("Template: {title}"),
        _ => title.to_owned(),
    }
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let opened = !matches!(facts.status, "draft" | "pending_approval" | "approved");
    let opened_at = opened.then_some(facts.created + DAY);
    let closed_at = (facts.status == "closed").then_some(facts.updated);
    object(json!({
        "id": plan.id(Resource::Job, index),
        "name": name(plan, index),
        "requisition_id": requisition(index),
        "confidential": is_confidential(index),
        "status": facts.status,
        "created_at": text(facts.created),
        "updated_at": text(facts.updated),
        "opened_at": optional(opened_at),
        "closed_at": optional(closed_at),
        "deleted_at": optional(facts.deleted),
        "is_template": is_template(index),
        "departments": departments(plan, index),
        "offices": offices(plan, index),
        "hiring_team": team(plan, index),
        "custom_fields": custom_fields(index),
    }))
}

fn requisition(index: u64) -> Value {
    match index % 12 {
        1 | 10 => Value::Null,
        7 => json!(""),
        _ => json!(format!("REQ-{index:05}")),
    }
}

/// Ids; the objects are put in when the row is shown.
fn departments(plan: &Plan, index: u64) -> Value {
    let many = match index % 12 {
        2 | 10 => 0,
        1 | 5 => 2,
        8 => 3,
        _ => 1,
    };
    (0..many).map(|n| json!(plan.id(Resource::Department, (index + n * 3) % DEPARTMENTS))).collect()
}

fn offices(plan: &Plan, index: u64) -> Value {
    let many = match index % 12 {
        3 | 10 => 0,
        0 | 5 => 2,
        6 => 4,
        _ => 1,
    };
    (0..many).map(|n| json!(plan.id(Resource::Office, (index + n) % OFFICES))).collect()
}

fn team(plan: &Plan, index: u64) -> Value {
    let roles = ["hiring_managers", "recruiters", "coordinators", "sourcers"];
    let mut team = Row::new();
    for (n, role) in (0_u64..).zip(roles) {
        let missing = (index + n) % 5 == 4;
        let many = if missing { 0 } else { (index + n) % 3 };
        let members: Value = (0..many)
            .map(|m| json!(plan.id(Resource::User, (plan.roll(53 + n, index) + m) % plan.users)))
            .collect();
        if !missing {
            team.insert(role.to_owned(), members);
        }
    }
    if index % 12 == 10 { json!({}) } else { Value::Object(team) }
}

fn custom_fields(index: u64) -> Value {
    match index % 4 {
        0 => {
            json!({"Cost center": format!("CC-{}", index % 90), "Budget": 80_000, "Remote": true, "Note": ""})
        }
        1 => json!({"Levels": ["L3", "L4"], "Unset": null}),
        2 => json!({}),
        _ => Value::Null,
    }
}

/// The last moment at which a part of the job can have changed in the seeded history.
pub(crate) fn part_changed(plan: &Plan, job: u64, purpose: u64, part: u64, created: i64) -> i64 {
    facts(plan, job)
        .deleted
        .unwrap_or_else(|| plan.later(created, purpose, part, 1100))
        .min(EPOCH - 1)
        .max(created)
}
