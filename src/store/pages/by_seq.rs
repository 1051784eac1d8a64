//! Whole lists, by place in the walk order.
//!
//! Both ends of the range are always given: without one, Postgres takes a plan that knows no parameters for so dear that
//! it would rather make a plan for every page.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::{Page, Place, Walk};
use crate::store::StoreError;

/// The first page finds out where the walk ends: at the highest number in use.
pub(super) async fn first(db: &mut PgConnection, walk: Walk<'_>) -> Result<Page, StoreError> {
    let rows = sqlx::query(
        "-- pages.by_seq first
         SELECT body, seq, (SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2) AS until
         FROM documents
         WHERE integration_id = $1 AND model = $2 AND seq > $3 AND seq <= $4 AND (NOT deleted OR $5)
         ORDER BY seq LIMIT $6",
    )
    .bind(walk.scope.key())
    .bind(walk.model.code())
    .bind(0_i64)
    .bind(i64::MAX)
    .bind(walk.selection.include_deleted)
    .bind(walk.limit())
    .fetch_all(db)
    .await?;
    Page::cut(rows, walk.size, |row| place(row, row.try_get("until")?))
}

pub(super) async fn next(
    db: &mut PgConnection,
    walk: Walk<'_>,
    after: i64,
    until: i64,
) -> Result<Page, StoreError> {
    let rows = sqlx::query(
        "-- pages.by_seq next
         SELECT body, seq
         FROM documents
         WHERE integration_id = $1 AND model = $2 AND seq > $3 AND seq <= $4 AND (NOT deleted OR $5)
         ORDER BY seq LIMIT $6",
    )
    .bind(walk.scope.key())
    .bind(walk.model.code())
    .bind(after)
    .bind(until)
    .bind(walk.selection.include_deleted)
    .bind(walk.limit())
    .fetch_all(db)
    .await?;
    Page::cut(rows, walk.size, |row| place(row, until))
}

/// The place behind a row.
fn place(row: &PgRow, until: i64) -> Result<Place, sqlx::Error> {
    Ok(Place::BySeq { after: row.try_get("seq")?, until })
}
