//! What is done to keys.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Permission;
use crate::secrets::api_key::ApiKey;
use crate::store::environments::EnvironmentKey;
use crate::store::{IntegrationScope, StoreError};

/// A key that is to be made.
#[derive(Debug, Clone)]
pub struct NewKey<'a> {
    pub public_id: &'a str,
    pub name: &'a str,
    pub permissions: &'a [Permission],
    /// Integrations that it is limited to; `None` stands for all of the environment.
    pub integrations: Option<&'a [IntegrationScope]>,
    pub expires_at: Option<DateTime<Utc>>,
    /// How often it may ask in a minute; 0 for no limit, `None` for what holds for all keys.
    pub rate_limit: Option<i32>,
    pub created_at: DateTime<Utc>,
}

pub async fn insert_new(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    key: &ApiKey,
    new: NewKey<'_>,
) -> Result<(), StoreError> {
    let permissions: Vec<&str> = new.permissions.iter().map(|permission| permission.as_str()).collect();
    let integrations: Vec<i64> = new.integrations.into_iter().flatten().map(IntegrationScope::key).collect();
    sqlx::query(
        "-- api_keys.insert_new
         WITH made AS (
             INSERT INTO api_keys (environment_id, public_id, name, key_hash, permissions, created_at, expires_at, limited,
                                   rate_limit)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $10)
             RETURNING api_key_id
         )
         INSERT INTO api_key_integrations (api_key_id, integration_id)
         SELECT DISTINCT api_key_id, id FROM made, unnest($9::bigint[]) AS id",
    )
    .bind(environment.key())
    .bind(new.public_id)
    .bind(new.name)
    .bind(key.hash().as_bytes())
    .bind(permissions)
    .bind(new.created_at)
    .bind(new.expires_at)
    .bind(new.integrations.is_some())
    .bind(integrations)
    .bind(new.rate_limit)
    .execute(db)
    .await?;
    Ok(())
}

/// What is changed of a key; `None` leaves a value as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub name: Option<String>,
    pub expires_at: Option<Option<DateTime<Utc>>>,
}

pub async fn change(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    public_id: &str,
    change: &Change,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- api_keys.change
         UPDATE api_keys
         SET name = COALESCE($3, name), expires_at = CASE WHEN $4 THEN $5 ELSE expires_at END
         WHERE environment_id = $1 AND public_id = $2",
    )
    .bind(environment.key())
    .bind(public_id)
    .bind(change.name.as_deref())
    .bind(change.expires_at.is_some())
    .bind(change.expires_at.flatten())
    .execute(db)
    .await?;
    Ok(())
}

/// Names the key that takes the place of another one, which ends at a time unless it ends sooner.
pub async fn replace(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    (old, new): (&str, &str),
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- api_keys.replace
         UPDATE api_keys
         SET expires_at = LEAST(expires_at, $4), replaced_by = (SELECT api_key_id FROM api_keys WHERE public_id = $3)
         WHERE environment_id = $1 AND public_id = $2",
    )
    .bind(environment.key())
    .bind(old)
    .bind(new)
    .bind(until)
    .execute(db)
    .await?;
    Ok(())
}

/// Makes a key unusable from now on. False when it was already.
pub async fn revoke_one(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- api_keys.revoke_one
         UPDATE api_keys SET revoked_at = $3
         WHERE environment_id = $1 AND public_id = $2 AND revoked_at IS NULL",
    )
    .bind(environment.key())
    .bind(public_id)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes when keys were last used, by their public ids. No time moves back.
pub async fn note_uses(db: &mut PgConnection, uses: &[(String, DateTime<Utc>)]) -> Result<(), StoreError> {
    let (ids, times): (Vec<&str>, Vec<DateTime<Utc>>) =
        uses.iter().map(|(id, at)| (id.as_str(), *at)).unzip();
    sqlx::query(
        "-- api_keys.note_uses
         UPDATE api_keys k SET last_used_at = GREATEST(k.last_used_at, used.at)
         FROM unnest($1::text[], $2::timestamptz[]) AS used (id, at) WHERE k.public_id = used.id",
    )
    .bind(ids)
    .bind(times)
    .execute(db)
    .await?;
    Ok(())
}
