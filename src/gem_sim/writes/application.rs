//! Writes to applications.

use serde_json::{Value, json};

use super::{Outcome, live, must_be, referenced, shown, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::{Refusal, bad_field};
use crate::gem_sim::state::State;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::{set, str_of};

/// Takes `source_id` and nothing else; no timestamp moves by default.
pub(super) fn set_source(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    let body = Body::read(bytes)?;
    if let Some(other) = body.names().find(|name| *name != "source_id") {
        return Err(bad_field(other, "Unknown field."));
    }
    let source = source_ref(state, body.required("source_id")?)?;
    state.world.change(Resource::Application, index, Weight::Quiet, |row, _| set(row, "source", source));
    Ok(shown(state, Resource::Application, index))
}

pub(super) fn source_ref(state: &State, id: &str) -> Result<Value, Refusal> {
    let row = live(state, Resource::Source, id).and_then(|index| state.world.row(Resource::Source, index));
    let row = row.ok_or_else(|| bad_field("source_id", "Unknown source."))?;
    Ok(json!({"id": row.get("id"), "public_name": row.get("public_name")}))
}

/// Moves to a given stage, or advances to the next one.
pub(super) fn step(state: &mut State, id: &str, bytes: &[u8], to_given: bool) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "active")?;
    let body = Body::read(bytes)?;
    let from = body.required("from_stage_id")?;
    if state.world.stage_of(index).as_deref() != Some(from) {
        return Err(bad_field("from_stage_id", "The application is not in this stage."));
    }
    let stage = if to_given {
        let to = body.required("to_stage_id")?;
        live(state, Resource::Stage, to)
            .filter(|stage| state.world.stage_fits(index, *stage))
            .ok_or_else(|| bad_field("to_stage_id", "Unknown stage of this job."))?
    } else {
        next_stage(state, from).ok_or_else(|| bad_field("from_stage_id", "There is no later stage."))?
    };
    state.world.move_to(index, stage);
    Ok(shown(state, Resource::Application, index))
}

fn next_stage(state: &State, from: &str) -> Option<u64> {
    let world = &state.world;
    let rank = |stage: u64| world.row(Resource::Stage, stage)?.get("priority").and_then(Value::as_f64);
    let from = world.find(Resource::Stage, from)?;
    let row = world.row(Resource::Stage, from)?;
    let job = world.find(Resource::Job, str_of(&row, "job_id")?)?;
    let here = rank(from)?;
    let usable =
        |stage: &u64| world.keys(Resource::Stage, *stage).is_some_and(|keys| keys.active && !keys.deleted);
    world
        .with_children(Resource::Job, job)
        .into_iter()
        .filter(|(resource, _)| *resource == Resource::Stage)
        .map(|(_, stage)| stage)
        .filter(usable)
        .filter_map(|stage| Some((rank(stage)?, stage)))
        .filter(|(rank, _)| *rank > here)
        .min_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, stage)| stage)
}

/// To another job. Refused when the candidate is there already, or when an offer stands.
pub(super) fn transfer(state: &mut State, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, Resource::Application, id)?;
    must_be(state, index, "active")?;
    let body = Body::read(bytes)?;
    let job = referenced(state, Resource::Job, "new_job_id", body.required("new_job_id")?)?;
    let stage = match body.text("new_stage_id")? {
        Some(id) => Some(
            live(state, Resource::Stage, id)
                .filter(|stage| state.world.is_stage_of(*stage, job))
                .ok_or_else(|| bad_field("new_stage_id", "Unknown stage of this job."))?,
        ),
        None => state.world.first_stage(job),
    };
    if state.world.has_applied(index, job) {
        return Err(bad_field("new_job_id", "The candidate has an application to this job."));
    }
    if state.world.has_standing_offer(index) {
        return Err(bad_field("new_job_id", "The application has an offer."));
    }
    state.world.transfer(index, job, stage);
    Ok(shown(state, Resource::Application, index))
}
