//! The bytes behind the links of attachments.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value;

use super::reply::{gateway_error, raw};
use super::state::Simulation;
use super::world::World;
use super::world::resource::Resource;
use super::world::show::signature;

#[derive(Debug, Deserialize)]
pub(crate) struct Signed {
    expires: i64,
    signature: String,
}

/// `GET /_files/{candidate}/{file}/{name}`: no key, but a signature that is good until it expires.
pub(crate) async fn serve(
    Shared(simulation): Shared<Simulation>,
    Path((candidate, file, _name)): Path<(String, String, String)>,
    signed: Result<Query<Signed>, QueryRejection>,
) -> Response {
    let state = simulation.lock();
    let world = &state.world;
    let good = signed.is_ok_and(|Query(signed)| {
        let expected = signature(world.plan.seed, &candidate, &file, signed.expires);
        signed.signature == expected && signed.expires > world.now() / 1000
    });
    if !good {
        return gateway_error(403, "Request has expired");
    }
    if let Some(bytes) = uploaded(world, &candidate, &file) {
        return raw(200, "application/octet-stream", bytes.clone());
    }
    let row =
        world.find(Resource::Candidate, &candidate).and_then(|index| world.row(Resource::Candidate, index));
    let attachments = row.as_ref().and_then(|row| row.get("attachments")).and_then(Value::as_array);
    let known =
        attachments.into_iter().flatten().any(|a| a.get("_file").and_then(Value::as_str) == Some(&file));
    if known {
        raw(200, "application/pdf", seeded(&candidate, &file))
    } else {
        gateway_error(404, "Not Found")
    }
}

/// The bytes of an attachment that the candidate has.
pub(crate) fn bytes_of(world: &World, candidate: &str, file: &str) -> Vec<u8> {
    uploaded(world, candidate, file).cloned().unwrap_or_else(|| seeded(candidate, file).into_bytes())
}

fn uploaded<'a>(world: &'a World, candidate: &str, file: &str) -> Option<&'a Vec<u8>> {
    world.file(&format!("{candidate}/{file}"))
}

/// A small file that looks like a PDF, the same for the same attachment.
fn seeded(candidate: &str, file: &str) -> String {
    format!(
        "%PDF-1.4\n% attachment {file} of {candidate}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )
}
