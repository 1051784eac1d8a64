//! The keys of the installation, as far as the database knows them: by values that they sealed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::StoreError;

/// The value by which a key is recognised; `None` for one that was never noted.
pub async fn canary(db: &mut PgConnection, key_id: &str) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(sqlx::query_scalar(
        r"-- encryption_keys.canary
         SELECT canary FROM encryption_keys WHERE key_id = $1",
    )
    .bind(key_id)
    .fetch_optional(db)
    .await?)
}

/// Notes a key, unless somebody else has noted one under the id.
pub async fn note(
    db: &mut PgConnection,
    key_id: &str,
    canary: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        r"-- encryption_keys.note
         INSERT INTO encryption_keys (key_id, canary, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    )
    .bind(key_id)
    .bind(canary)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// A key, and how many integrations cannot be opened without it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct InUse {
    pub key_id: String,
    pub integrations: i64,
}

/// The keys by which data keys are sealed, and credentials of integrations that have no data key. Among the latter are
/// data keys that were destroyed.
pub async fn in_use(db: &mut PgConnection) -> Result<Vec<InUse>, StoreError> {
    Ok(sqlx::query_as(
        r"-- encryption_keys.in_use
         SELECT key_id, count(*) AS integrations FROM (
             SELECT sealed_by AS key_id, integration_id FROM integration_keys
             UNION
             SELECT encode(substring(i.credentials FROM 2 FOR get_byte(i.credentials || '\x00', 0)), 'escape'), i.integration_id
             FROM integrations i LEFT JOIN integration_keys k USING (integration_id)
             WHERE i.credentials <> ''::bytea AND k.key_id IS NULL
         ) used
         GROUP BY key_id ORDER BY key_id",
    )
    .fetch_all(db)
    .await?)
}

/// The keys by which what is kept of actions is sealed, and how many actions need each of them.
pub async fn in_use_by_actions(db: &mut PgConnection) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(sqlx::query_as(
        r"-- encryption_keys.in_use_by_actions
         SELECT key_id, count(*) FROM (
             SELECT encode(substring(sealed FROM 2 FOR get_byte(sealed || '\x00', 0)), 'escape') AS key_id
             FROM actions, LATERAL (VALUES (request), (answer)) kept (sealed)
             WHERE sealed <> ''::bytea
         ) used
         GROUP BY key_id ORDER BY key_id",
    )
    .fetch_all(db)
    .await?)
}

/// A value that a key sealed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sample {
    pub integration: String,
    /// The credentials themselves, otherwise a data key.
    pub is_credentials: bool,
    pub sealed: Vec<u8>,
}

/// Any value that the key sealed: a data key if there is one, otherwise credentials.
pub async fn sample(db: &mut PgConnection, key_id: &str) -> Result<Option<Sample>, StoreError> {
    Ok(sqlx::query_as(
        r"-- encryption_keys.sample
         (SELECT i.public_id AS integration, false AS is_credentials, k.sealed
          FROM integration_keys k JOIN integrations i USING (integration_id)
          WHERE k.sealed_by = $1 LIMIT 1)
         UNION ALL
         (SELECT public_id, true, credentials FROM integrations
          WHERE credentials <> ''::bytea
            AND encode(substring(credentials FROM 2 FOR get_byte(credentials || '\x00', 0)), 'escape') = $1 LIMIT 1)
         LIMIT 1",
    )
    .bind(key_id)
    .fetch_optional(db)
    .await?)
}
