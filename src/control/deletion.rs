//! Deleting integrations, and bringing them back while that is possible.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use crate::domain::audit::{Actor, Deed};
use crate::domain::id::IntegrationId;
use crate::store::environments::EnvironmentKey;
use crate::store::runs::queue;
use crate::store::{IntegrationScope, StoreError, audit, deletion};

/// For how long a deleted integration can be restored, unless the operator says otherwise (contract section 7.2).
pub const KEPT: TimeDelta = TimeDelta::days(14);

/// Deletes an integration: from the commit on, nobody finds it and nothing of it is synced. Credentials and records are
/// kept for `kept`, then erased. False when somebody else was first.
pub async fn delete(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    actor: &Actor,
    (now, kept): (DateTime<Utc>, TimeDelta),
) -> Result<bool, StoreError> {
    let erase_at = now + kept;
    // In this order: a run that begins meanwhile waits for the row, and then is not begun.
    if !deletion::delete(db, scope, now, erase_at).await? {
        return Ok(false);
    }
    queue::cancel(db, scope, "the integration was deleted", now).await?;
    let deed = Deed::new("integration.deleted").with("erase_at", erase_at.to_rfc3339());
    audit::append_of(db, scope, actor, deed, now).await?;
    Ok(true)
}

/// Why an integration was not restored.
#[derive(Debug, thiserror::Error)]
pub enum NotRestored {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("there is no deleted integration {0}")]
    Unknown(IntegrationId),
    #[error("the integration {0} was to be erased at {1}: nothing of it is left to restore")]
    Erased(IntegrationId, DateTime<Utc>),
}

/// Brings a deleted integration back as it was, in one environment or in any. It is synced at once, unless it was switched
/// off when it was deleted.
pub async fn restore(
    db: &mut PgConnection,
    environment: Option<EnvironmentKey>,
    id: &IntegrationId,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<IntegrationScope, NotRestored> {
    let found = deletion::hold(db, environment, id).await?;
    let deleted = found.ok_or_else(|| NotRestored::Unknown(id.clone()))?;
    if deleted.is_erased || deleted.erase_at <= now {
        return Err(NotRestored::Erased(id.clone(), deleted.erase_at));
    }
    deletion::restore(db, &deleted.scope, now).await?;
    audit::append_of(db, &deleted.scope, actor, Deed::new("integration.restored"), now).await?;
    Ok(deleted.scope)
}
