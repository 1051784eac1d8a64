//! The writes. No idempotency keys: the same request twice makes two things.

mod application;
mod candidate;

use axum::response::Response;
use serde_json::json;

use super::body::Body;
use super::reply::{Refusal, bad_field, json_reply, not_found, refuse, with_header};
use super::route::Route;
use super::state::State;
use super::world::change::Weight;
use super::world::clock::text;
use super::world::resource::Resource;
use super::world::row::{bool_of, object, set};

type Outcome = Result<Response, Refusal>;

/// Answers every route that is not a read.
pub(crate) fn answer(state: &mut State, route: &Route, bytes: &[u8]) -> Response {
    let outcome = match route {
        Route::CreateCandidate => candidate::create(state, bytes),
        Route::CreateNote(id) => create_note(state, id, bytes),
        Route::PatchApplication(id) => application::set_source(state, id, bytes),
        Route::Move(id) => application::step(state, id, bytes, true),
        Route::Advance(id) => application::step(state, id, bytes, false),
        Route::Reject(id) => application::reject(state, id, bytes),
        Route::ChangeReason(id) => application::change_reason(state, id, bytes),
        Route::Unreject(id) => application::unreject(state, id),
        Route::Attach(resource, id) => candidate::attach(state, *resource, id, bytes),
        Route::AddApplication(id) => candidate::add_application(state, id, bytes),
        Route::PatchCandidate(id) => candidate::patch(state, id, bytes),
        Route::AddTag(id, tag) => candidate::tag(state, id, tag, true),
        Route::RemoveTag(id, tag) => candidate::tag(state, id, tag, false),
        Route::List(_) | Route::Item(..) | Route::ListOf { .. } => Err(not_found("route").into()),
    };
    outcome.unwrap_or_else(Refusal::into_response)
}

fn created(state: &State, resource: Resource, index: u64) -> Response {
    let row = state.world.show(resource, index, false).unwrap_or_default();
    json_reply(state.world.switches.created_status, &row)
}

fn shown(state: &State, resource: Resource, index: u64) -> Response {
    json_reply(200, &state.world.show(resource, index, false).unwrap_or_default())
}

/// A live row named in the path.
fn target(state: &State, resource: Resource, id: &str) -> Result<u64, Refusal> {
    live(state, resource, id).ok_or_else(|| not_found(resource.word()).into())
}

fn live(state: &State, resource: Resource, id: &str) -> Option<u64> {
    let index = state.world.find(resource, id)?;
    state.world.keys(resource, index).is_some_and(|keys| !keys.deleted).then_some(index)
}

/// A live row named in the body.
fn referenced(state: &State, resource: Resource, field: &str, id: &str) -> Result<u64, Refusal> {
    live(state, resource, id).ok_or_else(|| {
        let problem = format!("Unknown {}.", resource.word());
        let status = state.world.switches.reference_error_status;
        refuse(status, &problem, Some(json!({"json": {field: [problem]}})))
    })
}

/// Notes have no way to be read back but the control interface.
fn create_note(state: &mut State, candidate: &str, bytes: &[u8]) -> Outcome {
    let candidate = target(state, Resource::Candidate, candidate)?;
    let body = Body::read(bytes)?;
    let (user, content, visibility) =
        (body.required("user_id")?, body.required("body")?, body.required("visibility")?);
    let known = live(state, Resource::User, user).and_then(|index| state.world.row(Resource::User, index));
    match known {
        None => return Err(bad_field("user_id", "Unknown user.")),
        Some(row) if bool_of(&row, "disabled") => return Err(bad_field("user_id", "The user is disabled.")),
        Some(_) => {}
    }
    if content.chars().count() > 10_000 {
        return Err(bad_field("body", "Longer than maximum length 10000."));
    }
    if !matches!(visibility, "public" | "private") {
        return Err(bad_field("visibility", "Must be one of: public, private."));
    }
    let now = text(state.world.stamp());
    let note = object(json!({
        "created_at": now, "body": content, "user": user, "private": visibility == "private",
        "visibility": visibility, "deleted_at": null,
        "_candidate_id": state.world.id(Resource::Candidate, candidate),
    }));
    let index = state.world.push(Resource::Note, note);
    state.world.edit(Resource::Candidate, candidate, |row| set(row, "last_activity", now.as_str()));
    for application in state.world.applications_of(candidate) {
        state.world.touch(Resource::Application, application, Weight::Activity, &now);
    }
    Ok(created(state, Resource::Note, index))
}

fn deprecated(state: &State, response: Response) -> Response {
    if state.world.switches.deprecation_header {
        with_header(response, "deprecation", "true")
    } else {
        response
    }
}
