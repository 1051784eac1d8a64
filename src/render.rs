//! Stored records into documents: the contract's shapes, as text, with the times at which they changed.
//!
//! Pure: what a record needs besides itself is handed over as a [`Neighbourhood`].

mod application;
mod application_stage;
mod candidate;
pub mod first;
mod interview;
mod job;
mod job_posting;
mod joins;
mod mask;
mod offer;
mod parts;
mod reference;
#[cfg(test)]
mod tests;
mod user;

use std::collections::HashSet;
use std::future::Future;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Value, json};

pub(crate) use job::post_url;

use crate::contract::timestamp::Timestamp;
use crate::domain::digest::{Hash, digest, json_text};
use crate::domain::id::RecordId;
use crate::store::documents::{NewDocument, Stamp};
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::{Depth, Record, Stored};
use crate::store::{IntegrationScope, StoreError};

/// The precision of every time that callers see.
const STEP: TimeDelta = TimeDelta::milliseconds(1);

/// To be counted up when documents come out different of the same records: all of them are then rendered again.
pub const SHAPE: u32 = 1;

/// A record that callers can list.
pub trait Render: Record {
    type Shape: Serialize;

    /// The fields that what is watched is about, one for each of its parts.
    const WATCHED: &'static [&'static str] = &[];

    /// Loads everything that the other three functions look up: nothing, unless a record says otherwise.
    fn load_around(
        _loader: &mut Loader<'_>,
        _rows: &[Stored<Self>],
    ) -> impl Future<Output = Result<(), StoreError>> + Send {
        async { Ok(()) }
    }

    /// The record's own fields: nested records left out, `changed_at` as given. What is here moves `changed_at`.
    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Self::Shape;

    /// The nested parts whose change `updated_after` counts (contract section 2.4), besides the own fields.
    fn watched(_row: &Stored<Self>, _around: &Neighbourhood) -> Value {
        Value::Null
    }

    /// Fills in the nested records.
    fn nest(_shape: &mut Self::Shape, _row: &Stored<Self>, _around: &Neighbourhood) {}
}

/// The record's document, or `None` when the stored one is still right in every byte.
///
/// A change moves `changed_at` and `touched_at` on, even when `now` stands still or goes back.
pub fn document<T: Render>(
    row: &Stored<T>,
    around: &Neighbourhood,
    before: Option<&Stamp>,
    now: DateTime<Utc>,
) -> Option<NewDocument> {
    let own_hash = own_hash(row, around);
    let watch_hash = digest(&[&own_hash, json_text(&watched(row, around)).as_bytes()]);
    let moved = |time: DateTime<Utc>, same: bool| if same { time } else { now.max(time + STEP) };
    let changed_at = before.map_or(now, |b| moved(b.changed_at, b.own_hash == own_hash));
    let touched_at = before.map_or(now, |b| moved(b.touched_at, b.watch_hash == watch_hash));
    let mut shape = T::own(row, around, Timestamp(changed_at));
    T::nest(&mut shape, row, around);
    let body = text_of::<T>(&shape, around);
    let body_hash = digest(&[body.as_bytes()]);
    if before.is_some_and(|b| b.body_hash == body_hash && b.watch_hash == watch_hash) {
        return None;
    }
    let id = row.id.clone();
    let (deleted, anonymised) = (!row.live(), row.anonymised);
    Some(NewDocument {
        id,
        changed_at,
        touched_at,
        deleted,
        anonymised,
        own_hash,
        watch_hash,
        body_hash,
        body,
    })
}

/// The document of a record of which nothing is known but its id.
pub fn bare<T: Render + Default>(scope: &IntegrationScope, remote_id: &str, now: DateTime<Utc>) -> String {
    let row = Stored {
        id: scope.record(T::MODEL, remote_id),
        remote_id: remote_id.to_owned(),
        depth: Depth::Full,
        remote_deleted_at: None,
        anonymised: false,
        body: T::default(),
        overlaid: None,
    };
    let around = Neighbourhood::empty(scope.id().clone());
    let mut shape = T::own(&row, &around, Timestamp(now));
    T::nest(&mut shape, &row, &around);
    json_text(&shape)
}

/// The digest of the record's own fields: when it is another one, `changed_at` moves.
fn own_hash<T: Render>(row: &Stored<T>, around: &Neighbourhood) -> Hash {
    digest(&[text_of::<T>(&T::own(row, around, Timestamp(DateTime::UNIX_EPOCH)), around).as_bytes()])
}

/// The text of a shape without what is off. Where nothing of it is, it is the shape's own.
fn text_of<T: Render>(shape: &T::Shape, around: &Neighbourhood) -> String {
    if !around.scopes().takes_all_data() {
        let mut value = json!(shape);
        if mask::record(&mut value, T::MODEL, around.scopes()) {
            return value.to_string();
        }
    }
    json_text(shape)
}

/// What is watched, without what is off: a change that nobody can see is none.
fn watched<T: Render>(row: &Stored<T>, around: &Neighbourhood) -> Value {
    let mut watched = T::watched(row, around);
    if !around.scopes().takes_all_data() {
        mask::watched(&mut watched, T::WATCHED, T::MODEL, around.scopes());
    }
    watched
}

/// The ids of the rows themselves.
fn ids_of<T>(rows: &[Stored<T>]) -> HashSet<RecordId> {
    rows.iter().map(|row| row.id.clone()).collect()
}
