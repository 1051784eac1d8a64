//! Environments: the tenants of an installation.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};

/// An environment's key inside the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct EnvironmentKey(pub(super) i64);

impl EnvironmentKey {
    pub(super) const fn new(key: i64) -> Self {
        Self(key)
    }

    pub(super) const fn key(self) -> i64 {
        self.0
    }
}

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

/// An environment as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub key: EnvironmentKey,
    pub public_id: String,
    pub name: String,
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct NamedRow {
    environment_id: i64,
    public_id: String,
    name: String,
    created_at: DateTime<Utc>,
}

impl From<NamedRow> for Named {
    fn from(row: NamedRow) -> Self {
        let NamedRow { environment_id, public_id, name, created_at } = row;
        Self { key: EnvironmentKey(environment_id), public_id, name, created_at }
    }
}

/// Makes an environment; `None` when there is one of that name.
pub async fn insert(
    db: &mut PgConnection,
    name: &str,
    public_id: &str,
    now: DateTime<Utc>,
) -> Result<Option<Named>, StoreError> {
    let row: Option<NamedRow> = sqlx::query_as(
        "-- environments.insert
         INSERT INTO environments (public_id, name, created_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO NOTHING
         RETURNING environment_id, public_id, name, created_at",
    )
    .bind(public_id)
    .bind(name)
    .bind(now)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Named::from))
}

pub async fn by_name(db: &mut PgConnection, name: &str) -> Result<Option<Named>, StoreError> {
    let row: Option<NamedRow> = sqlx::query_as(
        "-- environments.by_name
         SELECT environment_id, public_id, name, created_at FROM environments WHERE name = $1",
    )
    .bind(name)
    .fetch_optional(db)
    .await?;
    Ok(row.map(Named::from))
}

pub async fn get(db: &mut PgConnection, environment: EnvironmentKey) -> Result<Named, StoreError> {
    let row: NamedRow = sqlx::query_as(
        "-- environments.get
         SELECT environment_id, public_id, name, created_at FROM environments WHERE environment_id = $1",
    )
    .bind(environment.0)
    .fetch_one(db)
    .await?;
    Ok(row.into())
}

/// All environments, in the order in which they were made.
pub async fn list(db: &mut PgConnection) -> Result<Vec<Named>, StoreError> {
    let rows: Vec<NamedRow> = sqlx::query_as(
        "-- environments.list
         SELECT environment_id, public_id, name, created_at FROM environments ORDER BY environment_id",
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(Named::from).collect())
}

/// The environment that an integration belongs to.
pub async fn of(db: &mut PgConnection, scope: &IntegrationScope) -> Result<EnvironmentKey, StoreError> {
    let key = sqlx::query_scalar(
        "-- environments.of
         SELECT environment_id FROM integrations WHERE integration_id = $1",
    );
    Ok(EnvironmentKey(key.bind(scope.key()).fetch_one(db).await?))
}
