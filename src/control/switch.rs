//! Switching an integration on and off.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::store::runs::queue;
use crate::store::{IntegrationScope, StoreError, integrations};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    On,
    Off,
}

/// Switches an integration. Off: its records are no longer served, and what is queued or running is cancelled; whoever
/// works on it writes nothing more, and notices with the next page or sign of life. Credentials and records are kept.
/// On: both kinds of sync are due at once. Doing it again changes nothing.
pub async fn switch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    to: Switch,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    match to {
        Switch::On => integrations::switch_on(db, scope, now).await,
        Switch::Off => {
            // In this order: a run that begins meanwhile waits for the status, and then is not begun.
            integrations::switch_off(db, scope).await?;
            queue::cancel(db, scope, "the integration was switched off", now).await?;
            Ok(())
        }
    }
}
