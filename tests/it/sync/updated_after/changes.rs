//! The changes of the table's cases: each picks a record that has what it takes, and says what to change in Gem.
//!
//! As far as possible a change moves no timestamp of Gem's, which would be a change of own fields besides.

pub(super) mod applications;
pub(super) mod candidates;
pub(super) mod interviews;
pub(super) mod jobs;
pub(super) mod lists;
pub(super) mod offers;
pub(super) mod users;

use serde_json::{Value, json};

use super::scene::Scene;

pub(super) struct Change {
    /// The id of the record that is asked for.
    pub(super) record: Value,
    /// What happens in Gem.
    pub(super) operations: Value,
    /// Whether the record shows the change.
    pub(super) shows: Box<dyn Fn(&Value) -> bool>,
}

fn change(record: &Value, operations: &[Value], shows: impl Fn(&Value) -> bool + 'static) -> Change {
    Change { record: record["id"].clone(), operations: json!(operations), shows: Box::new(shows) }
}

/// Changes fields without moving a timestamp.
pub(super) fn quietly(resource: &str, id: &Value, fields: Value) -> Value {
    with_fields(json!({ "op": "touchless_update", "resource": resource, "id": id }), fields)
}

pub(super) fn create(resource: &str, fields: Value) -> Value {
    with_fields(json!({ "op": "create", "resource": resource }), fields)
}

fn with_fields(mut operation: Value, fields: Value) -> Value {
    operation["fields"] = fields;
    operation
}

pub(super) fn delete(resource: &str, id: &Value) -> Value {
    json!({ "op": "delete", "resource": resource, "id": id })
}

pub(super) fn undelete(resource: &str, id: &Value) -> Value {
    json!({ "op": "undelete", "resource": resource, "id": id })
}

/// Rejecting changes an application, and nothing else that is served.
fn reject(application: &Value) -> Value {
    json!({ "op": "reject", "application_id": application["remote_id"] })
}

/// The entries of a nested list.
pub(super) fn entries(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(super) fn is_empty(value: &Value) -> bool {
    entries(value).is_empty()
}

/// Whether a nested list has an entry with this value.
fn has(list: &Value, field: &str, value: &str) -> bool {
    entries(list).iter().any(|entry| entry[field] == value)
}

/// The remote id of a linked record.
pub(super) fn remote_id<'a>(scene: &'a Scene, list: &str, id: &Value) -> &'a Value {
    &scene.record(list, id).unwrap()["remote_id"]
}

/// A job's team with the users of one role replaced, as Gem's field. Other roles stay.
pub(super) fn team(role: &str, users: &[Value]) -> Value {
    json!({ "hiring_team": { role: users } })
}

/// The ids of the users who have a role on a job.
pub(super) fn with_role(job: &Value, role: &str) -> Vec<Value> {
    entries(&job["hiring_team"][role]).iter().map(|user| user["id"].clone()).collect()
}

/// The roles of a job's team, under Gem's names and under ours.
pub(super) const ROLES: [(&str, &str); 4] = [
    ("hiring_managers", "HIRING_MANAGER"),
    ("recruiters", "RECRUITER"),
    ("coordinators", "COORDINATOR"),
    ("sourcers", "SOURCER"),
];

/// Takes a user out of a job's team.
pub(super) fn leaves_team(scene: &Scene, job: &Value, user: &Value) -> Value {
    let row = scene.row("jobs", job);
    let rest = |role: &str| with_role(row, role).into_iter().filter(|id| id != user).collect::<Value>();
    let team: Value = ROLES.iter().map(|(role, _)| ((*role).to_owned(), rest(role))).collect();
    quietly("jobs", job, json!({ "hiring_team": team }))
}

/// An interview's interviewers, as Gem has them.
pub(super) fn interviewers(scene: &Scene, interview: &Value) -> Vec<Value> {
    entries(&scene.row("scheduled_interviews", interview)["interviewers"]).to_vec()
}

/// A stage before all others of a job.
pub(super) fn first_stage(job: &Value) -> Value {
    create("job_stages", json!({ "job_id": job, "name": "Gate", "priority": -1 }))
}
