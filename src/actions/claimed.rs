//! An action that is claimed, and what is kept of it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use super::Actions;
use super::kept::{Sealing, Told};
use crate::connectors::Before;
use crate::domain::action::ActionKind;
use crate::domain::audit::{Actor, Deed};
use crate::domain::change::Change;
use crate::keyring::{KeyringError, data};
use crate::store::integrations::Integration;
use crate::store::{IntegrationScope, StoreError, actions, audit};

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
    /// Who is at it: the caller, or the service where it looks for what became of it.
    pub actor: &'a Actor,
}

impl Claimed<'_> {
    /// For the audit log.
    fn deed(&self, name: &'static str) -> Deed {
        Deed::new(name).to(self.id).with("kind", self.kind.id())
    }
}

impl Actions {
    /// Nothing was sent: the action may be tried again.
    pub(super) async fn release(&self, action: Claimed<'_>, told: Told) -> Told {
        let released = async {
            let mut db = self.store().pool().acquire().await?;
            actions::release(&mut db, &action.integration.scope, action.id, self.clock.now()).await
        };
        if let Err(error) = released.await {
            tracing::warn!(action = action.id, %error, "an action could not be released; its claim ends by itself");
        }
        told
    }

    /// The same after it was said that it would be sent.
    pub(super) async fn give_up(&self, action: Claimed<'_>, told: Told) -> Told {
        if let Err(error) = self.released(action).await {
            tracing::warn!(action = action.id, %error, "an action could not be released; its claim ends by itself");
        }
        told
    }

    /// It did not happen, and may be tried again.
    pub(super) async fn released(&self, action: Claimed<'_>) -> Result<(), StoreError> {
        let (scope, now) = (&action.integration.scope, self.clock.now());
        let mut tx = self.store().begin().await?;
        if actions::release(&mut tx, scope, action.id, now).await? {
            self.note(&mut tx, action, "action.not_done", now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Writes down what became of an action. As the last thing of a transaction.
    pub(super) async fn note(
        &self,
        tx: &mut PgConnection,
        action: Claimed<'_>,
        deed: &'static str,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        audit::append_of(tx, &action.integration.scope, action.actor, action.deed(deed), now).await
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
