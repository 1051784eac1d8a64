//! Makes an integration: its credentials are tried first, then everything is written in one transaction.

use secrecy::SecretString;
use serde_json::Value;
use sqlx::PgConnection;

use crate::connectors::{ConnectorError, registry};
use crate::domain::audit::{Actor, Deed};
use crate::domain::id::IntegrationId;
use crate::keyring::KeyringError;
use crate::random;
use crate::store::environments::EnvironmentKey;
use crate::store::integrations::{self, ID_TAKEN, NewIntegration};
use crate::store::schedules::{self, Changes};
use crate::store::{IntegrationScope, StoreError, audit};
use crate::sync::connection::Connections;

/// Tries credentials and settings, and keeps nothing.
pub async fn probe(
    connections: &Connections,
    tool: &str,
    credentials: &SecretString,
    settings: &Value,
) -> Result<(), NotConnected> {
    let tool = registry::find(tool).ok_or_else(|| NotConnected::UnknownTool(tool.to_owned()))?;
    let refused = |error| NotConnected::Refused { tool: tool.label, error };
    let connector = (tool.connect)(&connections.outbound, credentials, settings).map_err(refused)?;
    connector.check().await.map_err(refused)
}

/// An account that is to be connected, as it was tried.
pub struct NewAccount<'a> {
    pub tool: &'a str,
    /// The id of old; otherwise a fresh one is made.
    pub id: Option<IntegrationId>,
    pub environment: EnvironmentKey,
    pub organization: &'a str,
    /// In the connector's form.
    pub credentials: SecretString,
    pub settings: Value,
    /// What of its schedule is other than usual.
    pub schedule: Changes,
    pub actor: Actor,
}

/// Why an account could not be connected. What the connector says is the source of the error.
#[derive(Debug, thiserror::Error)]
pub enum NotConnected {
    #[error("there is no connector {0:?}")]
    UnknownTool(String),
    #[error("{tool} cannot be connected")]
    Refused {
        tool: &'static str,
        #[source]
        error: ConnectorError,
    },
    #[error("the id {0} is taken already")]
    IdTaken(IntegrationId),
    #[error(transparent)]
    Keys(#[from] KeyringError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes the integration. Takes effect with the transaction's commit.
pub async fn create(
    tx: &mut PgConnection,
    connections: &Connections,
    account: NewAccount<'_>,
) -> Result<IntegrationScope, NotConnected> {
    let id = account.id.unwrap_or_else(|| IntegrationId::from_random(account.tool, &random::bytes()));
    let now = connections.outbound.clock.now();
    let new = NewIntegration {
        id: &id,
        environment: account.environment,
        organization_name: account.organization,
        settings: &account.settings,
        created_at: now,
    };
    let scope = match integrations::insert(tx, new).await {
        Err(error) if error.violates(ID_TAKEN) => return Err(NotConnected::IdTaken(id)),
        other => other?,
    };
    let sealed = connections.seal(tx, &scope, &account.credentials).await?;
    integrations::set_credentials(tx, &scope, &sealed).await?;
    schedules::change(tx, &scope, account.schedule, now).await?;
    let deed = Deed::new("integration.created").on(&id);
    audit::append(tx, account.environment, &account.actor, &deed, now).await?;
    Ok(scope)
}
