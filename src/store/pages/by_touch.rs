//! Polls: what was touched since a time, in the order of touches. A document that is touched again while it is walked
//! moves to the end of the walk, or behind it, where the next poll finds it.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::{Page, Place, Walk};
use crate::store::StoreError;
use crate::store::writes::look_back;

/// The place behind a row.
fn place(row: &PgRow, until: DateTime<Utc>) -> Result<Place, sqlx::Error> {
    Ok(Place::ByTouch { after: (row.try_get("touched_at")?, row.try_get("seq")?), until })
}

/// The end that is none keeps Postgres from making a plan for every poll: a range with one end it takes for long, and a
/// plan that knows no parameters for dear. To make one takes far longer than to look.
const FIRST: &str = concat!(
    "-- pages.by_touch first
     SELECT body, touched_at, seq,
            (SELECT max(touched_at) FROM documents WHERE integration_id = $1 AND model = $2) AS until
     FROM documents
     WHERE integration_id = $1 AND model = $2 AND touched_at >= ",
    from_which_on!("$5"),
    "
           AND touched_at <= 'infinity' AND (NOT deleted OR $3)
     ORDER BY touched_at, seq LIMIT $4"
);

/// That a row is not before the time follows from what is behind the place, but Postgres does not see the range in that.
const NEXT: &str = "-- pages.by_touch next
     SELECT body, touched_at, seq
     FROM documents
     WHERE integration_id = $1 AND model = $2 AND touched_at >= $5 AND touched_at <= $7
           AND (touched_at, seq) > ($5, $6) AND (NOT deleted OR $3)
     ORDER BY touched_at, seq LIMIT $4";

/// The first page finds out where the walk ends: at the last touch that it can see.
pub(super) async fn first(
    db: &mut PgConnection,
    walk: Walk<'_>,
    updated_after: DateTime<Utc>,
) -> Result<Page, StoreError> {
    let rows = sqlx::query(FIRST)
        .bind(walk.scope.key())
        .bind(walk.model.code())
        .bind(walk.selection.include_deleted)
        .bind(walk.limit())
        .bind(look_back(updated_after))
        .fetch_all(db)
        .await?;
    Page::cut(rows, walk.size, |row| place(row, row.try_get("until")?))
}

pub(super) async fn next(
    db: &mut PgConnection,
    walk: Walk<'_>,
    after: (DateTime<Utc>, i64),
    until: DateTime<Utc>,
) -> Result<Page, StoreError> {
    let rows = sqlx::query(NEXT)
        .bind(walk.scope.key())
        .bind(walk.model.code())
        .bind(walk.selection.include_deleted)
        .bind(walk.limit())
        .bind(after.0)
        .bind(after.1)
        .bind(until)
        .fetch_all(db)
        .await?;
    Page::cut(rows, walk.size, |row| place(row, until))
}
