//! The data keys of integrations, sealed by the installation's keys.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::id::IntegrationId;
use crate::secrets::data_key::SealedKey;

#[derive(sqlx::FromRow)]
struct KeyRow {
    key_id: Option<String>,
    sealed_by: Option<String>,
    sealed: Option<Vec<u8>>,
}

impl KeyRow {
    fn key(self) -> Option<SealedKey> {
        Some(SealedKey { key_id: self.key_id?, sealed_by: self.sealed_by?, sealed: self.sealed? })
    }
}

/// The integration's data key; `None` for one that has none yet, or none any more.
pub async fn find(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Option<SealedKey>, StoreError> {
    let row: Option<KeyRow> = sqlx::query_as(
        "-- integration_keys.find
         SELECT key_id, sealed_by, sealed FROM integration_keys WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(KeyRow::key))
}

/// The sealed credentials, and the data key of the same moment.
pub async fn with_credentials(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<(Vec<u8>, Option<SealedKey>), StoreError> {
    #[derive(sqlx::FromRow)]
    struct Row {
        credentials: Vec<u8>,
        #[sqlx(flatten)]
        key: KeyRow,
    }
    let row: Row = sqlx::query_as(
        "-- integration_keys.with_credentials
         SELECT i.credentials, k.key_id, k.sealed_by, k.sealed
         FROM integrations i LEFT JOIN integration_keys k USING (integration_id)
         WHERE i.integration_id = $1",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    Ok((row.credentials, row.key.key()))
}

/// Keeps others from changing the integration's key and credentials until the transaction ends. Whoever changes either of
/// them asks for this first.
pub async fn hold(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- integration_keys.hold
         SELECT FROM integrations WHERE integration_id = $1 FOR NO KEY UPDATE",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps the data key, in the place of the one before if there is one.
pub async fn put(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    key: &SealedKey,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- integration_keys.put
         INSERT INTO integration_keys (integration_id, key_id, sealed_by, sealed, created_at)
         VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (integration_id) DO UPDATE
         SET key_id = EXCLUDED.key_id, sealed_by = EXCLUDED.sealed_by, sealed = EXCLUDED.sealed",
    )
    .bind(scope.key())
    .bind(&key.key_id)
    .bind(&key.sealed_by)
    .bind(&key.sealed)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Makes everything that the data key sealed unreadable for good.
pub async fn destroy(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- integration_keys.destroy
         DELETE FROM integration_keys WHERE integration_id = $1",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// All integrations behind one, in the order in which they were made.
pub async fn owners(
    db: &mut PgConnection,
    behind: Option<&IntegrationScope>,
    limit: i64,
) -> Result<Vec<IntegrationScope>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "-- integration_keys.owners
         SELECT integration_id, public_id FROM integrations
         WHERE integration_id > $1 ORDER BY integration_id LIMIT $2",
    )
    .bind(behind.map_or(0, IntegrationScope::key))
    .bind(limit)
    .fetch_all(db)
    .await?;
    let scope = |(key, id): (i64, String)| match IntegrationId::parse(&id) {
        Some(id) => Ok(IntegrationScope::of_no_records(key, id)),
        None => Err(StoreError::Inconsistent { table: "integrations", column: "public_id", row: id }),
    };
    rows.into_iter().map(scope).collect()
}
