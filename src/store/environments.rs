//! Environments: the tenants of an installation.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};

/// An environment's key inside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnvironmentKey(pub(super) i64);

/// An environment as callers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    pub key: EnvironmentKey,
    pub public_id: String,
}

/// The environment of that name; made, under `new_public_id`, when it is missing.
pub async fn ensure(
    db: &mut PgConnection,
    name: &str,
    new_public_id: &str,
    now: DateTime<Utc>,
) -> Result<Environment, StoreError> {
    let (key, public_id): (i64, String) = sqlx::query_as(
        "-- environments.ensure
         WITH made AS (
             INSERT INTO environments (public_id, name, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (name) DO NOTHING
             RETURNING environment_id, public_id
         )
         SELECT environment_id, public_id FROM made
         UNION ALL
         SELECT environment_id, public_id FROM environments WHERE name = $2
         LIMIT 1",
    )
    .bind(new_public_id)
    .bind(name)
    .bind(now)
    .fetch_one(db)
    .await?;
    Ok(Environment { key: EnvironmentKey(key), public_id })
}

/// The environment of that name.
pub async fn find(db: &mut PgConnection, name: &str) -> Result<Option<Environment>, StoreError> {
    let found: Option<(i64, String)> = sqlx::query_as(
        "-- environments.find
         SELECT environment_id, public_id FROM environments WHERE name = $1",
    )
    .bind(name)
    .fetch_optional(db)
    .await?;
    Ok(found.map(|(key, public_id)| Environment { key: EnvironmentKey(key), public_id }))
}

/// The environment that an integration belongs to.
pub async fn of(db: &mut PgConnection, scope: &IntegrationScope) -> Result<EnvironmentKey, StoreError> {
    let key = sqlx::query_scalar(
        "-- environments.of
         SELECT environment_id FROM integrations WHERE integration_id = $1",
    );
    Ok(EnvironmentKey(key.bind(scope.key()).fetch_one(db).await?))
}
