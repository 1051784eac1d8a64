//! Integrations that are stopped, since when, and that their records expired (`docs/erasure.md`).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::id::IntegrationId;

/// Notes which integrations are stopped now, and which are not any more.
pub async fn observe(db: &mut PgConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
    sqlx::query(
        "-- expiry.observe
         UPDATE integrations SET stopped_at = CASE WHEN status = 'ACTIVE' THEN NULL ELSE $1 END
         WHERE (status = 'ACTIVE') = (stopped_at IS NOT NULL) AND deleted_at IS NULL",
    )
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Those that have been stopped since a time or longer, and whose records are there.
pub async fn due(db: &mut PgConnection, since: DateTime<Utc>) -> Result<Vec<IntegrationScope>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "-- expiry.due
         SELECT integration_id, public_id FROM integrations
         WHERE status <> 'ACTIVE' AND stopped_at <= $1 AND expired_at IS NULL AND deleted_at IS NULL
         ORDER BY stopped_at, integration_id",
    )
    .bind(since)
    .fetch_all(db)
    .await?;
    let scope = |(key, id): (i64, String)| {
        let broken = StoreError::Inconsistent { table: "integrations", column: "public_id", row: id.clone() };
        Ok(IntegrationScope::of_no_records(key, IntegrationId::parse(&id).ok_or(broken)?))
    };
    rows.into_iter().map(scope).collect()
}

/// Whether the integration is stopped. It stays so until the transaction ends.
pub async fn hold_stopped(db: &mut PgConnection, scope: &IntegrationScope) -> Result<bool, StoreError> {
    let stopped: Option<bool> = sqlx::query_scalar(
        "-- expiry.hold_stopped
         SELECT status <> 'ACTIVE' AND deleted_at IS NULL FROM integrations WHERE integration_id = $1 FOR SHARE",
    )
    .bind(scope.key())
    .fetch_optional(db)
    .await?;
    Ok(stopped.unwrap_or_default())
}

/// Closes its lists until the next publication. False when it is in use again.
pub async fn close(db: &mut PgConnection, scope: &IntegrationScope) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- expiry.close
         UPDATE integrations SET published_at = NULL
         WHERE integration_id = $1 AND status <> 'ACTIVE' AND deleted_at IS NULL",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// False when it is in use again, or somebody else did the same.
pub async fn finish(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- expiry.finish
         UPDATE integrations SET expired_at = $2
         WHERE integration_id = $1 AND status <> 'ACTIVE' AND expired_at IS NULL AND deleted_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
