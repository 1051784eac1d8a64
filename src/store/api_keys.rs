//! API keys, by their hash.

mod changing;
mod kept;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{FromRow, PgConnection, Row as _};

use super::StoreError;
use super::environments::{Environment, EnvironmentKey};
use super::integrations::{Integration, IntegrationRow};
use super::model_syncs::{Ended, Freshness};
use crate::domain::audit::Actor;
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;
use crate::random;
use crate::secrets::api_key::{ApiKey, KeyHash};

pub use changing::{Change, NewKey, change, insert_new, note_uses, replace, revoke_one};
pub use kept::{Kept, environment_of, find, list};

/// What a key may do. Every permission is granted on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    Read,
    Write,
    Manage,
}

impl Permission {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Manage];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Manage => "manage",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == text)
    }
}

/// A caller whose key was found, is not revoked and has not expired.
#[derive(Debug, Clone)]
pub struct Caller {
    pub environment: Environment,
    /// The public id of the key.
    pub key_id: String,
    /// How often the key may ask in a minute, where it has a limit of its own; 0 for no limit.
    pub rate_limit: Option<u32>,
    permissions: Vec<String>,
    /// Public ids of integrations; `None` stands for all of the environment.
    limited_to: Option<Vec<String>>,
}

impl Caller {
    pub fn permissions(&self) -> &[String] {
        &self.permissions
    }

    /// The integrations that the key is limited to; `None` stands for all of the environment.
    pub fn limited_to(&self) -> Option<&[String]> {
        self.limited_to.as_deref()
    }

    /// Whether the environment has the integration as far as this caller is told.
    pub fn sees(&self, integration: &str) -> bool {
        self.limited_to.as_ref().is_none_or(|all| all.iter().any(|id| id == integration))
    }

    pub fn may(&self, permission: Permission) -> bool {
        self.permissions.iter().any(|p| p == permission.as_str())
    }

    /// As the audit log names them.
    pub fn actor(&self) -> Actor {
        Actor::Key(self.key_id.clone())
    }
}

/// Makes a key that is good for the whole environment and does not expire.
pub async fn insert(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    name: &str,
    key: &ApiKey,
    permissions: &[Permission],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let public_id = random::id();
    let new = NewKey {
        public_id: &public_id,
        name,
        permissions,
        integrations: None,
        expires_at: None,
        rate_limit: None,
        created_at: now,
    };
    insert_new(db, environment, key, new).await
}

struct CallerRow {
    environment_id: i64,
    environment_public_id: String,
    key_id: String,
    permissions: Vec<String>,
    rate_limit: Option<i32>,
    limited_to: Option<Vec<String>>,
    integration: Option<IntegrationRow>,
    freshness: Freshness,
}

impl FromRow<'_, PgRow> for CallerRow {
    fn from_row(row: &PgRow) -> Result<Self, sqlx::Error> {
        let integration: Option<i64> = row.try_get("integration_id")?;
        Ok(Self {
            environment_id: row.try_get("environment_id")?,
            environment_public_id: row.try_get("environment_public_id")?,
            key_id: row.try_get("key_id")?,
            permissions: row.try_get("permissions")?,
            rate_limit: row.try_get("rate_limit")?,
            limited_to: row.try_get("limited_to")?,
            integration: integration.map(|_found| IntegrationRow::from_row(row)).transpose()?,
            freshness: freshness(row)?,
        })
    }
}

/// Three arrays side by side, null when no sync of any model has ended.
fn freshness(row: &PgRow) -> Result<Freshness, sqlx::Error> {
    let models: Option<Vec<i16>> = row.try_get("models")?;
    let delta: Option<Vec<Option<DateTime<Utc>>>> = row.try_get("delta_ended_at")?;
    let full: Option<Vec<Option<DateTime<Utc>>>> = row.try_get("full_ended_at")?;
    let times = delta.unwrap_or_default().into_iter().zip(full.unwrap_or_default());
    let ended = models.unwrap_or_default().into_iter().zip(times);
    let known =
        ended.filter_map(|(code, (delta, full))| Some((Model::from_code(code)?, Ended { delta, full })));
    Ok(Freshness::new(known, row.try_get("is_syncing")?))
}

