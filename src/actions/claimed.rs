//! An action that is claimed, and what is kept of it.

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::Actions;
use super::kept::{Sealing, Told};
use crate::connectors::Before;
use crate::domain::action::ActionKind;
use crate::domain::change::Change;
use crate::keyring::{KeyringError, data};
use crate::store::integrations::Integration;
use crate::store::{IntegrationScope, StoreError, actions};

/// What is kept, sealed, as long as it is not known what became of it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub change: Change,
    pub before: Before,
}

/// One action, claimed by this call.
#[derive(Clone, Copy)]
pub(super) struct Claimed<'a> {
    pub integration: &'a Integration,
    pub kind: ActionKind,
    pub id: &'a str,
}

impl Actions {
    /// Nothing happened: the action may be tried again.
    pub(super) async fn release(&self, action: Claimed<'_>, told: Told) -> Told {
        let released = async {
            let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
            actions::release(&mut db, &action.integration.scope, action.id, self.clock.now()).await
        };
        if let Err(error) = released.await {
            tracing::warn!(action = action.id, %error, "an action could not be released; its claim ends by itself");
        }
        told
    }

    /// What seals and opens what is kept of an action.
    pub(super) async fn sealing<'a>(
        &self,
        db: &mut PgConnection,
        scope: &IntegrationScope,
        action: &'a str,
    ) -> Result<Sealing<'a>, KeyringError> {
        Ok(Sealing { sealer: data::sealer(db, &self.connections.sealer, scope).await?, action })
    }
}
