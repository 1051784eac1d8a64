//! Records that could not be read, one row each, replaced at the next try.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::remote::Misfit;

/// `resource` is the name of the pass that met the records.
pub async fn record(
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
        "-- quarantine.record
         INSERT INTO quarantine (integration_id, resource, remote_id, path, reason, seen_at)
         SELECT DISTINCT ON (m.remote_id) $1, $2, m.remote_id, m.path, m.reason, $6
         FROM UNNEST($3::text[], $4::text[], $5::text[]) AS m(remote_id, path, reason)
         ORDER BY m.remote_id, m.path
         ON CONFLICT (integration_id, resource, remote_id) DO UPDATE
         SET path = EXCLUDED.path, reason = EXCLUDED.reason, seen_at = EXCLUDED.seen_at",
    )
    .bind(scope.key())
    .bind(resource)
    .bind(misfits.iter().map(|m| m.remote_id.as_deref().unwrap_or("")).collect::<Vec<_>>())
    .bind(misfits.iter().map(|m| m.path.as_str()).collect::<Vec<_>>())
    .bind(misfits.iter().map(|m| m.reason.as_str()).collect::<Vec<_>>())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
