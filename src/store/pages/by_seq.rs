//! Whole lists, by place in the walk order.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::{Page, Place, Range, Walk};
use crate::store::StoreError;

/// The place behind a row. Its `until` is where the walk ends: at the highest number in use when its first page was read.
pub(super) fn place(row: &PgRow, since: Option<DateTime<Utc>>) -> Result<Place, sqlx::Error> {
    Ok(Place::BySeq { after: row.try_get("seq")?, until: row.try_get("until")?, since })
}

pub(super) async fn read(db: &mut PgConnection, walk: Walk<'_>, range: Range) -> Result<Page, StoreError> {
    let rows = sqlx::query(
        "-- pages.by_seq
         SELECT id, body, seq,
                LEAST($4, (SELECT max(seq) FROM documents WHERE integration_id = $1 AND model = $2)) AS until
         FROM documents
         WHERE integration_id = $1 AND model = $2 AND seq > $3 AND seq <= $4 AND (NOT deleted OR $5)
         ORDER BY seq LIMIT $6",
    )
    .bind(walk.scope.key())
    .bind(walk.model.code())
    .bind(range.after)
    .bind(range.until)
    .bind(walk.selection.include_deleted)
    .bind(walk.limit())
    .fetch_all(db)
    .await?;
    Page::cut(rows, walk.size, |row| place(row, None))
}
