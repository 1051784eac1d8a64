//! What arrived against what is stored: which rows have to be written, and who has to hear of it. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::rows::{Arrived, content_hash};
use super::run::ModelCounts;
use crate::domain::id::RecordId;
use crate::store::records::{Depth, Known, NewRow};

/// The outcome for one table and one page.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Decision {
    pub writes: Vec<NewRow>,
    /// Whose own content changed.
    pub changed: Vec<RecordId>,
    /// What other records show of it changed too.
    pub shown: Vec<RecordId>,
    pub counts: ModelCounts,
}

/// Compares rows with what is stored. A lesser knowledge never replaces a greater one, and a record that stays
/// deleted keeps the time at which it was first seen deleted, and is left alone once it is anonymised. `revealed_since` is set in a full run: what changed, but
/// moved before that time, is what no incremental read would have found.
pub(super) fn decide(
    rows: Vec<Arrived>,
    known: Vec<Known>,
    revealed_since: Option<DateTime<Utc>>,
) -> Decision {
    let known: HashMap<RecordId, Known> = known.into_iter().map(|k| (k.id.clone(), k)).collect();
    let mut decision = Decision::default();
    for Arrived { mut row, moved_at } in rows {
        let before = known.get(&row.id);
        if before.is_some_and(|before| row.depth < before.depth) {
            continue;
        }
        if before.is_some_and(|before| stays_anonymised(&row, before)) {
            decision.counts.unchanged += u64::from(row.depth > Depth::Stub);
            continue;
        }
        keep_first_deletion(&mut row, before);
        let changed = before.is_none_or(|before| {
            row.depth != before.depth || row.content_hash.as_slice() != before.content_hash
        });
        decision.counts.count(&row, before, changed);
        if changed {
            let hidden = revealed_since.is_some_and(|since| moved_at.is_none_or(|moved| moved < since));
            decision.counts.repaired += u64::from(hidden && row.depth == Depth::Full);
            decision.changed.push(row.id.clone());
        }
        if before.is_none_or(|before| row.shown_hash.as_slice() != before.shown_hash) {
            decision.shown.push(row.id.clone());
        }
        let raw_differs = |before: &Known| row.raw.as_ref().map(|raw| raw.hash.to_vec()) != before.raw_hash;
        if changed || before.is_some_and(raw_differs) {
            decision.writes.push(row);
        }
    }
    decision
}

/// What stays deleted is not filled again.
fn stays_anonymised(row: &NewRow, before: &Known) -> bool {
    before.is_anonymised && before.remote_deleted_at.is_some() && row.remote_deleted_at.is_some()
}

fn keep_first_deletion(row: &mut NewRow, before: Option<&Known>) {
    if let (Some(first), Some(_later)) =
        (before.and_then(|before| before.remote_deleted_at), row.remote_deleted_at)
    {
        row.remote_deleted_at = Some(first);
        row.content_hash = content_hash(&row.content, row.overlay.as_deref(), row.remote_deleted_at);
    }
}

impl ModelCounts {
    /// Stubs do not count: nobody can list them.
    fn count(&mut self, row: &NewRow, before: Option<&Known>, changed: bool) {
        if row.depth == Depth::Stub {
            return;
        }
        let before = before.filter(|before| before.depth > Depth::Stub);
        let deleted = row.remote_deleted_at.is_some();
        match before.map(|before| before.remote_deleted_at.is_some()) {
            _ if !changed => self.unchanged += 1,
            None => self.created += 1,
            Some(false) if deleted => self.deleted += 1,
            Some(true) if !deleted => self.undeleted += 1,
            Some(_) => self.updated += 1,
        }
    }
}
