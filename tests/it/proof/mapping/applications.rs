//! Applications, the reasons of their rejection, and interviews.

use serde_json::{Value, json};
use unified_ats::domain::model::Model;

use super::gem::{Gem, clean, custom_fields, items, live, or, place, text, time};
use super::hiring::{stage_index, stage_status};
use super::people::{nested_candidate, user_ref};

pub(super) fn outcome(row: &Value) -> Value {
    match row["status"].as_str().unwrap() {
        "active" => json!("PENDING"),
        "hired" => json!("HIRED"),
        "rejected" => json!("DECLINED"),
        _ => Value::Null,
    }
}

pub(super) fn reason_name(row: &Value) -> Value {
    text(&row["rejection_reason"]["name"])
}

/// Gem's list of reasons is not known to exist: there are those in use.
pub(super) fn rejection_reasons(gem: &Gem<'_>) -> Vec<Value> {
    let reasons = gem.rows("applications").iter().map(|row| &row["rejection_reason"]);
    let used = reasons.filter_map(|reason| Some((reason["id"].as_str()?, reason["name"].as_str()?)));
    gem.derived(Model::RejectionReason, used)
}

/// The job by name; what nobody can see is known as far as the application tells.
pub(super) fn named_job(gem: &Gem<'_>, row: &Value) -> Value {
    let named = &row["jobs"][0];
    let job = gem.find("jobs", &named["id"]).unwrap_or(named);
    json!({ "id": gem.id(Model::Job, &named["id"]), "remote_id": named["id"], "name": text(&job["name"]) })
}

/// The stage of an application, with its place. A stage that nobody can see has a name only.
pub(super) fn current_stage(gem: &Gem<'_>, row: &Value) -> Value {
    let named = &row["current_stage"];
    if named.is_null() {
        return Value::Null;
    }
    let stage = gem.find("job_stages", &named["id"]);
    json!({
        "id": gem.id(Model::ApplicationStage, &named["id"]),
        "remote_id": named["id"],
        "name": text(&stage.unwrap_or(named)["name"]),
        "status": stage.map(stage_status),
        "custom_fields": {},
        "integration_fields": [],
        "index": stage.map(|stage| stage_index(gem, stage)),
    })
}

pub(super) fn application(gem: &Gem<'_>, row: &Value) -> Value {
    let interviews = gem.live_of("scheduled_interviews", "application_id", &row["id"]);
    let source = &row["source"];
    let fields = custom_fields(
        row,
        &[
            ("source", text(&source["public_name"])),
            ("source_id", source["id"].clone()),
            ("credited_to", row["credited_to"].clone()),
            ("job_post_id", row["job_post_id"].clone()),
            ("recruiter", clean(&row["recruiter"])),
            ("coordinator", clean(&row["coordinator"])),
            ("sourcer", clean(&row["sourcer"])),
        ],
    );
    let application = json!({
        "outcome": outcome(row),
        "rejection_reason_name": reason_name(row),
        "rejected_at": time(&row["rejected_at"]),
        "current_stage_id": gem.id(Model::ApplicationStage, &row["current_stage"]["id"]),
        "job_id": gem.id(Model::Job, &row["jobs"][0]["id"]),
        "candidate_id": gem.id(Model::Candidate, &row["candidate_id"]),
        "screening_question_answers": null,
        "custom_fields": fields,
        "integration_fields": [],
        "remote_url": null,
        "remote_created_at": time(&row["applied_at"]),
        "remote_updated_at": time(&row["last_activity_at"]),
        "candidate": nested_candidate(gem, &row["candidate_id"]),
        "current_stage": current_stage(gem, row),
        "job": named_job(gem, row),
        "interviews": interviews.into_iter().map(|row| nested_interview(gem, row)).collect::<Value>(),
        "offers": [],
    });
    gem.record(Model::Application, row, application)
}

fn nested_interview(gem: &Gem<'_>, row: &Value) -> Value {
    let mut interview = timed(row);
    interview["id"] = gem.id(Model::Interview, &row["id"]);
    interview["remote_id"] = row["id"].clone();
    interview
}

/// What an interview says by itself. Gem knows no cancellation; what is deleted will not take place.
fn timed(row: &Value) -> Value {
    let at = |key: &str| or(time(&row[key]["date_time"]), || time(&row[key]["date"]));
    json!({
        "title": text(&row["interview"]["name"]),
        "starting_at": at("start"),
        "ending_at": at("end"),
        "location": place(&or(text(&row["location"]), || text(&row["video_conferencing_url"]))),
        "canceled": if live(row) { Value::Null } else { json!(true) },
    })
}

pub(super) fn interview(gem: &Gem<'_>, row: &Value) -> Value {
    let application = gem.find("applications", &row["application_id"]).unwrap();
    let candidate = nested_candidate(gem, &application["candidate_id"]);
    let keys = ["id", "remote_id", "first_name", "last_name", "email_addresses"];
    let users = items(&row["interviewers"]).iter().map(|user| user_ref(gem, &user["id"]));
    let mut interview = timed(row);
    interview["video_conferencing_url"] = text(&row["video_conferencing_url"]);
    interview["application_id"] = gem.id(Model::Application, &row["application_id"]);
    interview["stage_id"] = stage_of(gem, row, &application["jobs"][0]["id"]);
    interview["remote_created_at"] = time(&row["created_at"]);
    interview["remote_updated_at"] = time(&row["updated_at"]);
    interview["users"] = users.collect();
    interview["application"] = json!({
        "id": gem.id(Model::Application, &application["id"]),
        "remote_id": application["id"],
        "outcome": outcome(application),
        "rejection_reason_name": reason_name(application),
        "candidate": keys.map(|key| (key.to_owned(), candidate[key].clone())).into_iter().collect::<Value>(),
        "job": named_job(gem, application),
    });
    gem.record(Model::Interview, row, interview)
}

/// The stage of the job that has the interview's slot, else its definition.
fn stage_of(gem: &Gem<'_>, row: &Value, job: &Value) -> Value {
    let stages = gem.of("job_stages", "job_id", job);
    let having = |key: &str, wanted: &Value| {
        let has = |stage: &&&Value| items(&stage["interviews"]).iter().any(|slot| slot[key] == *wanted);
        stages.iter().find(has).filter(|_stage| !wanted.is_null()).copied()
    };
    let by_slot = having("job_stage_interview_item_id", &row["job_stage_interview_item_id"]);
    let stage = by_slot.or_else(|| having("id", &row["interview"]["id"]));
    stage.map_or(Value::Null, |stage| gem.id(Model::ApplicationStage, &stage["id"]))
}
