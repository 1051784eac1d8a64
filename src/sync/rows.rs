//! Rows as they are to be stored: of what arrived, and of what is stored and has to follow a configuration. Pure.

mod emptied;
mod followed;
mod shape;
mod stubs;

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};

use self::shape::{Shape, state_hash};
use crate::domain::digest::digest;
use crate::domain::id::RecordId;
use crate::domain::remote::{Knowledge, Remote};
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Depth, NewRow, Raw, Record};

pub(super) use self::emptied::{anonymised, empty};
pub(super) use self::followed::{recut, reshaped};
pub(super) use self::shape::{content_hash, deletion};
pub(super) use self::stubs::complete_stubs;

/// Rows as they arrived, with what tells whether an incremental read would have brought them.
#[derive(Debug, PartialEq)]
pub(super) struct Arrived {
    pub row: NewRow,
    pub moved_at: Option<DateTime<Utc>>,
}

/// Rows as they would be stored. Of a record that a page holds twice, the more complete one counts, else the later.
pub(super) fn prepare<T: Record>(
    scope: &IntegrationScope,
    records: &[Remote<T>],
    rules: &Rules,
) -> Vec<Arrived> {
    let mut rows: HashMap<RecordId, Arrived> = HashMap::with_capacity(records.len());
    for record in records {
        let row = new_row(scope, record, rules);
        match rows.get(&row.id) {
            Some(other) if other.row.depth > row.depth => {}
            _ => {
                rows.insert(row.id.clone(), Arrived { row, moved_at: record.moved_at });
            }
        }
    }
    let mut rows: Vec<Arrived> = rows.into_values().collect();
    rows.sort_by(|a, b| a.row.id.cmp(&b.row.id));
    rows
}

fn new_row<T: Record>(scope: &IntegrationScope, record: &Remote<T>, rules: &Rules) -> NewRow {
    let (depth, raw) = match &record.knowledge {
        Knowledge::Full { path, json } => {
            (Depth::Full, json.as_ref().map(|json| raw((*path).into(), json.clone())))
        }
        Knowledge::Derived => (Depth::Derived, None),
        Knowledge::Stub => (Depth::Stub, None),
    };
    let shape = Shape::of(scope, &record.body, raw.as_ref().map(|raw| raw.json.as_str()), rules);
    let deleted = record.remote_deleted_at;
    NewRow {
        id: scope.record(T::MODEL, &record.remote_id),
        remote_id: record.remote_id.clone(),
        depth,
        remote_deleted_at: record.remote_deleted_at,
        content_hash: content_hash(&shape.content, shape.overlay.as_deref(), deleted),
        shown_hash: state_hash(&shape.shown, &deleted.is_some()),
        content: shape.content,
        overlay: shape.overlay,
        raw,
        columns: shape.columns,
        anonymised_at: None,
    }
}

fn raw(path: Cow<'static, str>, json: String) -> Raw {
    let hash = digest(&[json.as_bytes()]);
    Raw { path, json, hash }
}
