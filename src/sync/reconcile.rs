//! What arrived against what is stored: which rows have to be written, and who has to hear of it. Pure.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::{Map, Value};

use super::cut::Cut;
use super::run::ModelCounts;
use crate::domain::digest::{digest, json_text};
use crate::domain::id::RecordId;
use crate::domain::remote::{Knowledge, Remote};
use crate::domain::shaping::Rules;
use crate::store::IntegrationScope;
use crate::store::records::{Deletion, Depth, Known, NewRow, Overlaid, Raw, Record, Reshaped, Stored, Whole};

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

/// Two stubs complete each other: a user is named without an address in one place and with one in another. Otherwise
/// each of them would replace the other at every sync.
pub(super) fn complete_stubs<T: Record>(scope: &IntegrationScope, rows: &mut [Arrived], known: &[Known]) {
    let stubs: HashMap<&RecordId, &str> =
        known.iter().filter_map(|known| Some((&known.id, known.stub.as_deref()?))).collect();
    for Arrived { row, .. } in rows.iter_mut().filter(|arrived| is_open(&arrived.row)) {
        let body = stubs.get(&row.id).and_then(|before| completed::<T>(&row.content, before));
        if let Some(mut body) = body {
            if let Some(cut) = Cut::of(scope) {
                // What was stored before may be off by now.
                cut.body(&mut body);
            }
            let (remote_id, knowledge) = (row.remote_id.clone(), Knowledge::Stub);
            *row = new_row(
                scope,
                &Remote { remote_id, remote_deleted_at: None, moved_at: None, knowledge, body },
                &Rules::default(),
            );
        }
    }
}

/// A stub that is not empty on purpose.
fn is_open(row: &NewRow) -> bool {
    row.depth == Depth::Stub && row.anonymised_at.is_none()
}

/// The new content, and of the old what the new one leaves open.
fn completed<T: Record>(new: &str, old: &str) -> Option<T> {
    let mut fields: Map<String, Value> = serde_json::from_str(new).ok()?;
    let old: Map<String, Value> = serde_json::from_str(old).ok()?;
    for (name, value) in old {
        let open = fields.get(&name).is_none_or(Value::is_null);
        if open {
            fields.insert(name, value);
        }
    }
    serde_json::from_value(Value::Object(fields)).ok()
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

/// A stored record as it is kept once its fields are nulled: its ids and when it was deleted.
pub(super) fn anonymised<T: Record>(
    scope: &IntegrationScope,
    stored: &Stored<T>,
    remote_deleted_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> NewRow {
    let (id, remote_id) = (stored.id.clone(), stored.remote_id.clone());
    without_fields(scope, (id, remote_id), stored.depth, &stored.body.anonymised(), (remote_deleted_at, now))
}

/// Takes everything out of a row that arrived but its ids. It counts as deleted.
pub(super) fn empty<T: Record>(scope: &IntegrationScope, row: &mut NewRow, now: DateTime<Utc>) {
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

fn raw(path: Cow<'static, str>, json: String) -> Raw {
    let hash = digest(&[json.as_bytes()]);
    Raw { path, json, hash }
}

/// A record brought up to the rules, out of what is stored of it; `None` when it follows them already.
pub(super) fn reshaped<T: Record>(
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
pub(super) fn recut<T: Record>(
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

/// The texts that are stored of a record.
struct Shape {
    content: String,
    overlay: Option<String>,
    columns: String,
    shown: String,
}

impl Shape {
    fn of<T: Record>(scope: &IntegrationScope, mapped: &T, raw: Option<&str>, rules: &Rules) -> Self {
        let content = json_text(mapped);
        // Every value fits its field (`ValueType::fit`), so that nothing is left out.
        let laid = rules.overlay(T::MODEL, raw).and_then(|overlay| {
            let text = json_text(&overlay);
            Some((overlay.apply::<T>(&content).ok()?, text))
        });
        let body = laid.as_ref().map_or(mapped, |(body, _text)| body);
        let (columns, shown) = (json_text(&body.columns(scope)), json_text(&body.shown()));
        Self { content, overlay: laid.map(|(_body, text)| text), columns, shown }
    }
}

fn state_hash<T: Serialize>(content: &str, deleted: &T) -> [u8; 16] {
    digest(&[content.as_bytes(), json_text(deleted).as_bytes()])
}

/// Where nothing is laid over the content, its digest is that of a version that knew no overlays.
fn content_hash(content: &str, overlay: Option<&str>, deleted: Option<DateTime<Utc>>) -> [u8; 16] {
    match overlay {
        None => state_hash(content, &deleted),
        Some(overlay) => digest(&[content.as_bytes(), json_text(&deleted).as_bytes(), overlay.as_bytes()]),
    }
}

/// The digests that a stored record has once it is deleted.
pub(super) fn deletion<T: Record>(stored: &Stored<T>, at: DateTime<Utc>) -> Deletion {
    let content_hash = match stored.overlaid.as_deref() {
        None => content_hash(&json_text(&stored.body), None, Some(at)),
        Some(Overlaid { content, overlay }) => content_hash(content, Some(overlay), Some(at)),
    };
    Deletion {
        id: stored.id.clone(),
        content_hash,
        shown_hash: state_hash(&json_text(&stored.body.shown()), &true),
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ats::User;

    fn named(email: Option<&str>) -> User {
        User { first_name: Some("Ada".to_owned()), email: email.map(str::to_owned), ..User::default() }
    }

    #[test]
    fn stubs_complete_each_other_in_either_order() {
        let (without, with) = (named(None), named(Some("ada@company.example")));
        for (new, old) in [(&without, &with), (&with, &without), (&with, &with)] {
            let completed = completed::<User>(&json_text(new), &json_text(old)).unwrap();
            assert_eq!(json_text(&completed), json_text(&with), "and so neither is written again");
        }
    }

    #[test]
    fn what_a_later_stub_says_counts() {
        let renamed = User { first_name: Some("Grace".to_owned()), ..named(None) };
        let completed =
            completed::<User>(&json_text(&renamed), &json_text(&named(Some("a@b.example")))).unwrap();
        assert_eq!(
            (completed.first_name.as_deref(), completed.email.as_deref()),
            (Some("Grace"), Some("a@b.example"))
        );
    }
}
