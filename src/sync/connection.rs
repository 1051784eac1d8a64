//! From an integration's row to a connector that can be read.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use sqlx::PgConnection;

use crate::connectors::registry;
use crate::connectors::tool::Outbound;
use crate::connectors::{Calls, Connector, ConnectorError, Interactions};
use crate::domain::interaction::{Cause, CauseKind};
use crate::keyring::{KeyringError, data, places};
use crate::secrets::data_key::sealer_of;
use crate::secrets::sealer::{SealError, Sealer};
use crate::store::integrations::Integration;
use crate::store::{IntegrationScope, Store, StoreError, integration_keys};

/// Opens credentials and makes connectors.
#[derive(Clone)]
pub struct Connections {
    pub store: Store,
    /// The keys of the installation.
    pub sealer: Sealer,
    pub outbound: Outbound,
}

#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the integration's credentials cannot be opened: {0}")]
    Sealed(#[from] SealError),
    #[error("there is no connector for {0:?}")]
    UnknownTool(String),
    #[error(transparent)]
    Connector(#[from] ConnectorError),
}

impl ConnectionError {
    /// Whether the credentials are lost for good.
    pub fn needs_relink(&self) -> bool {
        matches!(self, Self::Sealed(SealError::Destroyed))
    }
}

impl Connections {
    /// Credentials as they are stored for an integration: sealed by its data key, which is made if it is missing. Nobody
    /// else changes them until the transaction ends.
    pub async fn seal(
        &self,
        tx: &mut PgConnection,
        scope: &IntegrationScope,
        credentials: &SecretString,
    ) -> Result<Vec<u8>, KeyringError> {
        let sealer = data::held_sealer(tx, &self.sealer, scope, self.outbound.clock.now()).await?;
        Ok(sealer.seal(places::credentials(scope.id()), credentials.expose_secret().as_bytes())?)
    }

    /// The same, with calls noted there.
    #[must_use]
    pub fn noting(self, sink: Arc<dyn Interactions>) -> Self {
        let outbound = Outbound { calls: Calls::noted_in(sink), ..self.outbound };
        Self { outbound, ..self }
    }

    /// For a sync.
    pub async fn open(&self, integration: &Integration) -> Result<Arc<dyn Connector>, ConnectionError> {
        self.open_for(integration, CauseKind::Sync.into()).await
    }

    /// For whatever the connector will be used.
    pub async fn open_for(
        &self,
        integration: &Integration,
        cause: Cause,
    ) -> Result<Arc<dyn Connector>, ConnectionError> {
        let id = integration.scope.id();
        let tool =
            registry::find(id.tool()).ok_or_else(|| ConnectionError::UnknownTool(id.tool().to_owned()))?;
        let mut db = self.store.pool().acquire().await.map_err(StoreError::from)?;
        let (sealed, key) = integration_keys::with_credentials(&mut db, &integration.scope).await?;
        drop(db);
        let sealer = sealer_of(&self.sealer, id.as_str(), key.as_ref())?;
        let credentials = sealer.open(places::credentials(id), &sealed)?;
        let credentials: SecretString =
            String::from_utf8(credentials).map_err(|_binary| SealError::Broken)?.into();
        let outbound = Outbound { calls: self.outbound.calls.of(id, cause), ..self.outbound.clone() };
        Ok((tool.connect)(&outbound, &credentials, &integration.settings)?)
    }
}
