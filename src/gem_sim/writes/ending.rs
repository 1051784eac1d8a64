//! How applications end.

use chrono::NaiveDate;

use super::{Outcome, live, must_be, note, referenced, shown, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::{Refusal, bad_field};
use crate::gem_sim::state::State;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::set;

/// With `notes` for the candidate, if given. No mail is sent, whatever `rejection_email` says.
pub(super) fn reject(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "active")?;
    let body = Body::read(bytes)?;
    let reason = reason(state, &body)?;
    let notes = body.text("notes")?;
    if body.get("rejection_email").is_some_and(|email| !email.is_object()) {
        return Err(bad_field("rejection_email", "Invalid input type."));
    }
    state.world.reject(index, reason);
    if let Some(notes) = notes {
        note::leave(state, index, notes);
    }
    Ok(shown(state, Resource::Application, index))
}

pub(super) fn change_reason(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "rejected")?;
    let body = Body::read(bytes)?;
    body.required("rejection_reason_id")?;
    let before = state.world.row(Resource::Application, index).unwrap_or_default();
    let reason = reason(state, &body)?;
    state.world.reject(index, reason);
    let rejected_at = before.get("rejected_at").cloned().unwrap_or_default();
    state.world.edit(Resource::Application, index, |row| set(row, "rejected_at", rejected_at));
    Ok(shown(state, Resource::Application, index))
}

pub(super) fn unreject(state: &mut State, id: &str) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "rejected")?;
    state.world.change(Resource::Application, index, Weight::Activity, |row, _| {
        set(row, "status", "active");
        row.remove("rejected_at");
        row.remove("rejection_reason");
    });
    Ok(shown(state, Resource::Application, index))
}

fn reason(state: &State, body: &Body) -> Result<Option<u64>, Refusal> {
    let Some(id) = body.text("rejection_reason_id")? else { return Ok(None) };
    live(state, Resource::Reason, id)
        .map(Some)
        .ok_or_else(|| bad_field("rejection_reason_id", "Unknown rejection reason."))
}

/// Nothing is done with the day it starts nor with the reason for closing the opening.
pub(super) fn hire(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "active")?;
    let body = Body::read(bytes)?;
    if let Some(day) = body.text("start_date")?
        && day.parse::<NaiveDate>().is_err()
    {
        return Err(bad_field("start_date", "Not a valid date."));
    }
    if let Some(opening) = body.text("opening_id")? {
        referenced(state, Resource::Opening, "opening_id", opening)?;
    }
    state.world.hire(index);
    Ok(shown(state, Resource::Application, index))
}
