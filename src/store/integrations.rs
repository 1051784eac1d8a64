//! Integrations: one customer's connection to an ATS.

pub mod relinking;

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::scope_configs::ScopesRow;
use super::{IntegrationScope, StoreError, changes};
use crate::domain::application_filter::ApplicationFilter;
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::domain::id::IntegrationId;
use crate::domain::scopes::Scopes;

/// The state that callers see (contract section 5.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Active,
    Invalid,
    Inactive,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Invalid => "INVALID",
            Self::Inactive => "INACTIVE",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        [Self::Active, Self::Invalid, Self::Inactive].into_iter().find(|s| s.as_str() == text)
    }
}

#[derive(Debug, Clone)]
pub struct Integration {
    pub scope: IntegrationScope,
    pub organization_name: String,
    pub creator_email: Option<String>,
    pub origin_id: Option<String>,
    /// The connector's settings, a JSON object.
    pub settings: Value,
    pub status: Status,
    /// When the first sync ended; `None` before, while every model read is refused.
    pub published_at: Option<DateTime<Utc>>,
    /// When the last action ended; whatever it did had been committed by then.
    pub acted_at: Option<DateTime<Utc>>,
    /// When the records of an integration that was stopped for long were anonymised.
    pub expired_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
}

impl Integration {
    /// What of it is wanted.
    pub fn scopes(&self) -> &Scopes {
        self.scope.scopes()
    }

    /// Whether lists are open: it is not switched off, and its first sync has ended.
    pub fn is_readable(&self) -> bool {
        self.status != Status::Inactive && self.published_at.is_some()
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct IntegrationRow {
    integration_id: i64,
    public_id: String,
    organization_name: String,
    creator_email: Option<String>,
    origin_id: Option<String>,
    settings: String,
    status: String,
    published_at: Option<DateTime<Utc>>,
    acted_at: Option<DateTime<Utc>>,
    expired_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    #[sqlx(flatten)]
    scopes: ScopesRow,
    application_filter: Option<String>,
}

impl TryFrom<IntegrationRow> for Integration {
    type Error = StoreError;

    fn try_from(row: IntegrationRow) -> Result<Self, StoreError> {
        let broken =
            |column| StoreError::Inconsistent { table: "integrations", column, row: row.public_id.clone() };
        let filter = row.application_filter.as_deref();
        let filter = filter.map_or(Ok(ApplicationFilter::Everything), serde_json::from_str);
        Ok(Self {
            scope: IntegrationScope::new(
                row.integration_id,
                IntegrationId::parse(&row.public_id).ok_or_else(|| broken("public_id"))?,
                row.scopes.read().map_err(broken)?,
                filter.map_err(|_unreadable| broken("application_filter"))?,
            ),
            settings: serde_json::from_str(&row.settings).map_err(|_unreadable| broken("settings"))?,
            status: Status::parse(&row.status).ok_or_else(|| broken("status"))?,
            organization_name: row.organization_name,
            creator_email: row.creator_email,
            origin_id: row.origin_id,
            published_at: row.published_at,
            acted_at: row.acted_at,
            expired_at: row.expired_at,
            created_at: row.created_at,
        })
    }
}

/// A new integration. Its credentials follow in the same transaction, once there is a data key to seal them by.
#[derive(Debug, Clone)]
pub struct NewIntegration<'a> {
    pub id: &'a IntegrationId,
    pub environment: EnvironmentKey,
    pub end_user: &'a EndUser,
    pub steps: SetupSteps,
    pub settings: &'a Value,
    pub created_at: DateTime<Utc>,
}

/// The constraint that refuses an id that is taken.
pub const ID_TAKEN: &str = "integrations_public_id_key";

pub async fn insert(db: &mut PgConnection, new: NewIntegration<'_>) -> Result<IntegrationScope, StoreError> {
    let key: i64 = sqlx::query_scalar(
        "-- integrations.insert
         INSERT INTO integrations (public_id, environment_id, tool, organization_name, creator_email, origin_id, credentials,
                                   settings, created_at, next_delta_at, next_full_at, enables_filtering, enables_mapping)
         VALUES ($1, $2, $3, $4, $5, $6, ''::bytea, $7::json, $8, $8, $8, $9, $10)
         RETURNING integration_id",
    )
    .bind(new.id.as_str())
    .bind(new.environment.0)
    .bind(new.id.tool())
    .bind(&new.end_user.organization_name)
    .bind(new.end_user.creator_email.as_deref())
    .bind(new.end_user.origin_id.as_deref())
    .bind(new.settings.to_string())
    .bind(new.created_at)
    .bind(new.steps.filtering)
    .bind(new.steps.mapping)
    .fetch_one(db)
    .await?;
    // Those of the environment's default configuration count from the first look-up on.
    Ok(IntegrationScope::of_no_records(key, new.id.clone()))
}

/// SQL for whole integrations that fulfil a condition.
macro_rules! select {
    ($name:literal, $condition:literal) => {
        concat!(
            "-- ",
            $name,
            "
             SELECT i.integration_id, i.public_id, i.organization_name, i.creator_email, i.origin_id,
                    i.settings::text AS settings, i.status, i.published_at, i.acted_at, i.expired_at, i.created_at,
                    i.opted_out::text AS opted_out, c.public_id AS scope_config_id, c.name AS scope_config_name,
                    c.settings::text AS scope_settings, i.application_filter::text AS application_filter
             FROM integrations i
             LEFT JOIN scope_configs c
                 ON c.environment_id = i.environment_id
                    AND c.public_id = COALESCE(i.scope_config_id, (
                        SELECT d.public_id FROM scope_configs d
                        WHERE d.environment_id = i.environment_id AND d.is_default
                    ))
             WHERE ",
            $condition
        )
    };
}

/// Those of the integrations that hold something, deleted ones included: for what is done to records behind everybody's
/// back.
pub(super) async fn with_keys(
    db: &mut PgConnection,
    keys: &[i64],
) -> Result<Vec<IntegrationScope>, StoreError> {
    let statement = select!(
        "integrations.with_keys",
        "i.integration_id = ANY($1) AND i.erased_at IS NULL ORDER BY i.integration_id"
    );
    let rows: Vec<IntegrationRow> = sqlx::query_as(statement).bind(keys).fetch_all(db).await?;
    rows.into_iter().map(|row| Ok(Integration::try_from(row)?.scope)).collect()
}

/// The integration with an id, in whatever environment, unless it is deleted: for the operator's commands and the sync, not
/// for callers.
pub async fn find(db: &mut PgConnection, id: &IntegrationId) -> Result<Option<Integration>, StoreError> {
    let statement = select!("integrations.find", "i.public_id = $1 AND i.deleted_at IS NULL");
    let row: Option<IntegrationRow> = sqlx::query_as(statement).bind(id.as_str()).fetch_optional(db).await?;
    row.map(Integration::try_from).transpose()
}

/// All that an environment has.
pub async fn of_environment(
    db: &mut PgConnection,
    environment: EnvironmentKey,
) -> Result<Vec<IntegrationScope>, StoreError> {
    let rows: Vec<(i64, String)> = sqlx::query_as(
        "-- integrations.of_environment
         SELECT integration_id, public_id FROM integrations WHERE environment_id = $1 ORDER BY integration_id",
    )
    .bind(environment.0)
    .fetch_all(db)
    .await?;
    let scope = |(key, id): (i64, String)| {
        let broken =
            || StoreError::Inconsistent { table: "integrations", column: "public_id", row: id.clone() };
        Ok(IntegrationScope::of_no_records(key, IntegrationId::parse(&id).ok_or_else(broken)?))
    };
    rows.into_iter().map(scope).collect()
}

/// The integration with an id, if it is of the environment.
pub async fn find_in(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    id: &IntegrationId,
) -> Result<Option<IntegrationScope>, StoreError> {
    let key: Option<i64> = sqlx::query_scalar(
        "-- integrations.find_in
         SELECT integration_id FROM integrations
         WHERE environment_id = $1 AND public_id = $2 AND deleted_at IS NULL",
    )
    .bind(environment.0)
    .bind(id.as_str())
    .fetch_optional(db)
    .await?;
    Ok(key.map(|key| IntegrationScope::of_no_records(key, id.clone())))
}

/// Keeps credentials, sealed for (integrations, credentials, public id).
pub async fn set_credentials(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    sealed: &[u8],
) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.set_credentials
         UPDATE integrations SET credentials = $2 WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(sealed)
    .execute(db)
    .await?;
    Ok(())
}

