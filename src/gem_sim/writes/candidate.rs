//! Writes to candidates.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::application::source_ref;
use super::{Outcome, created, deprecated, referenced, shown, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::{Refusal, bad_field, json_reply, refuse};
use crate::gem_sim::state::State;
use crate::gem_sim::switches::DuplicateEmail;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::clock::text;
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
    let application = application_fields(state, &body)?;
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

/// What the members about the application come to.
fn application_fields(state: &State, body: &Body) -> Result<Row, Refusal> {
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
    for (member, flat) in
        [("recruiter", "recruiter_id"), ("coordinator", "coordinator_id"), ("sourcer", "sourcer_id")]
    {
        let id = match body.get(member) {
            None => body.text(flat)?,
            Some(person) if person.get("email").is_none_or(|email| !email.is_string()) => {
                return Err(bad_field(member, "email: Missing data for required field."));
            }
            Some(person) => Some(
                person
                    .get("user_id")
                    .and_then(Value::as_str)
                    .ok_or_else(|| bad_field(member, "user_id: Missing data for required field."))?,
            ),
        };
        if let Some(id) = id {
            referenced(state, Resource::User, member, id)?;
            set(&mut row, member, id);
        }
    }
    Ok(row)
}

struct Attachment {
    filename: String,
    kind: String,
    content_type: Option<String>,
    bytes: Vec<u8>,
}

fn attachments(body: &Body) -> Result<Vec<Attachment>, Refusal> {
    body.list("attachments")?.iter().map(|entry| attachment("attachments", entry)).collect()
}

fn attachment(field: &str, entry: &Value) -> Result<Attachment, Refusal> {
    let member = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let need = |name: &str| {
        member(name).ok_or_else(|| bad_field(field, &format!("{name}: Missing data for required field.")))
    };
    let bytes = match (member("content"), member("url")) {
        (Some(content), _) => {
            STANDARD.decode(content).map_err(|_| bad_field(field, "content: Not valid base64."))?
        }
        // Nothing is fetched: the sandbox makes no requests of its own.
        (None, Some(url)) => format!("fetched from {url}").into_bytes(),
        (None, None) => return Err(bad_field(field, "content: Missing data for required field.")),
    };
    Ok(Attachment {
        filename: need("filename")?,
        kind: need("type")?,
        content_type: member("content_type"),
        bytes,
    })
}

fn keep(state: &mut State, candidate: u64, attachment: Attachment, moves: bool) {
    let file = format!("u{}", state.world.files_kept() + 1);
    let id = state.world.id(Resource::Candidate, candidate);
    state.world.keep_file(format!("{id}/{file}"), attachment.bytes);
    let now = text(state.world.now());
    let entry = json!({
        "filename": attachment.filename, "type": attachment.kind, "created_at": now, "_file": file,
    });
    let add = |row: &mut Row| {
        if let Some(Value::Array(all)) = row.get_mut("attachments") {
            all.push(entry);
        }
    };
    if moves {
        state.world.change(Resource::Candidate, candidate, Weight::Activity, |row, _| add(row));
    } else {
        state.world.edit(Resource::Candidate, candidate, add);
    }
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

pub(super) fn attach(state: &mut State, resource: Resource, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, resource, id)?;
    let candidate = if resource == Resource::Candidate {
        index
    } else {
        let row = state.world.row(resource, index).unwrap_or_default();
        target(state, Resource::Candidate, str_of(&row, "candidate_id").unwrap_or_default())?
    };
    let entry: Value = serde_json::from_slice(bytes).map_err(|_| refuse(400, "Invalid JSON body", None))?;
    let attachment = attachment("attachment", &entry)?;
    let content_type = attachment.content_type.clone();
    keep(state, candidate, attachment, true);
    let shown = state.world.show(Resource::Candidate, candidate, false).unwrap_or_default();
    let last = shown.get("attachments").and_then(Value::as_array).and_then(|all| all.last());
    let mut last = last.cloned().map(object).unwrap_or_default();
    set(&mut last, "content_type", content_type);
    Ok(json_reply(state.world.switches.created_status, &Value::Object(last)))
}

pub(super) fn add_application(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let candidate = target(state, Resource::Candidate, id)?;
    let body = Body::read(bytes)?;
    let mut fields = application_fields(state, &body)?;
    let attachments = attachments(&body)?;
    set(&mut fields, "candidate_id", state.world.id(Resource::Candidate, candidate));
    let index = state.world.add(Resource::Application, &fields);
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
        if let Some(value) = body.text(name)? {
            set(&mut fields, name, value);
        }
    }
    for name in ["phone_numbers", "email_addresses", "social_media_addresses", "tags"] {
        if body.get(name).is_some() {
            set(&mut fields, name, body.list(name)?.to_vec());
        }
    }
    state.world.change(Resource::Candidate, index, Weight::Activity, |row, _| row.extend(fields));
    Ok(shown(state, Resource::Candidate, index))
}

pub(super) fn tag(state: &mut State, id: &str, tag: &str, add: bool) -> Outcome {
    let index = target(state, Resource::Candidate, id)?;
    state.world.change(Resource::Candidate, index, Weight::Activity, |row, _| {
        let Some(Value::Array(tags)) = row.get_mut("tags") else { return };
        tags.retain(|known| known.as_str() != Some(tag));
        if add {
            tags.push(json!(tag));
        }
    });
    Ok(shown(state, Resource::Candidate, index))
}
