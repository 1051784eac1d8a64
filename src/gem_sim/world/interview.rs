//! Seeded scheduled interviews and scorecards: two interviews for each four candidates.

use serde_json::{Value, json};

use super::application;
use super::clock::{DAY, EPOCH, text};
use super::dice::pick;
use super::ids::GHOSTS;
use super::plan::{Plan, STAGES_PER_JOB, ms};
use super::prose::long_text;
use super::resource::Resource;
use super::row::{Row, object, optional};
use super::stage;

/// What can be told about an interview without building it.
pub(crate) struct Facts {
    pub(crate) application: u64,
    pub(crate) created: i64,
    pub(crate) updated: i64,
    pub(crate) starts: i64,
    pub(crate) ends: i64,
    pub(crate) deleted: Option<i64>,
    pub(crate) status: &'static str,
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let application = index / 2 * 6 + if index.is_multiple_of(2) { 1 } else { 3 };
    let parent = application::facts(plan, application);
    let created = parent.applied + 1;
    let status = pick_status(index);
    let updated = plan.later(created, 91, index, 60).max(created);
    // What is still scheduled lies ahead of the world's first day.
    let day = ms(index % 30) * DAY + ms(index % 9) * 3_600_000;
    let starts = if status == "scheduled" { EPOCH + day } else { created + day };
    let minutes = 30 + 15 * ms(index % 4);
    let deleted = parent.deleted.or((index % 18 == 8).then_some(updated));
    Facts { application, created, updated, starts, ends: starts + minutes * 60_000, deleted, status }
}

fn pick_status(index: u64) -> &'static str {
    match index % 3 {
        0 => "scheduled",
        1 => "awaiting_feedback",
        _ => "complete",
    }
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let (interview, slot) = definition(plan, index, facts.application);
    let parent = application::facts(plan, facts.application);
    let mut row = object(json!({
        "id": plan.id(Resource::Interview, index),
        "application_id": plan.id(Resource::Application, facts.application),
        "candidate_id": plan.id(Resource::Candidate, parent.candidate),
        "created_at": text(facts.created),
        "updated_at": text(facts.updated),
        "start": {"date_time": text(facts.starts)},
        "end": {"date_time": text(facts.ends)},
        "location": location(index),
        "status": facts.status,
        "interview": interview,
        "organizer": if index % 15 == 6 { Value::Null } else { json!(plan.id(Resource::User, plan.roll(92, index) % plan.users)) },
        "interviewers": interviewers(plan, index, facts.status),
        "job_stage_interview_item_id": slot,
        "questions": questions(plan, index),
        "deleted_at": optional(facts.deleted),
    }));
    if index % 3 != 1 {
        row.insert(
            "external_event_id".to_owned(),
            json!(format!("evt_{index}_{}", plan.roll(93, index) % 10_000)),
        );
    }
    if index % 2 == 1 {
        row.insert(
            "video_conferencing_url".to_owned(),
            json!(format!("https://meet.example.com/{index}?pwd=a%20b")),
        );
    }
    row
}

fn location(index: u64) -> Value {
    match index % 16 {
        1 | 5 | 9 => Value::Null,
        3 => json!(""),
        _ => json!(pick(&["Room “Ada”, 3rd floor", "Zoom", "Torstraße 1, 10119 Berlin"], index)),
    }
}

/// The definition and its slot: found in a stage of the job, by the slot alone, in no stage, or none.
fn definition(plan: &Plan, index: u64, application: u64) -> (Value, Value) {
    let job = application::job_of(plan, application);
    let which = if index.is_multiple_of(2) { 1 } else { 4 };
    let stage = job * STAGES_PER_JOB + which;
    let definition = stage * 2;
    let lost =
        json!({"id": plan.id(Resource::Definition, GHOSTS * 4 + index), "name": "Interview of another time"});
    let found =
        json!({"id": plan.id(Resource::Definition, definition), "name": stage::definition_name(stage, 0)});
    let slot = json!(plan.id(Resource::Slot, definition));
    match index % 20 {
        7 => (Value::Null, Value::Null),
        4 | 14 => (lost, json!(plan.id(Resource::Slot, GHOSTS * 4 + index))),
        9 => (found, Value::Null),
        11 => (Value::Null, slot),
        _ => (found, slot),
    }
}

/// Without names and addresses, which are put in when the row is shown.
fn interviewers(plan: &Plan, index: u64, status: &str) -> Value {
    let responses = ["needs_action", "declined", "tentative", "accepted"];
    let submitted = status == "complete" && index % 3 == 2;
    (0..index % 4)
        .map(|n| {
            let scorecard = (submitted && n == 0).then(|| plan.id(Resource::Scorecard, index / 3));
            json!({
                "id": plan.id(Resource::User, interviewer(plan, index, n)),
                "response_status": pick(&responses, index / 4 + n),
                "scorecard_id": scorecard,
            })
        })
        .collect()
}

fn interviewer(plan: &Plan, index: u64, n: u64) -> u64 {
    (plan.roll(94, index) + n) % plan.users
}

fn questions(plan: &Plan, index: u64) -> Value {
    if index % 5 != 2 {
        return json!([]);
    }
    json!([{
        "id": plan.id(Resource::Question, GHOSTS + index),
        "question": "How did it go?",
        "answer": if index % 10 == 2 { long_text(10_000) } else { String::new() },
        "option": null,
        "type": "short_answer",
    }])
}

/// The scorecard of every third interview.
pub(crate) fn scorecard(plan: &Plan, index: u64) -> Row {
    let interview = index * 3 + 2;
    let facts = facts(plan, interview);
    let parent = application::facts(plan, facts.application);
    let user = plan.id(Resource::User, interviewer(plan, interview, 0));
    let submitted = index % 4 != 1;
    let (definition, _) = definition(plan, interview, facts.application);
    let recommendations = ["definitely_not", "no", "yes", "strong_yes", "no_decision"];
    object(json!({
        "id": plan.id(Resource::Scorecard, index),
        "application_id": plan.id(Resource::Application, facts.application),
        "candidate_id": plan.id(Resource::Candidate, parent.candidate),
        "created_at": text(facts.created),
        "updated_at": text(facts.updated),
        "deleted_at": optional(facts.deleted),
        "interview": definition.get("name"),
        "interview_id": plan.id(Resource::Interview, interview),
        "interview_step": definition,
        "interviewed_at": text(facts.starts),
        "interviewer": user,
        "submitted_by": if submitted { json!(user) } else { Value::Null },
        "submitted_at": if submitted { json!(text(facts.updated)) } else { Value::Null },
        "overall_recommendation": pick(&recommendations, index),
        "overall_feedback": if index % 6 == 2 { long_text(10_000) } else { "Solid – would work with again.".to_owned() },
        "questions": questions(plan, interview),
    }))
}
