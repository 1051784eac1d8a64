//! The writes. No idempotency keys: the same request twice makes two things.

mod application;
mod attachment;
mod candidate;
mod ending;
mod note;

use axum::response::Response;
use serde_json::json;

use super::reply::{Refusal, bad_field, json_reply, not_found, refuse, with_header};
use super::route::Route;
use super::state::State;
use super::world::resource::Resource;

type Outcome = Result<Response, Refusal>;

/// Answers every route that is not a read.
pub(crate) fn answer(state: &mut State, route: &Route, bytes: &[u8]) -> Response {
    let outcome = match route {
        Route::CreateCandidate => candidate::create(state, bytes),
        Route::CreateNote(id) => note::create(state, id, bytes),
        Route::PatchApplication(id) => application::set_source(state, id, bytes),
        Route::Move(id) => application::step(state, id, bytes, true),
        Route::Advance(id) => application::step(state, id, bytes, false),
        Route::Reject(id) => ending::reject(state, id, bytes),
        Route::ChangeReason(id) => ending::change_reason(state, id, bytes),
        Route::Unreject(id) => ending::unreject(state, id),
        Route::Transfer(id) => application::transfer(state, id, bytes),
        Route::Hire(id) => ending::hire(state, id, bytes),
        Route::Attach(resource, id) => attachment::attach(state, *resource, id, bytes),
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

/// Only applications in a certain status can be moved or ended.
fn must_be(state: &State, application: u64, status: &str) -> Result<(), Refusal> {
    let now =
        state.world.keys(Resource::Application, application).map(|keys| keys.status).unwrap_or_default();
    if now == status {
        return Ok(());
    }
    Err(bad_field("status", &format!("The application is {now}, not {status}.")))
}

fn deprecated(state: &State, response: Response) -> Response {
    if state.world.switches.deprecation_header {
        with_header(response, "deprecation", "true")
    } else {
        response
    }
}