/// Notes that an action has ended; not before its commit has returned.
pub async fn mark_acted(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.mark_acted
         UPDATE integrations SET acted_at = GREATEST(acted_at, $2) WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// The settings, which nobody else changes until the transaction ends.
pub async fn hold_settings(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Value, StoreError> {
    let settings: String = sqlx::query_scalar(
        "-- integrations.hold_settings
         SELECT settings::text FROM integrations WHERE integration_id = $1 FOR UPDATE",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    serde_json::from_str(&settings).map_err(|_unreadable| StoreError::Inconsistent {
        table: "integrations",
        column: "settings",
        row: scope.id().to_string(),
    })
}

/// Sets all settings.
pub async fn set_settings(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    settings: &Value,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.set_settings
         UPDATE integrations SET settings = $2::json WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(settings.to_string())
    .execute(db)
    .await?;
    Ok(())
}

/// Opens the integration's models to callers, under its lock. The first time counts.
pub async fn publish(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- integrations.publish
         UPDATE integrations SET published_at = $2, expired_at = NULL WHERE integration_id = $1 AND published_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .execute(&mut *db)
    .await?;
    if done.rows_affected() > 0 {
        changes::begin_anew(db, scope).await?;
    }
    Ok(())
}

/// The status, which nobody changes until the transaction ends. Whoever also changes runs asks for this first.
pub async fn hold_status(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Status, StoreError> {
    let status: String = sqlx::query_scalar(
        "-- integrations.hold_status
         SELECT status FROM integrations WHERE integration_id = $1 FOR SHARE",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    Status::parse(&status).ok_or_else(|| StoreError::Inconsistent {
        table: "integrations",
        column: "status",
        row: scope.id().to_string(),
    })
}

/// No sync is begun any more. Runs that are active are another matter.
pub async fn switch_off(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.switch_off
         UPDATE integrations SET status = 'INACTIVE' WHERE integration_id = $1",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// Makes both kinds of sync due at once, as if none had ever ended badly. Changes nothing where it is active already.
pub async fn switch_on(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.switch_on
         UPDATE integrations
         SET status = 'ACTIVE', next_delta_at = $2, next_full_at = $2, failures = 0, auth_failures = 0, stopped_at = NULL
         WHERE integration_id = $1 AND status <> 'ACTIVE' AND deleted_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Whether models are open to callers. Under the lock, nobody opens them until the transaction ends.
pub(super) async fn is_published(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<bool, StoreError> {
    Ok(sqlx::query_scalar(
        "-- integrations.is_published
         SELECT published_at IS NOT NULL FROM integrations WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?)
}

/// Makes the transaction the only writer of the integration's records until it ends.
pub(super) async fn lock(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- integrations.lock
         SELECT pg_advisory_xact_lock($1)",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}
