//! Rows of the ATS of which something could not be read, one entry each, until they fit.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::index_key::index_key;
use crate::domain::remote::{Batch, Misfit};

/// Remembers what did not fit of a page, and forgets what fits by now. `resource` is the model's name in
/// the contract.
pub async fn record(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    resource: &str,
    batch: &Batch,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    forget(db, scope, resource, &batch.fits).await?;
    insert(db, scope, resource, &batch.misfits, now).await
}

async fn insert(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    resource: &str,
    misfits: &[Misfit],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if misfits.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- quarantine.insert
         INSERT INTO quarantine (integration_id, resource, remote_id, path, reason, seen_at)
         SELECT DISTINCT ON (m.remote_id) $1, $2, m.remote_id, m.path, m.reason, $6
         FROM UNNEST($3::text[], $4::text[], $5::text[]) AS m(remote_id, path, reason)
         ORDER BY m.remote_id, m.path
         ON CONFLICT (integration_id, resource, remote_id) DO UPDATE
         SET path = EXCLUDED.path, reason = EXCLUDED.reason, seen_at = EXCLUDED.seen_at",
    )
    .bind(scope.key())
    .bind(resource)
    .bind(misfits.iter().map(|m| index_key(m.remote_id.as_deref().unwrap_or(""))).collect::<Vec<_>>())
    .bind(misfits.iter().map(|m| m.path.as_str()).collect::<Vec<_>>())
    .bind(misfits.iter().map(|m| m.reason.as_str()).collect::<Vec<_>>())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

async fn forget(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    resource: &str,
    remote_ids: &[String],
) -> Result<(), StoreError> {
    if remote_ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- quarantine.forget
         DELETE FROM quarantine WHERE integration_id = $1 AND resource = $2 AND remote_id = ANY($3)",
    )
    .bind(scope.key())
    .bind(resource)
    .bind(remote_ids.iter().map(|id| index_key(id)).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what a complete read of a list, begun at that time, did not meet again.
pub async fn forget_older(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    resource: &str,
    before: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- quarantine.forget_older
         DELETE FROM quarantine WHERE integration_id = $1 AND resource = $2 AND seen_at < $3",
    )
    .bind(scope.key())
    .bind(resource)
    .bind(before)
    .execute(db)
    .await?;
    Ok(())
}

/// An entry, for the operator.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    /// The model's name in the contract.
    pub resource: String,
    /// Shortened when it is long. Empty when the row has none that can be read.
    pub remote_id: String,
    /// The JSON path that did not fit; empty when the whole row did not.
    pub path: String,
    pub reason: String,
    pub seen_at: DateTime<Utc>,
}

/// Entries behind `after` (resource and remote id), in that order.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: (&str, &str),
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    Ok(sqlx::query_as(
        "-- quarantine.list
         SELECT resource, remote_id, path, reason, seen_at FROM quarantine
         WHERE integration_id = $1 AND (resource, remote_id) > ($2, $3)
         ORDER BY resource, remote_id LIMIT $4",
    )
    .bind(scope.key())
    .bind(after.0)
    .bind(after.1)
    .bind(limit)
    .fetch_all(db)
    .await?)
}

/// Forgets the entries of rows with these ids of the ATS, whatever they are rows of, and says how many.
pub async fn forget_rows(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    remote_ids: &[String],
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- quarantine.forget_rows
         DELETE FROM quarantine WHERE integration_id = $1 AND remote_id = ANY($2)",
    )
    .bind(scope.key())
    .bind(remote_ids.iter().map(|id| index_key(id)).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
