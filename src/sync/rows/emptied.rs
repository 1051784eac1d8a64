//! Rows whose fields are nulled. Their ids stay, and when they were deleted.

use chrono::{DateTime, Utc};

use super::shape::{Shape, content_hash, state_hash};
use crate::domain::id::RecordId;
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Depth, NewRow, Record, Stored};

/// A stored record as it is kept once its fields are nulled: its ids and when it was deleted.
pub(in crate::sync) fn anonymised<T: Record>(
    scope: &IntegrationScope,
    stored: &Stored<T>,
    remote_deleted_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> NewRow {
    let (id, remote_id) = (stored.id.clone(), stored.remote_id.clone());
    without_fields(scope, (id, remote_id), stored.depth, &stored.body.anonymised(), (remote_deleted_at, now))
}

/// Takes everything out of a row that arrived but its ids. It counts as deleted.
pub(in crate::sync) fn empty<T: Record>(scope: &IntegrationScope, row: &mut NewRow, now: DateTime<Utc>) {
    let Ok(body) = serde_json::from_str::<T>(&row.content) else { return };
    let (ids, deleted_at) = ((row.id.clone(), row.remote_id.clone()), row.remote_deleted_at.unwrap_or(now));
    *row = without_fields(scope, ids, row.depth, &body.anonymised(), (Some(deleted_at), now));
}

fn without_fields<T: Record>(
    scope: &IntegrationScope,
    (id, remote_id): (RecordId, String),
    depth: Depth,
    body: &T,
    (remote_deleted_at, now): (Option<DateTime<Utc>>, DateTime<Utc>),
) -> NewRow {
    let shape = Shape::of(scope, body, None, &Rules::default());
    NewRow {
        id,
        remote_id,
        depth,
        remote_deleted_at,
        content_hash: content_hash(&shape.content, None, remote_deleted_at),
        shown_hash: state_hash(&shape.shown, &remote_deleted_at.is_some()),
        content: shape.content,
        overlay: None,
        raw: None,
        columns: shape.columns,
        anonymised_at: Some(now),
    }
}
