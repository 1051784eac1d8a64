//! Whole lists, by place in the walk order.

use sqlx::PgConnection;

use super::{Page, PageDocument, Place, Walk};
use crate::store::StoreError;

#[derive(sqlx::FromRow)]
pub(super) struct SeqRow {
    #[sqlx(flatten)]
    document: PageDocument,
    pub seq: i64,
    /// Where the walk ends: at the highest number in use when its first page was read.
    pub until: i64,
}

impl From<SeqRow> for PageDocument {
    fn from(row: SeqRow) -> Self {
        row.document
    }
}

pub(super) async fn read(
    db: &mut PgConnection,
    walk: Walk<'_>,
    after: i64,
    until: i64,
) -> Result<Page, StoreError> {
    let rows: Vec<SeqRow> = sqlx::query_as(
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
    Ok(Page::cut(rows, walk.size, |row| Place::BySeq { after: row.seq, until: row.until }))
}
