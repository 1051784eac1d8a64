//! Notes.

use serde_json::{Value, json};

use super::{Outcome, created, live, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::bad_field;
use crate::gem_sim::state::State;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::clock::text;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::{bool_of, object, set, str_of};
use crate::gem_sim::world::show::{NOTE_APPLICATION, NOTE_CANDIDATE};

/// Notes have no way to be read back but the control interface.
pub(super) fn create(state: &mut State, candidate: &str, bytes: &[u8]) -> Outcome {
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
    let note = json!({
        "body": content, "user": user, "private": visibility == "private", "visibility": visibility,
        NOTE_CANDIDATE: state.world.id(Resource::Candidate, candidate),
    });
    let now = text(state.world.stamp());
    let index = keep(state, note, &now);
    state.world.edit(Resource::Candidate, candidate, |row| set(row, "last_activity", now.as_str()));
    for application in state.world.applications_of(candidate) {
        if state.world.keys(Resource::Application, application).is_some_and(|keys| !keys.deleted) {
            state.world.touch(Resource::Application, application, Weight::Activity, &now);
        }
    }
    Ok(created(state, Resource::Note, index))
}

/// Leaves with a candidate what was said when its application was rejected.
pub(super) fn leave(state: &mut State, application: u64, text: &str) {
    let row = state.world.row(Resource::Application, application).unwrap_or_default();
    let now = str_of(&row, "rejected_at").unwrap_or_default();
    let note = json!({
        "body": text, "user": null, "private": false, "visibility": "public",
        NOTE_CANDIDATE: row.get("candidate_id"), NOTE_APPLICATION: row.get("id"),
    });
    keep(state, note, now);
}

fn keep(state: &mut State, note: Value, now: &str) -> u64 {
    let mut note = object(note);
    set(&mut note, "created_at", now);
    set(&mut note, "deleted_at", Value::Null);
    state.world.push(Resource::Note, note)
}
