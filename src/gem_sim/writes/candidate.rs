//! Writes to candidates.

use serde_json::{Value, json};

use super::application::source_ref;
use super::attachment::{attachments, keep};
use super::{Outcome, created, deprecated, referenced, shown, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::{Refusal, bad_field, refuse};
use crate::gem_sim::state::State;
use crate::gem_sim::switches::DuplicateEmail;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::{Row, object, set, str_of};
use crate::gem_sim::world::select::{Filter, select};

/// A candidate with an application to a job.
pub(super) fn create(state: &mut State, bytes: &[u8]) -> Outcome {
    let body = Body::read(bytes)?;
    let missing: serde_json::Map<_, _> = ["first_name", "last_name", "email", "job_id"]
        .into_iter()
        .filter(|name| body.get(name).is_none())
        .map(|name| (name.to_owned(), json!(["Missing data for required field."])))
        .collect();
    if !missing.is_empty() {
        return Err(refuse(422, "Invalid request", Some(json!({"json": missing}))));
    }
    let email = body.required("email")?;
    if !email.contains('@') {
        return Err(bad_field("email", "Not a valid email address."));
    }
    let candidate = person(&body, email)?;
    let application = application_fields(state, &body, Team::Nested)?;
    let attachments = attachments(&body)?;
    refuse_known_email(state, email)?;

    let index = state.world.add(Resource::Candidate, &candidate);
    let id = state.world.id(Resource::Candidate, index);
    let mut application = application;
    set(&mut application, "candidate_id", id);
    state.world.add(Resource::Application, &application);
    for attachment in attachments {
        keep(state, index, attachment, false);
    }
    Ok(deprecated(state, created(state, Resource::Candidate, index)))
}

fn person(body: &Body, email: &str) -> Result<Row, Refusal> {
    let mut row = object(json!({
        "first_name": body.required("first_name")?,
        "last_name": body.required("last_name")?,
        "company": body.text("company")?,
        "title": body.text("title")?,
        "email_addresses": [{"type": "personal", "value": email, "is_primary": true}],
    }));
    if let Some(phone) = body.text("phone_number")? {
        set(&mut row, "phone_numbers", json!([{"type": "other", "value": phone}]));
    }
    if let Some(handle) = body.text("linkedin_handle")? {
        set(&mut row, "social_media_addresses", json!([{"value": handle}]));
    }
    Ok(row)
}

/// How a body names the people of an application.
#[derive(Clone, Copy)]
enum Team {
    /// `recruiter: {user_id, email}`, as Gem's types say.
    Nested,
    /// `recruiter_id`, as Harvest has it where Gem says nothing.
    Flat,
}

/// What the members about the application come to.
fn application_fields(state: &State, body: &Body, team: Team) -> Result<Row, Refusal> {
    let world = &state.world;
    let job_id = body.required("job_id")?;
    let job = referenced(state, Resource::Job, "job_id", job_id)?;
    let mut row = object(json!({"job_id": job_id}));
    if let Some(id) = body.text("initial_stage_id")? {
        let stage = referenced(state, Resource::Stage, "initial_stage_id", id)?;
        let stage_row = world.row(Resource::Stage, stage).unwrap_or_default();
        if str_of(&stage_row, "job_id") != Some(world.id(Resource::Job, job).as_str()) {
            return Err(bad_field("initial_stage_id", "The stage belongs to another job."));
        }
        set(&mut row, "current_stage", world.reference(Resource::Stage, stage));
    }
    if let Some(id) = body.text("source_id")? {
        referenced(state, Resource::Source, "source_id", id)?;
        set(&mut row, "source", source_ref(state, id)?);
    }
    for member in ["recruiter", "coordinator", "sourcer"] {
        let (field, id) = match team {
            Team::Nested => (member.to_owned(), person_id(body, member)?),
            Team::Flat => (format!("{member}_id"), body.text(&format!("{member}_id"))?),
        };
        if let Some(id) = id {
            referenced(state, Resource::User, &field, id)?;
            set(&mut row, member, id);
        }
    }
    Ok(row)
}

/// `{user_id, email}`, of which neither may be missing.
fn person_id<'a>(body: &'a Body, member: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(person) = body.get(member) else { return Ok(None) };
    let part = |name: &str| {
        let missing = || bad_field(member, &format!("{name}: Missing data for required field."));
        person.get(name).and_then(Value::as_str).ok_or_else(missing)
    };
    part("email")?;
    part("user_id").map(Some)
}

fn refuse_known_email(state: &State, email: &str) -> Result<(), Refusal> {
    if state.world.switches.duplicate_email == DuplicateEmail::SecondCandidate {
        return Ok(());
    }
    let filter = Filter { email: Some(email.to_owned()), ..Filter::default() };
    match select(&state.world, Resource::Candidate, &filter, Some(1)).first() {
        None => Ok(()),
        Some(index) => {
            let id = state.world.id(Resource::Candidate, *index);
            Err(refuse(400, "Duplicate candidate", Some(json!({"duplicate_candidate": {"id": id}}))))
        }
    }
}

pub(super) fn add_application(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let candidate = target(state, Resource::Candidate, id)?;
    let body = Body::read(bytes)?;
    let mut fields = application_fields(state, &body, Team::Flat)?;
    let attachments = attachments(&body)?;
    set(&mut fields, "candidate_id", state.world.id(Resource::Candidate, candidate));
    let index = state.world.add(Resource::Application, &fields);
    // The candidate has changed too, if a switch says that applications are a part of it.
    let row = state.world.row(Resource::Application, index).unwrap_or_default();
    let now = str_of(&row, "applied_at").unwrap_or_default();
    state.world.touch(Resource::Application, index, Weight::Activity, now);
    for attachment in attachments {
        keep(state, candidate, attachment, true);
    }
    Ok(created(state, Resource::Application, index))
}

pub(super) fn patch(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Candidate, id)?;
    let body = Body::read(bytes)?;
    let mut fields = Row::new();
    for name in ["first_name", "last_name", "company", "title"] {
        if body.names().any(|given| given == name) {
            set(&mut fields, name, body.text(name)?);
        }
    }
    for name in ["phone_numbers", "email_addresses", "social_media_addresses", "tags"] {
        if body.get(name).is_some() {
            set(&mut fields, name, entries(&body, name)?);
        }
    }
    state.world.change(Resource::Candidate, index, Weight::Activity, |row, _| row.extend(fields));
    Ok(shown(state, Resource::Candidate, index))
}

/// Tags are texts, everything else in a list has a `value`.
fn entries(body: &Body, name: &str) -> Result<Vec<Value>, Refusal> {
    let all = body.list(name)?;
    let fits = |entry: &Value| if name == "tags" { entry.is_string() } else { entry["value"].is_string() };
    if all.iter().all(fits) { Ok(all.to_vec()) } else { Err(bad_field(name, "Invalid input type.")) }
}

/// Adding what is there, and removing what is not, leaves the tags as they are.
pub(super) fn tag(state: &mut State, id: &str, tag: &str, add: bool) -> Outcome {
    let index = target(state, Resource::Candidate, id)?;
    state.world.change(Resource::Candidate, index, Weight::Activity, |row, _| {
        let Some(Value::Array(tags)) = row.get_mut("tags") else { return };
        let known = |known: &Value| known.as_str() == Some(tag);
        if !add {
            tags.retain(|other| !known(other));
        } else if !tags.iter().any(known) {
            tags.push(json!(tag));
        }
    });
    Ok(shown(state, Resource::Candidate, index))
}
