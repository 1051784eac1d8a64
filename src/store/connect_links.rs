//! Links by which customers connect accounts.

pub mod steps;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::{IntegrationScope, StoreError};
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::domain::id::IntegrationId;
use crate::domain::language::Language;
use crate::secrets::pass::PassHash;

/// How long a customer may take from one step to the next; what was kept for it is forgotten then.
pub const BETWEEN_STEPS: TimeDelta = TimeDelta::hours(1);

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A new integration.
    Connect,
    /// Other credentials for one.
    Relink,
    /// What its customer may set.
    Setup,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connect => "CONNECT",
            Self::Relink => "RELINK",
            Self::Setup => "SETUP",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Connect, Self::Relink, Self::Setup].into_iter().find(|purpose| purpose.as_str() == text)
    }
}

#[derive(Debug, Clone)]
pub struct NewLink<'a> {
    pub public_id: &'a str,
    pub pass: &'a PassHash,
    pub environment: EnvironmentKey,
    pub purpose: Purpose,
    pub integration: Option<&'a IntegrationScope>,
    pub is_embedded: bool,
    pub language: Language,
    pub tool: &'a str,
    pub end_user: &'a EndUser,
    pub scope_config: Option<&'a str>,
    pub steps: SetupSteps,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// A link that somebody holds.
#[derive(Debug, Clone)]
pub struct Link {
    pub(super) key: i64,
    pub public_id: String,
    pub environment: EnvironmentKey,
    pub environment_name: String,
    pub purpose: Purpose,
    pub integration: Option<IntegrationId>,
    pub is_embedded: bool,
    pub language: Language,
    pub tool: String,
    pub end_user: EndUser,
    pub scope_config: Option<String>,
    pub steps: SetupSteps,
    pub expires_at: DateTime<Utc>,
    pub tries: u32,
    /// Sealed.
    pub kept: Option<Vec<u8>>,
    pub kept_at: Option<DateTime<Utc>>,
    pub used_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct LinkRow {
    connect_link_id: i64,
    public_id: String,
    environment_id: i64,
    environment_name: String,
    purpose: String,
    integration: Option<String>,
    is_embedded: bool,
    language: String,
    tool: String,
    organization_name: String,
    creator_email: Option<String>,
    origin_id: Option<String>,
    scope_config: Option<String>,
    enables_filtering: bool,
    enables_mapping: bool,
    expires_at: DateTime<Utc>,
    tries: i32,
    kept: Option<Vec<u8>>,
    kept_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

impl TryFrom<LinkRow> for Link {
    type Error = StoreError;

    fn try_from(row: LinkRow) -> Result<Self, StoreError> {
        let broken =
            |column| StoreError::Inconsistent { table: "connect_links", column, row: row.public_id.clone() };
        let integration = row
            .integration
            .as_deref()
            .map(|id| IntegrationId::parse(id).ok_or_else(|| broken("integration_id")))
            .transpose()?;
        Ok(Self {
            purpose: Purpose::parse(&row.purpose).ok_or_else(|| broken("purpose"))?,
            language: Language::parse(&row.language).ok_or_else(|| broken("language"))?,
            key: row.connect_link_id,
            public_id: row.public_id,
            environment: EnvironmentKey(row.environment_id),
            environment_name: row.environment_name,
            integration,
            is_embedded: row.is_embedded,
            tool: row.tool,
            end_user: EndUser {
                organization_name: row.organization_name,
                creator_email: row.creator_email,
                origin_id: row.origin_id,
            },
            scope_config: row.scope_config,
            steps: SetupSteps { filtering: row.enables_filtering, mapping: row.enables_mapping },
            expires_at: row.expires_at,
            tries: u32::try_from(row.tries).unwrap_or_default(),
            kept: row.kept,
            kept_at: row.kept_at,
            used_at: row.used_at,
        })
    }
}

pub async fn insert(db: &mut PgConnection, new: NewLink<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "-- connect_links.insert
         INSERT INTO connect_links (environment_id, public_id, pass_hash, purpose, integration_id, is_embedded, language,
                                    tool, organization_name, creator_email, origin_id, scope_config, enables_filtering,
                                    enables_mapping, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(new.environment.0)
    .bind(new.public_id)
    .bind(new.pass.as_bytes())
    .bind(new.purpose.as_str())
    .bind(new.integration.map(IntegrationScope::key))
    .bind(new.is_embedded)
    .bind(new.language.as_str())
    .bind(new.tool)
    .bind(&new.end_user.organization_name)
    .bind(new.end_user.creator_email.as_deref())
    .bind(new.end_user.origin_id.as_deref())
    .bind(new.scope_config)
    .bind(new.steps.filtering)
    .bind(new.steps.mapping)
    .bind(new.created_at)
    .bind(new.expires_at)
    .execute(db)
    .await?;
    Ok(())
}

macro_rules! find {
    ($name:literal, $lock:literal) => {
        concat!(
            "-- connect_links.",
            $name,
            "
             SELECT l.connect_link_id, l.public_id, l.environment_id, e.name AS environment_name, l.purpose,
                    i.public_id AS integration, l.is_embedded, l.language, l.tool, l.organization_name, l.creator_email,
                    l.origin_id, l.scope_config, l.enables_filtering, l.enables_mapping, l.expires_at, l.tries, l.kept,
                    l.kept_at, l.used_at
             FROM connect_links l
             JOIN environments e USING (environment_id)
             LEFT JOIN integrations i USING (integration_id)
             WHERE l.pass_hash = $1",
            $lock
        )
    };
}

/// The link of a pass, as it is now.
pub async fn find(db: &mut PgConnection, pass: &PassHash) -> Result<Option<Link>, StoreError> {
    let row: Option<LinkRow> =
        sqlx::query_as(find!("find", "")).bind(pass.as_bytes()).fetch_optional(db).await?;
    row.map(Link::try_from).transpose()
}

/// The same, which nobody else uses until the transaction ends.
pub async fn hold(db: &mut PgConnection, pass: &PassHash) -> Result<Option<Link>, StoreError> {
    let row: Option<LinkRow> =
        sqlx::query_as(find!("hold", " FOR UPDATE OF l")).bind(pass.as_bytes()).fetch_optional(db).await?;
    row.map(Link::try_from).transpose()
}
