//! Actions that nobody waits for any more: their process died, or their caller has been told that the outcome is
//! uncertain. They are looked after by themselves.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::Actions;
use super::failure::Broken;
use super::limits::REST;
use super::settling::{Patience, Settled};
use crate::domain::audit::Actor;
use crate::store::actions::{self, Overdue};
use crate::store::{StoreError, integrations};

/// How often it is looked.
const EVERY: Duration = Duration::from_secs(5);
/// How many are looked after at a time.
const AT_ONCE: u32 = 20;

impl Actions {
    /// Looks after overdue actions until it is stopped.
    pub async fn look_after_overdue(&self, stop: CancellationToken) {
        while stop.run_until_cancelled(self.clock.sleep(EVERY)).await.is_some() {
            if let Some(Err(error)) = stop.run_until_cancelled(self.settle_overdue()).await {
                tracing::error!(%error, "overdue actions cannot be looked for");
            }
        }
    }

    /// Asks once about every action that is overdue, and says how many are known by now.
    pub async fn settle_overdue(&self) -> Result<u64, StoreError> {
        let mut db = self.store().pool().acquire().await?;
        let overdue = actions::overdue(&mut db, self.clock.now(), AT_ONCE).await?;
        drop(db);
        let mut known = 0;
        for overdue in overdue {
            let id = overdue.action.public_id.clone();
            match self.look_after(&overdue).await {
                Ok(is_known) => known += u64::from(is_known),
                Err(broken) => {
                    tracing::error!(action = id, error = %broken, "an overdue action cannot be looked after");
                    self.put_off(&overdue).await?;
                }
            }
        }
        Ok(known)
    }

    async fn look_after(&self, overdue: &Overdue) -> Result<bool, Broken> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        let Some(integration) = integrations::find(&mut db, &overdue.integration).await? else {
            return Ok(false);
        };
        if overdue.unsent {
            let now = self.clock.now();
            actions::release(&mut db, &integration.scope, &overdue.action.public_id, now).await?;
            return Ok(true);
        }
        drop(db);
        let asking = (&Actor::Service, Patience::OneLook);
        let settled = self.settle(&integration, &overdue.action, asking, false).await?;
        Ok(!matches!(settled, Settled::Open { .. }))
    }

    async fn put_off(&self, overdue: &Overdue) -> Result<(), StoreError> {
        let mut db = self.store().pool().acquire().await?;
        let Some(integration) = integrations::find(&mut db, &overdue.integration).await? else {
            return Ok(());
        };
        let action = &overdue.action;
        let doubted_at = action.doubted_at.unwrap_or(action.lease_until);
        let look_at = Some(self.clock.now() + REST);
        actions::doubt(&mut db, &integration.scope, &action.public_id, &action.doubt, (doubted_at, look_at))
            .await
    }
}
