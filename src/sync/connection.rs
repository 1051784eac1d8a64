//! From an integration's row to a connector that can be read.

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};

use crate::connectors::registry;
use crate::connectors::tool::Outbound;
use crate::connectors::{Calls, Connector, ConnectorError, Interactions};
use crate::domain::id::IntegrationId;
use crate::domain::interaction::{Cause, CauseKind};
use crate::secrets::sealer::{Place, SealError, Sealer};
use crate::store::integrations::{self, Integration};
use crate::store::{Store, StoreError};

/// Opens credentials and makes connectors.
#[derive(Clone)]
pub struct Connections {
    pub store: Store,
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

/// Where the credentials of an integration are sealed for.
pub fn place(integration_id: &str) -> Place<'_> {
    Place { table: "integrations", column: "credentials", row: integration_id }
}

impl Connections {
    /// Credentials as they are stored for an integration.
    pub fn seal(&self, id: &IntegrationId, credentials: &SecretString) -> Result<Vec<u8>, SealError> {
        self.sealer.seal(place(id.as_str()), credentials.expose_secret().as_bytes())
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
        let sealed = integrations::credentials(&mut db, &integration.scope).await?;
        let credentials = self.sealer.open(place(id.as_str()), &sealed)?;
        let credentials: SecretString =
            String::from_utf8(credentials).map_err(|_binary| SealError::Broken)?.into();
        let outbound = Outbound { calls: self.outbound.calls.of(id, cause), ..self.outbound.clone() };
        Ok((tool.connect)(&outbound, &credentials, &integration.settings)?)
    }
}
