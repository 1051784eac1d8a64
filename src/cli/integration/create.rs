//! Makes an integration: tried first, then written in one transaction.

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::connectors::registry;
use crate::domain::id::IntegrationId;
use crate::random;
use crate::store::environments;
use crate::store::integrations::{self, ID_TAKEN, NewIntegration};
use crate::store::schedules::{self, Changes};
use crate::sync::connection::{Connections, place};

/// An account that is to be connected.
pub(in crate::cli) struct NewAccount<'a> {
    pub tool: &'a str,
    /// The id of old; otherwise a fresh one is made.
    pub id: Option<IntegrationId>,
    /// The environment's name; it is made if it is missing.
    pub environment: &'a str,
    pub organization: &'a str,
    /// In the connector's form.
    pub credentials: SecretString,
    pub settings: Value,
    /// What of its schedule is other than usual.
    pub schedule: Changes,
}

pub(in crate::cli) async fn create(
    connections: &Connections,
    account: NewAccount<'_>,
) -> anyhow::Result<IntegrationId> {
    let tool =
        registry::find(account.tool).with_context(|| format!("there is no connector {:?}", account.tool))?;
    let connector = (tool.connect)(&connections.outbound, &account.credentials, &account.settings)?;
    connector.check().await.with_context(|| format!("{} cannot be connected", tool.label))?;
    let id = account.id.unwrap_or_else(|| IntegrationId::from_random(tool.slug, &random::bytes()));
    let sealed =
        connections.sealer.seal(place(id.as_str()), account.credentials.expose_secret().as_bytes())?;
    let now = connections.outbound.clock.now();
    let mut tx = connections.store.begin().await?;
    let environment = environments::ensure(&mut tx, account.environment, &random::id(), now).await?;
    let new = NewIntegration {
        id: &id,
        environment: environment.key,
        organization_name: account.organization,
        sealed_credentials: &sealed,
        settings: &account.settings,
        created_at: now,
    };
    let scope = match integrations::insert(&mut tx, new).await {
        Err(error) if error.violates(ID_TAKEN) => anyhow::bail!("the id {id} is taken already"),
        other => other?,
    };
    schedules::change(&mut tx, &scope, account.schedule, now).await?;
    tx.commit().await?;
    Ok(id)
}
