//! What callers were told must not be taken back: a crash of Postgres undoes what was committed and is not on disk yet, and
//! the numbers of that are given again.

use crate::store::replica::lsn::Lsn;
use crate::store::{Store, StoreError};

/// Returns when everything is on disk that anybody could see when it was called.
pub async fn flush(store: &Store) -> Result<(), StoreError> {
    let mut db = store.reader().await?;
    let (written, flushed): (String, String) = sqlx::query_as(
        "-- changes.flushed
         SELECT pg_current_wal_insert_lsn()::text, pg_current_wal_flush_lsn()::text",
    )
    .fetch_one(&mut *db)
    .await?;
    db.finish();
    if Lsn::parse(&flushed)? >= Lsn::parse(&written)?.whole() {
        return Ok(());
    }
    force(store).await
}

/// A commit that waits for the disk, because it has written something, takes everything there that was written before. To
/// wait until others do so has no end where nobody commits.
async fn force(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin().await?;
    sqlx::query(
        "-- changes.flush: wait
         SET LOCAL synchronous_commit = on",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "-- changes.flush
         SELECT pg_logical_emit_message(true, 'unified-ats', '')",
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}
