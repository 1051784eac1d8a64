//! Erases what an integration has in the database: table by table, in batches, each a transaction of its own under the lock
//! of those who write records. Whoever is interrupted leaves the rest for the next one.

mod tables;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError, integration_keys, integrations};
use crate::domain::id::IntegrationId;

pub use tables::{EXPIRING, TABLES, Table};

/// How many rows are removed at a time.
const BATCH: i64 = 2_000;

/// Integrations that cannot be restored any more, those that are due longest first.
pub async fn due(db: &mut PgConnection, now: DateTime<Utc>) -> Result<Vec<IntegrationScope>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "-- erasure.due
         SELECT integration_id, public_id FROM integrations
         WHERE erase_at <= $1 AND erased_at IS NULL ORDER BY erase_at, integration_id",
    )
    .bind(now)
    .fetch_all(db)
    .await?;
    let scope = |(key, id): (i64, String)| {
        let broken = StoreError::Inconsistent { table: "integrations", column: "public_id", row: id.clone() };
        Ok(IntegrationScope::of_no_records(key, IntegrationId::parse(&id).ok_or(broken)?))
    };
    rows.into_iter().map(scope).collect()
}

/// From its commit on, the integration cannot be restored, and its data key and credentials are gone. False when it was restored, or
/// erased by somebody else.
pub async fn begin(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- erasure.begin
         UPDATE integrations
         SET erasure_begun_at = COALESCE(erasure_begun_at, $2), credentials = ''
         WHERE integration_id = $1 AND erase_at <= $2 AND erased_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .execute(&mut *db)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    integration_keys::destroy(db, scope).await?;
    Ok(true)
}

/// Removes some rows of a table, and says how many; fewer than a batch when none are left.
pub async fn remove_some(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    table: &Table,
) -> Result<Removed, StoreError> {
    integrations::lock(db, scope).await?;
    let done = sqlx::query(table.erase).bind(scope.key()).bind(BATCH).execute(db).await?;
    let rows = done.rows_affected();
    Ok(Removed { rows, more: i64::try_from(rows).is_ok_and(|rows| rows >= BATCH) })
}

/// What a batch removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    pub rows: u64,
    /// There may be more.
    pub more: bool,
}

/// Leaves of the integration its id, when it was made, deleted and erased. False when somebody else did.
pub async fn finish(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- erasure.finish
         UPDATE integrations
         SET erased_at = $2, organization_name = '', creator_email = NULL, origin_id = NULL, settings = '{}',
             credentials = '', published_at = NULL, acted_at = NULL, shaped_by = NULL
         WHERE integration_id = $1 AND erasure_begun_at IS NOT NULL AND erased_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
