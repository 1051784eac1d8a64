//! Whole lists, by place in the walk order.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::{Page, Place, Walk};
use crate::store::StoreError;

/// The place behind a row. Its `until` is where the walk ends: at the highest number in use when its first page was read.
fn place(row: &PgRow) -> Result<Place, sqlx::Error> {
    Ok(Place::BySeq { after: row.try_get("seq")?, until: row.try_get("until")? })
}

pub(super) async fn read(
    db: &mut PgConnection,
    walk: Walk<'_>,
    after: i64,
    until: i64,
) -> Result<Page, StoreError> {
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
    .bind(after)
    .bind(until)
    .bind(walk.selection.include_deleted)
    .bind(walk.limit())
    .fetch_all(db)
    .await?;
    Page::cut(rows, walk.size, place)
}
