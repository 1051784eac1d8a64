//! Attachments, which belong to candidates.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{Outcome, target};
use crate::gem_sim::body::Body;
use crate::gem_sim::reply::{Refusal, bad_field, json_reply};
use crate::gem_sim::state::State;
use crate::gem_sim::world::change::Weight;
use crate::gem_sim::world::clock::text;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::row::{Row, str_of};

pub(super) struct Attachment {
    filename: String,
    kind: String,
    content_type: Option<String>,
    bytes: Vec<u8>,
}

pub(super) fn attachments(body: &Body) -> Result<Vec<Attachment>, Refusal> {
    body.list("attachments")?
        .iter()
        .map(|entry| {
            let member = |name: &str| entry.get(name).and_then(Value::as_str);
            attachment(&member, &|name: &str, problem: &str| {
                bad_field("attachments", &format!("{name}: {problem}"))
            })
        })
        .collect()
}

/// An attachment of members that `member` looks up, refused in the words of `bad`.
fn attachment<'a>(
    member: &dyn Fn(&str) -> Option<&'a str>,
    bad: &dyn Fn(&str, &str) -> Refusal,
) -> Result<Attachment, Refusal> {
    let need = |name: &str| member(name).ok_or_else(|| bad(name, "Missing data for required field."));
    let bytes = match (member("content"), member("url")) {
        (Some(content), _) => STANDARD.decode(content).map_err(|_| bad("content", "Not valid base64."))?,
        // Nothing is fetched: the sandbox makes no requests of its own.
        (None, Some(url)) => format!("fetched from {url}").into_bytes(),
        (None, None) => return Err(bad("content", "Missing data for required field.")),
    };
    Ok(Attachment {
        filename: need("filename")?.to_owned(),
        kind: need("type")?.to_owned(),
        content_type: member("content_type").map(str::to_owned),
        bytes,
    })
}

/// With `moves` the candidate counts as edited; one that is just being created does not.
pub(super) fn keep(state: &mut State, candidate: u64, attachment: Attachment, moves: bool) {
    let file = format!("u{}", state.world.files_kept() + 1);
    let id = state.world.id(Resource::Candidate, candidate);
    state.world.keep_file(format!("{id}/{file}"), attachment.bytes);
    let now = text(state.world.now());
    let entry = json!({
        "filename": attachment.filename, "type": attachment.kind, "created_at": now, "_file": file,
        "_content_type": attachment.content_type,
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

pub(super) fn attach(state: &mut State, resource: Resource, id: &str, bytes: &[u8]) -> Outcome {
    let index = target(state, resource, id)?;
    let candidate = if resource == Resource::Candidate {
        index
    } else {
        let row = state.world.row(resource, index).unwrap_or_default();
        target(state, Resource::Candidate, str_of(&row, "candidate_id").unwrap_or_default())?
    };
    let body = Body::read(bytes)?;
    let member = |name: &str| body.get(name).and_then(Value::as_str);
    let attachment = attachment(&member, &bad_field)?;
    let content_type = attachment.content_type.clone();
    keep(state, candidate, attachment, true);
    let shown = state.world.show(Resource::Candidate, candidate, false).unwrap_or_default();
    let kept = shown.get("attachments").and_then(Value::as_array).and_then(|all| all.last());
    let part = |name: &str| kept.and_then(|kept| kept.get(name));
    let answer = json!({
        "filename": part("filename"), "url": part("url"), "type": part("type"), "content_type": content_type,
    });
    Ok(json_reply(state.world.switches.created_status, &answer))
}
