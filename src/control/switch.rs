//! Switching an integration on and off.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::domain::audit::{Actor, Deed};
use crate::store::runs::queue;
use crate::store::{IntegrationScope, StoreError, audit, integrations};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
}

/// Switches an integration. Off: its records are no longer served, and what is queued or running is cancelled; whoever
/// works on it writes nothing more, and notices with the next page or sign of life. Credentials and records are kept.
/// On: both kinds of sync are due at once. Doing it again changes nothing but the audit log.
pub async fn switch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    (actor, to): (&Actor, Switch),
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let deed = match to {
        Switch::On => {
            integrations::switch_on(db, scope, now).await?;
            Deed::new("integration.enabled")
        }
        Switch::Off => {
            // In this order: a run that begins meanwhile waits for the status, and then is not begun.
            integrations::switch_off(db, scope).await?;
            queue::cancel(db, scope, "the integration was switched off", now).await?;
            Deed::new("integration.disabled")
        }
    };
    audit::append_of(db, scope, actor, deed, now).await
}
