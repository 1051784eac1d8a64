//! What arrived against what is stored: which rows have to be written, and who has to hear of it. Pure.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::digest::{digest, json_text};
use crate::domain::id::RecordId;
use crate::domain::remote::{Knowledge, Remote};
use crate::store::IntegrationScope;
use crate::store::records::{Depth, Known, NewRow, Raw, Record};

/// The outcome for one table and one page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Decision {
    pub writes: Vec<NewRow>,
    /// Whose own content changed.
    pub changed: Vec<RecordId>,
    /// What other records show of it changed too.
    pub shown: Vec<RecordId>,
}

/// Rows as they would be stored. Of a record that a page holds twice, the more complete one counts, else the later.
pub(super) fn prepare<T: Record>(scope: &IntegrationScope, records: &[Remote<T>]) -> Vec<NewRow> {
    let mut rows: HashMap<RecordId, NewRow> = HashMap::with_capacity(records.len());
    for record in records {
        let row = new_row(scope, record);
        match rows.get(&row.id) {
            Some(other) if other.depth > row.depth => {}
            _ => {
                rows.insert(row.id.clone(), row);
            }
        }
    }
    let mut rows: Vec<NewRow> = rows.into_values().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

fn new_row<T: Record>(scope: &IntegrationScope, record: &Remote<T>) -> NewRow {
    let (depth, raw) = match &record.knowledge {
        Knowledge::Full { path, json } => {
            (Depth::Full, Some(Raw { path, json: json.clone(), hash: digest(&[json.as_bytes()]) }))
        }
        Knowledge::Derived => (Depth::Derived, None),
        Knowledge::Stub => (Depth::Stub, None),
    };
    let mut row = NewRow {
        id: scope.record(T::MODEL, &record.remote_id),
        remote_id: record.remote_id.clone(),
        depth,
        remote_deleted_at: record.remote_deleted_at,
        content: json_text(&record.body),
        content_hash: [0; 16],
        shown_hash: [0; 16],
        raw,
        columns: json_text(&record.body.columns(scope)),
    };
    row.content_hash = state_hash(&row.content, &row.remote_deleted_at);
    row.shown_hash = state_hash(&json_text(&record.body.shown()), &row.remote_deleted_at.is_some());
    row
}

fn state_hash<T: Serialize>(content: &str, deleted: &T) -> [u8; 16] {
    digest(&[content.as_bytes(), json_text(deleted).as_bytes()])
}

/// Compares rows with what is stored. A lesser knowledge never replaces a greater one, and a record that stays
/// deleted keeps the time at which it was first seen deleted.
pub(super) fn decide(rows: Vec<NewRow>, known: Vec<Known>) -> Decision {
    let known: HashMap<RecordId, Known> = known.into_iter().map(|k| (k.id.clone(), k)).collect();
    let mut decision = Decision::default();
    for mut row in rows {
        let Some(before) = known.get(&row.id) else {
            decision.changed.push(row.id.clone());
            decision.shown.push(row.id.clone());
            decision.writes.push(row);
            continue;
        };
        if row.depth < before.depth {
            continue;
        }
        if let (Some(first), Some(_later)) = (before.remote_deleted_at, row.remote_deleted_at) {
            row.remote_deleted_at = Some(first);
            row.content_hash = state_hash(&row.content, &row.remote_deleted_at);
        }
        let changed = row.depth != before.depth || row.content_hash.as_slice() != before.content_hash;
        if changed {
            decision.changed.push(row.id.clone());
        }
        if row.shown_hash.as_slice() != before.shown_hash {
            decision.shown.push(row.id.clone());
        }
        if changed || row.raw.as_ref().map(|raw| raw.hash.to_vec()) != before.raw_hash {
            decision.writes.push(row);
        }
    }
    decision
}