/// A caller, and what the key's environment has under the id they name.
#[derive(Debug, Clone)]
pub struct Found {
    pub caller: Caller,
    /// `None` when the environment has no such integration.
    pub integration: Option<Arc<Integration>>,
    pub freshness: Arc<Freshness>,
}

impl Found {
    /// Whether there is an integration whose lists are open to the caller.
    pub fn is_readable(&self) -> bool {
        self.caller.may(Permission::Read)
            && self.integration.as_ref().is_some_and(|integration| integration.is_readable())
    }
}

/// The caller who holds a key and, in the same round trip, the integration they name, if it is theirs.
pub async fn find_caller(
    db: &mut PgConnection,
    key: &KeyHash,
    integration: Option<&IntegrationId>,
    now: DateTime<Utc>,
) -> Result<Option<Found>, StoreError> {
    let row: Option<CallerRow> = sqlx::query_as(
        "-- api_keys.find_caller
         SELECT k.environment_id, e.public_id AS environment_public_id, k.public_id AS key_id, k.permissions,
                k.rate_limit,
                CASE WHEN k.limited THEN ARRAY(
                    SELECT x.public_id FROM api_key_integrations l JOIN integrations x USING (integration_id)
                    WHERE l.api_key_id = k.api_key_id
                ) END AS limited_to,
                i.integration_id, i.public_id, i.organization_name, i.creator_email, i.origin_id,
                i.settings::text AS settings, i.status, i.published_at, i.acted_at, i.expired_at, i.created_at,
                i.opted_out::text AS opted_out, c.public_id AS scope_config_id, c.name AS scope_config_name,
                c.settings::text AS scope_settings, i.application_filter::text AS application_filter,
                s.models, s.delta_ended_at, s.full_ended_at, r.sync_run_id IS NOT NULL AS is_syncing
         FROM api_keys k
         JOIN environments e USING (environment_id)
         LEFT JOIN integrations i
             ON i.environment_id = k.environment_id AND i.public_id = $2 AND i.deleted_at IS NULL
             AND (NOT k.limited OR EXISTS (
                 SELECT FROM api_key_integrations l
                 WHERE l.api_key_id = k.api_key_id AND l.integration_id = i.integration_id
             ))
         LEFT JOIN scope_configs c
             ON c.environment_id = i.environment_id
                AND c.public_id = COALESCE(i.scope_config_id, (
                    SELECT d.public_id FROM scope_configs d
                    WHERE d.environment_id = i.environment_id AND d.is_default
                ))
         LEFT JOIN LATERAL (
             SELECT array_agg(m.model) AS models, array_agg(m.delta_ended_at) AS delta_ended_at,
                    array_agg(m.full_ended_at) AS full_ended_at
             FROM model_syncs m WHERE m.integration_id = i.integration_id
         ) s ON true
         LEFT JOIN sync_runs r
             ON r.integration_id = i.integration_id AND r.state = 'RUNNING' AND r.lease_until > $3
         WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $3)",
    )
    .bind(key.as_bytes())
    .bind(integration.map(IntegrationId::as_str))
    .bind(now)
    .fetch_optional(db)
    .await?;
    row.map(|row| {
        let environment =
            Environment { key: EnvironmentKey(row.environment_id), public_id: row.environment_public_id };
        let integration = row.integration.map(Integration::try_from).transpose()?.map(Arc::new);
        let rate_limit = row.rate_limit.and_then(|limit| u32::try_from(limit).ok());
        let caller = Caller {
            environment,
            key_id: row.key_id,
            rate_limit,
            permissions: row.permissions,
            limited_to: row.limited_to,
        };
        Ok(Found { caller, integration, freshness: Arc::new(row.freshness) })
    })
    .transpose()
}

/// Makes a key unusable from now on. False when there is no such key.
pub async fn revoke(db: &mut PgConnection, key: &ApiKey, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- api_keys.revoke
         UPDATE api_keys SET revoked_at = $2 WHERE key_hash = $1 AND revoked_at IS NULL",
    )
    .bind(key.hash().as_bytes())
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
