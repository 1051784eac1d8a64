//! What is not told any more. Whoever stands before it has missed something, and has to begin anew.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::store::{IntegrationScope, StoreError};

/// How many entries of an integration are forgotten in one transaction.
const BATCH: i64 = 5_000;

/// Makes all positions of before unusable, as nothing is told of what is written before a publication. To be called with the
/// publication, under the integration's lock.
pub(in crate::store) async fn begin_anew(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- changes.begin_anew
         INSERT INTO forgotten_changes (integration_id, change_id)
         VALUES ($1, nextval(pg_get_serial_sequence('changes', 'change_id')))
         ON CONFLICT (integration_id) DO UPDATE SET change_id = EXCLUDED.change_id",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the entries of all integrations that were written before a time, and notes up to which.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<(), StoreError> {
    while purge_some(db, before).await? > 0 {}
    Ok(())
}

/// A batch of each integration whose oldest entry is old enough; says of how many.
async fn purge_some(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- changes.purge
         WITH gone AS (
             DELETE FROM changes c USING (
                 SELECT i.integration_id, batch.until
                 FROM integrations i
                 CROSS JOIN LATERAL (
                     SELECT c.written_at FROM changes c
                     WHERE c.integration_id = i.integration_id ORDER BY c.change_id LIMIT 1
                 ) oldest
                 CROSS JOIN LATERAL (
                     SELECT max(b.change_id) FILTER (WHERE b.written_at < $1) AS until FROM (
                         SELECT c.change_id, c.written_at FROM changes c
                         WHERE c.integration_id = i.integration_id ORDER BY c.change_id LIMIT $2
                     ) b
                 ) batch
                 WHERE oldest.written_at < $1
             ) old
             WHERE c.integration_id = old.integration_id AND c.change_id <= old.until
             RETURNING c.integration_id, c.change_id
         )
         INSERT INTO forgotten_changes (integration_id, change_id)
         SELECT integration_id, max(change_id) FROM gone GROUP BY integration_id
         ON CONFLICT (integration_id) DO UPDATE
         SET change_id = GREATEST(forgotten_changes.change_id, EXCLUDED.change_id)",
    )
    .bind(before)
    .bind(BATCH)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
