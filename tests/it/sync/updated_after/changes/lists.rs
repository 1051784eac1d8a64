//! What happens to records with nothing nested.

use serde_json::{Value, json};

use super::{
    Change, ROLES, change, entries, first_stage, interviewers, leaves_team, quietly, remote_id, team,
    with_role,
};
use crate::sync::updated_after::scene::Scene;

/// A reason is known from the applications that name it.
pub(in super::super) fn rejection_reason(scene: &Scene) -> Change {
    let reason = scene.pick("rejection-reasons", |_| true);
    let named = |row: &&Value| row["rejection_reason"]["id"] == reason["remote_id"];
    let fields = json!({ "rejection_reason": { "name": "Afraid of heights" } });
    let rename = |row: &Value| quietly("applications", &row["id"], fields.clone());
    let operations: Vec<Value> = scene.rows("applications").iter().filter(named).map(rename).collect();
    change(reason, &operations, |r| r["name"] == "Afraid of heights")
}

pub(in super::super) fn application_stage(scene: &Scene) -> Change {
    let stage = scene.pick("application-stages", |_| true);
    let fields = json!({ "name": "Liftoff" });
    change(stage, &[quietly("job_stages", &stage["remote_id"], fields)], |s| s["name"] == "Liftoff")
}

pub(in super::super) fn job_posting(scene: &Scene) -> Change {
    let posting = scene.pick("job-postings", |_| true);
    let fields = json!({ "title": "To the stars" });
    change(posting, &[quietly("job_posts", &posting["remote_id"], fields)], |p| p["title"] == "To the stars")
}

/// A stage's place in its job is the record's own field, though others move it.
pub(in super::super) fn job_application_stage(scene: &Scene) -> Change {
    let place = scene.pick("job-application-stages", |p| p["index"].is_number());
    let index = place["index"].as_i64().unwrap();
    let job = remote_id(scene, "jobs", &place["job_id"]);
    change(place, &[first_stage(job)], move |p| p["index"] == index + 1)
}

pub(in super::super) fn job_hiring_team_member(scene: &Scene) -> Change {
    let member = scene.pick("job-hiring-team-members", |m| entries(&m["roles"]).len() == 1);
    let (job, user) =
        (remote_id(scene, "jobs", &member["job_id"]), remote_id(scene, "users", &member["user_id"]));
    let (role, unified) = ROLES.into_iter().find(|(_, unified)| member["roles"][0] != *unified).unwrap();
    let mut users = with_role(scene.row("jobs", job), role);
    users.push(user.clone());
    let operations = [leaves_team(scene, job, user), quietly("jobs", job, team(role, &users))];
    change(member, &operations, move |m| m["roles"] == json!([unified]))
}

/// All that can happen to an interviewer as a record is to be one no more.
pub(in super::super) fn interviewing_team_member(scene: &Scene) -> Change {
    let member = scene.pick("interviewing-team-members", |_| true);
    let interview = remote_id(scene, "interviews", &member["interview_id"]);
    let user = remote_id(scene, "users", &member["user_id"]);
    let mut rest = interviewers(scene, interview);
    rest.retain(|entry| entry["id"] != *user);
    let operations = [quietly("scheduled_interviews", interview, json!({ "interviewers": rest }))];
    change(member, &operations, |m| m["remote_deleted_at"].is_string())
}
