//! Making links.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::audit::{Actor, Deed};
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::domain::language::Language;
use crate::random;
use crate::secrets::pass::Pass;
use crate::store::connect_links::{self, NewLink, Purpose};
use crate::store::environments::EnvironmentKey;
use crate::store::{IntegrationScope, StoreError, audit};

/// How a link reaches the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Opened within a page of the caller's, at once.
    Embedded,
    /// Sent to somebody, who opens it some day.
    Magic,
}

impl LinkKind {
    /// For how long a link can be used (contract section 5).
    pub const fn lifetime(self) -> TimeDelta {
        match self {
            Self::Embedded => TimeDelta::hours(1),
            Self::Magic => TimeDelta::days(365),
        }
    }
}

/// A link that a caller asks for.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    pub environment: EnvironmentKey,
    pub purpose: Purpose,
    /// The integration that it is about, if there is one already.
    pub integration: Option<&'a IntegrationScope>,
    pub kind: LinkKind,
    pub language: Language,
    pub tool: &'a str,
    pub end_user: EndUser,
    pub scope_config: Option<&'a str>,
    pub steps: SetupSteps,
    pub actor: Actor,
}

/// Writes a link down, and returns what opens it. Takes effect with the transaction's commit.
pub async fn create(
    tx: &mut PgConnection,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<Pass, StoreError> {
    let (pass, id) = (Pass::generate(), random::id());
    let new = NewLink {
        public_id: &id,
        pass: &pass.hash(),
        environment: wanted.environment,
        purpose: wanted.purpose,
        integration: wanted.integration,
        is_embedded: wanted.kind == LinkKind::Embedded,
        language: wanted.language,
        tool: wanted.tool,
        end_user: &wanted.end_user,
        scope_config: wanted.scope_config,
        steps: wanted.steps,
        created_at: now,
        expires_at: now + wanted.kind.lifetime(),
    };
    connect_links::insert(tx, new).await?;
    let deed = Deed::new("connect_link.created").to(id.as_str()).with("purpose", wanted.purpose.as_str());
    let deed = match wanted.integration {
        Some(scope) => deed.on(scope.id()),
        None => deed,
    };
    audit::append(tx, wanted.environment, &wanted.actor, &deed, now).await?;
    Ok(pass)
}
