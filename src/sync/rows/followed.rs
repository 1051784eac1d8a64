//! Stored records that have to follow a configuration: of fields, or of what is wanted.

use super::raw;
use super::shape::{Shape, content_hash, state_hash};
use crate::domain::digest::json_text;
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Depth, NewRow, Record, Reshaped, Whole};
use crate::sync::cut::Cut;

/// A record brought up to the rules, out of what is stored of it; `None` when it follows them already.
pub(in crate::sync) fn reshaped<T: Record>(
    scope: &IntegrationScope,
    stored: &Whole<T>,
    rules: &Rules,
) -> Option<Reshaped> {
    let shape = Shape::of(scope, &stored.mapped, left(scope, stored).as_deref(), rules);
    if shape.overlay == stored.overlay {
        return None;
    }
    let deleted = stored.remote_deleted_at;
    Some(Reshaped {
        id: stored.id.clone(),
        content_hash: content_hash(&stored.content, shape.overlay.as_deref(), deleted),
        shown_hash: state_hash(&shape.shown, &deleted.is_some()),
        overlay: shape.overlay,
        columns: shape.columns,
    })
}

/// What of a stored text may be kept.
fn left<T: Record>(scope: &IntegrationScope, stored: &Whole<T>) -> Option<String> {
    let (_path, json) = stored.raw.as_ref()?;
    match Cut::of(scope) {
        Some(cut) => cut.raw(T::MODEL, json.clone()),
        None => Some(json.clone()),
    }
}

/// A stored record as it has to be, if it holds anything that is not wanted.
pub(in crate::sync) fn recut<T: Record>(
    scope: &IntegrationScope,
    (cut, rules): (&Cut<'_>, &Rules),
    stored: Whole<T>,
) -> Option<NewRow> {
    let left = left(scope, &stored);
    let Whole { id, remote_id, depth, remote_deleted_at, mapped: mut body, overlay, raw: text, .. } = stored;
    let before = json_text(&body);
    if depth == Depth::Stub {
        cut.stub(&mut body);
    } else {
        cut.body(&mut body);
    }
    let shape = Shape::of(scope, &body, left.as_deref(), rules);
    let same_text = left.as_ref() == text.as_ref().map(|(_path, json)| json);
    if before == shape.content && overlay == shape.overlay && same_text {
        return None;
    }
    Some(NewRow {
        id,
        remote_id,
        depth,
        remote_deleted_at,
        content_hash: content_hash(&shape.content, shape.overlay.as_deref(), remote_deleted_at),
        shown_hash: state_hash(&shape.shown, &remote_deleted_at.is_some()),
        content: shape.content,
        overlay: shape.overlay,
        raw: text.zip(left).map(|((path, _whole), json)| raw(path.into(), json)),
        columns: shape.columns,
        anonymised_at: None,
    })
}
