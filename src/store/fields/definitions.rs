//! The custom fields that environments define.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::model::Model;
use crate::store::environments::EnvironmentKey;
use crate::store::{IntegrationScope, StoreError};

/// A custom field of an environment's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub model: Model,
    pub key: String,
    pub label: Option<String>,
    pub description: Option<String>,
    pub created_at: DateTime<Utc>,
}

/// The constraint that refuses a key that the model has already.
pub const KEY_TAKEN: &str = "custom_fields_key";

#[derive(sqlx::FromRow)]
struct Row {
    model: i16,
    key: String,
    label: Option<String>,
    description: Option<String>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Definition {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let model = Model::from_code(row.model).ok_or_else(|| StoreError::Inconsistent {
            table: "custom_fields",
            column: "model",
            row: row.key.clone(),
        })?;
        let Row { key, label, description, created_at, .. } = row;
        Ok(Self { model, key, label, description, created_at })
    }
}

/// All of an environment, by model and key. Until the transaction ends, nobody adds one.
pub async fn hold(db: &mut PgConnection, environment: EnvironmentKey) -> Result<Vec<Definition>, StoreError> {
    sqlx::query(
        "-- definitions.hold
         SELECT FROM environments WHERE environment_id = $1 FOR NO KEY UPDATE",
    )
    .bind(environment.0)
    .execute(&mut *db)
    .await?;
    all(db, environment).await
}

/// All of an environment, by model and key.
pub async fn all(db: &mut PgConnection, environment: EnvironmentKey) -> Result<Vec<Definition>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "-- definitions.all
         SELECT model, key, label, description, created_at FROM custom_fields WHERE environment_id = $1
         ORDER BY model, key",
    )
    .bind(environment.0)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Definition::try_from).collect()
}

/// Those of the environment that an integration belongs to.
pub async fn of(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Vec<Definition>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "-- definitions.of
         SELECT f.model, f.key, f.label, f.description, f.created_at
         FROM integrations i JOIN custom_fields f USING (environment_id)
         WHERE i.integration_id = $1 ORDER BY f.model, f.key",
    )
    .bind(scope.key())
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Definition::try_from).collect()
}

pub async fn insert(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    new: &Definition,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- definitions.insert
         INSERT INTO custom_fields (environment_id, model, key, label, description, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(environment.0)
    .bind(new.model.code())
    .bind(&new.key)
    .bind(&new.label)
    .bind(&new.description)
    .bind(new.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Sets label and description.
pub async fn describe(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    definition: &Definition,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- definitions.describe
         UPDATE custom_fields SET label = $4, description = $5
         WHERE environment_id = $1 AND model = $2 AND key = $3",
    )
    .bind(environment.0)
    .bind(definition.model.code())
    .bind(&definition.key)
    .bind(&definition.label)
    .bind(&definition.description)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the sources that were chosen for a custom field of this key in any integration of the environment.
pub async fn forget_sources(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    model: Model,
    key: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- definitions.forget_sources
         DELETE FROM field_sources s USING integrations i
         WHERE i.environment_id = $1 AND s.integration_id = i.integration_id AND s.model = $2
               AND s.target = 'CUSTOM_FIELD' AND s.key = $3",
    )
    .bind(environment.0)
    .bind(model.code())
    .bind(key)
    .execute(db)
    .await?;
    Ok(())
}

pub async fn remove(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    model: Model,
    key: &str,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- definitions.remove
         DELETE FROM custom_fields WHERE environment_id = $1 AND model = $2 AND key = $3",
    )
    .bind(environment.0)
    .bind(model.code())
    .bind(key)
    .execute(db)
    .await?;
    Ok(())
}
