//! The three joins. Each lives and dies with the record that it belongs to.

use serde_json::{Value, json};
use unified_ats::domain::model::Model;

use super::gem::{Gem, items};
use super::hiring::{stage_index, team};

/// A join's own id is made of the ids that it joins.
fn join(gem: &Gem<'_>, model: Model, owner: &Value, ids: [&Value; 2], fields: Value) -> Value {
    let [a, b] = ids.map(|id| id.as_str().unwrap());
    let row = json!({ "id": format!("{a}:{b}"), "deleted_at": owner["deleted_at"] });
    gem.record(model, &row, fields)
}

pub(super) fn job_stages(gem: &Gem<'_>) -> Vec<Value> {
    let place = |gem: &Gem<'_>, row: &Value| {
        let fields = json!({
            "job_id": gem.id(Model::Job, &row["job_id"]),
            "stage_id": gem.id(Model::ApplicationStage, &row["id"]),
            "index": stage_index(gem, row),
        });
        join(gem, Model::JobApplicationStage, row, [&row["job_id"], &row["id"]], fields)
    };
    gem.map("job_stages", place)
}

pub(super) fn hiring_team_members(gem: &Gem<'_>) -> Vec<Value> {
    let jobs = gem.rows("jobs").iter().filter(|row| row["is_template"] != true);
    let members = jobs.flat_map(|row| team(row).into_iter().map(move |(user, roles)| (row, user, roles)));
    members
        .map(|(row, user, roles)| {
            let fields = json!({
                "job_id": gem.id(Model::Job, &row["id"]),
                "user_id": gem.id(Model::User, &user),
                "roles": roles.iter().map(|(_, _, unified)| *unified).collect::<Value>(),
            });
            join(gem, Model::JobHiringTeamMember, row, [&row["id"], &user], fields)
        })
        .collect()
}

/// The organizer is no interviewer.
pub(super) fn interviewers(gem: &Gem<'_>) -> Vec<Value> {
    let interviews = gem.rows("scheduled_interviews").iter();
    let members =
        interviews.flat_map(|row| items(&row["interviewers"]).iter().map(move |user| (row, &user["id"])));
    members
        .map(|(row, user)| {
            let fields = json!({
                "interview_id": gem.id(Model::Interview, &row["id"]),
                "user_id": gem.id(Model::User, user),
            });
            join(gem, Model::InterviewingTeamMember, row, [&row["id"], user], fields)
        })
        .collect()
}
