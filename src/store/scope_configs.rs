//! Configurations of what is wanted, and which one holds for which integration.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::{IntegrationScope, StoreError};
use crate::domain::digest::json_text;
use crate::domain::scopes::{ConfigName, OptOuts, Scopes, Settings};

/// The constraint that refuses a name that is taken.
pub const NAME_TAKEN: &str = "scope_configs_name_key";

/// What an integration's row says about its scopes, with the configuration that holds for it.
#[derive(sqlx::FromRow)]
pub(super) struct ScopesRow {
    opted_out: Option<String>,
    scope_config_id: Option<String>,
    scope_config_name: Option<String>,
    scope_settings: Option<String>,
}

impl ScopesRow {
    /// Or the column that cannot be read. Where nothing is set, nothing is read.
    pub(super) fn read(self) -> Result<Arc<Scopes>, &'static str> {
        let named = self.scope_config_id.zip(self.scope_config_name);
        if named.is_none() {
            return Ok(Scopes::everything());
        }
        let config = named.map(|(id, name)| ConfigName { id, name });
        let settings = self.scope_settings.as_deref().map(serde_json::from_str).transpose();
        let settings = settings.map_err(|_unreadable| "scope_config_id")?.unwrap_or_default();
        let opted_out = self.opted_out.as_deref().map(serde_json::from_str).transpose();
        let opted_out = opted_out.map_err(|_unreadable| "opted_out")?.unwrap_or_default();
        Ok(Arc::new(Scopes::new(config, settings, opted_out)))
    }
}

/// A configuration of an environment.
#[derive(Debug, Clone, PartialEq)]
pub struct ScopeConfig {
    pub id: String,
    pub name: String,
    pub is_default: bool,
    pub settings: Settings,
    pub created_at: DateTime<Utc>,
}

#[derive(sqlx::FromRow)]
struct ConfigRow {
    public_id: String,
    name: String,
    is_default: bool,
    settings: String,
    created_at: DateTime<Utc>,
}

impl TryFrom<ConfigRow> for ScopeConfig {
    type Error = StoreError;

    fn try_from(row: ConfigRow) -> Result<Self, StoreError> {
        let broken = |_unreadable| StoreError::Inconsistent {
            table: "scope_configs",
            column: "settings",
            row: row.public_id.clone(),
        };
        Ok(Self {
            settings: serde_json::from_str(&row.settings).map_err(broken)?,
            id: row.public_id,
            name: row.name,
            is_default: row.is_default,
            created_at: row.created_at,
        })
    }
}

/// The configurations of an environment behind an id, in the order of ids.
pub async fn list(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    after: &str,
    limit: i64,
) -> Result<Vec<ScopeConfig>, StoreError> {
    let rows: Vec<ConfigRow> = sqlx::query_as(
        "-- scope_configs.list
         SELECT public_id, name, is_default, settings::text AS settings, created_at
         FROM scope_configs WHERE environment_id = $1 AND public_id > $2 ORDER BY public_id LIMIT $3",
    )
    .bind(environment.0)
    .bind(after)
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(ScopeConfig::try_from).collect()
}

pub async fn find(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    id: &str,
) -> Result<Option<ScopeConfig>, StoreError> {
    let row: Option<ConfigRow> = sqlx::query_as(
        "-- scope_configs.find
         SELECT public_id, name, is_default, settings::text AS settings, created_at
         FROM scope_configs WHERE environment_id = $1 AND public_id = $2",
    )
    .bind(environment.0)
    .bind(id)
    .fetch_optional(db)
    .await?;
    row.map(ScopeConfig::try_from).transpose()
}

/// The configuration that holds for integrations that have none of their own.
pub async fn default_of(
    db: &mut PgConnection,
    environment: EnvironmentKey,
) -> Result<Option<ScopeConfig>, StoreError> {
    let row: Option<ConfigRow> = sqlx::query_as(
        "-- scope_configs.default_of
         SELECT public_id, name, is_default, settings::text AS settings, created_at
         FROM scope_configs WHERE environment_id = $1 AND is_default",
    )
    .bind(environment.0)
    .fetch_optional(db)
    .await?;
    row.map(ScopeConfig::try_from).transpose()
}

/// The one with an id, which nobody else changes, removes or gives to an integration until the transaction ends.
pub async fn hold(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    id: &str,
) -> Result<Option<ScopeConfig>, StoreError> {
    let row: Option<ConfigRow> = sqlx::query_as(
        "-- scope_configs.hold
         SELECT public_id, name, is_default, settings::text AS settings, created_at
         FROM scope_configs WHERE environment_id = $1 AND public_id = $2 FOR UPDATE",
    )
    .bind(environment.0)
    .bind(id)
    .fetch_optional(db)
    .await?;
    row.map(ScopeConfig::try_from).transpose()
}

/// Writes a configuration, a new one or one that is held.
pub async fn put(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    config: &ScopeConfig,
) -> Result<(), StoreError> {
    if config.is_default {
        sqlx::query(
            "-- scope_configs.put: no other default
             UPDATE scope_configs SET is_default = false
             WHERE environment_id = $1 AND is_default AND public_id <> $2",
        )
        .bind(environment.0)
        .bind(&config.id)
        .execute(&mut *db)
        .await?;
    }
    sqlx::query(
        "-- scope_configs.put
         INSERT INTO scope_configs (environment_id, public_id, name, is_default, settings, created_at)
         VALUES ($1, $2, $3, $4, $5::json, $6)
         ON CONFLICT (environment_id, public_id) DO UPDATE
         SET name = EXCLUDED.name, is_default = EXCLUDED.is_default, settings = EXCLUDED.settings",
    )
    .bind(environment.0)
    .bind(&config.id)
    .bind(&config.name)
    .bind(config.is_default)
    .bind(json_text(&config.settings))
    .bind(config.created_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Removes a configuration that is held.
pub async fn delete(db: &mut PgConnection, environment: EnvironmentKey, id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "-- scope_configs.delete
         DELETE FROM scope_configs WHERE environment_id = $1 AND public_id = $2",
    )
    .bind(environment.0)
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// How many integrations name the configuration.
pub async fn users(db: &mut PgConnection, environment: EnvironmentKey, id: &str) -> Result<i64, StoreError> {
    Ok(sqlx::query_scalar(
        "-- scope_configs.users
         SELECT count(*) FROM integrations WHERE environment_id = $1 AND scope_config_id = $2",
    )
    .bind(environment.0)
    .bind(id)
    .fetch_one(db)
    .await?)
}

/// Makes syncs of all integrations due whose configuration may have become another one: those that name it, and those
/// that name none when a default is concerned. Whether there is anything to do, each sync finds out itself.
pub async fn sync_users(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    id: &str,
    with_default: bool,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- scope_configs.sync_users
         UPDATE integrations SET scopes_changed_at = $4, next_full_at = LEAST(next_full_at, $4)
         WHERE environment_id = $1 AND (scope_config_id = $2 OR ($3 AND scope_config_id IS NULL))",
    )
    .bind(environment.0)
    .bind(id)
    .bind(with_default)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Gives an integration a configuration of its environment, or the environment's default, and makes a sync due.
pub async fn choose(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- scope_configs.choose
         UPDATE integrations SET scope_config_id = $2, scopes_changed_at = $3, next_full_at = LEAST(next_full_at, $3)
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(id)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Sets everything that the customer opted out of, and makes a sync due.
pub async fn opt_out(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    opted_out: &OptOuts,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- scope_configs.opt_out
         UPDATE integrations SET opted_out = $2::json, scopes_changed_at = $3, next_full_at = LEAST(next_full_at, $3)
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(json_text(opted_out))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}
