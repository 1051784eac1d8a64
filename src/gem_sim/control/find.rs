//! Looks for what writes left behind, so that a test can count it with one request.

use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::problem;
use crate::gem_sim::files::bytes_of;
use crate::gem_sim::reply::json_reply;
use crate::gem_sim::state::Simulation;
use crate::gem_sim::world::World;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::{ids_in, str_of};
use crate::gem_sim::world::select::{Filter, select};
use crate::gem_sim::world::show::NOTE_CANDIDATE;

/// What to look for; everything that is given has to hold.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// An address of the candidate, whatever its case.
    email: Option<String>,
    candidate_id: Option<String>,
    /// The job that an application is for.
    job_id: Option<String>,
    /// A part of a note, or the name of an attachment.
    text: Option<String>,
    /// Deleted candidates and applications too, and what belongs to them.
    #[serde(default)]
    deleted: bool,
}

/// `GET /_sim/find/{what}`: `{total, rows}`.
pub(super) async fn find(
    Shared(simulation): Shared<Simulation>,
    Path(what): Path<String>,
    Query(wanted): Query<Wanted>,
) -> Response {
    let state = simulation.lock();
    let world = &state.world;
    let rows = match what.as_str() {
        "candidates" => shown(world, Resource::Candidate, wanted.candidates(world)),
        "applications" => shown(world, Resource::Application, wanted.applications(world)),
        "notes" => shown(world, Resource::Note, wanted.notes(world)),
        "attachments" => wanted.attachments(world),
        _ => return problem("only candidates, applications, notes and attachments can be looked for"),
    };
    json_reply(200, &json!({"total": rows.len(), "rows": rows}))
}

fn shown(world: &World, resource: Resource, indices: Vec<u64>) -> Vec<Value> {
    indices.into_iter().filter_map(|index| world.inspect(resource, index)).collect()
}

impl Wanted {
    fn candidates(&self, world: &World) -> Vec<u64> {
        let filter = Filter {
            include_deleted: self.deleted,
            email: self.email.clone(),
            only: self.candidate_id.clone().map(|id| vec![id]),
            job: self.job_id.clone(),
            ..Filter::default()
        };
        select(world, Resource::Candidate, &filter, None)
    }

    fn applications(&self, world: &World) -> Vec<u64> {
        let mut found: Vec<u64> =
            self.candidates(world).into_iter().flat_map(|index| world.applications_of(index)).collect();
        found.retain(|index| {
            let row = world.row(Resource::Application, *index).unwrap_or_default();
            let for_job = |job: &String| ids_in(&row, "jobs").contains(&job.as_str());
            let deleted = row.get("deleted_at").is_some_and(|at| !at.is_null());
            (self.deleted || !deleted) && self.job_id.as_ref().is_none_or(for_job)
        });
        found
    }

    fn notes(&self, world: &World) -> Vec<u64> {
        // All candidates, as long as nothing is asked of them: the notes are few and the candidates many.
        let any = self.email.is_none() && self.job_id.is_none() && self.candidate_id.is_none();
        let candidates: Option<Vec<String>> = (!any)
            .then(|| self.candidates(world).iter().map(|c| world.id(Resource::Candidate, *c)).collect());
        world
            .changed_rows(Resource::Note)
            .filter(|(_, row)| {
                let text = str_of(row, "body").unwrap_or_default();
                let of = str_of(row, NOTE_CANDIDATE).unwrap_or_default();
                self.text.as_ref().is_none_or(|part| text.contains(part.as_str()))
                    && candidates.as_ref().is_none_or(|all| all.iter().any(|id| id == of))
            })
            .map(|(index, _)| index)
            .collect()
    }

    fn attachments(&self, world: &World) -> Vec<Value> {
        let mut found = Vec::new();
        for candidate in self.candidates(world) {
            let id = world.id(Resource::Candidate, candidate);
            let row = world.row(Resource::Candidate, candidate).unwrap_or_default();
            for kept in row.get("attachments").and_then(Value::as_array).into_iter().flatten() {
                let name = kept.get("filename").and_then(Value::as_str);
                if self.text.as_deref().is_none_or(|text| name == Some(text)) {
                    found.push(weighed(world, &id, kept));
                }
            }
        }
        found
    }
}

/// An attachment with what its bytes come to.
fn weighed(world: &World, candidate: &str, kept: &Value) -> Value {
    let file = kept.get("_file").and_then(Value::as_str).unwrap_or_default();
    let bytes = bytes_of(world, candidate, file);
    json!({
        "candidate_id": candidate,
        "filename": kept.get("filename"),
        "type": kept.get("type"),
        "content_type": kept.get("_content_type"),
        "created_at": kept.get("created_at"),
        "length": bytes.len(),
        "sha256": hex(&Sha256::digest(&bytes)),
    })
}

fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
