//! The data key of one integration.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::KeyringError;
use crate::secrets::data_key::{DataKey, sealer_of};
use crate::secrets::sealer::Sealer;
use crate::store::{IntegrationScope, integration_keys};

/// What opens the integration's values, and seals what is kept of its actions.
pub async fn sealer(
    db: &mut PgConnection,
    installation: &Sealer,
    scope: &IntegrationScope,
) -> Result<Sealer, KeyringError> {
    let key = integration_keys::find(db, scope).await?;
    Ok(sealer_of(installation, scope.id().as_str(), key.as_ref())?)
}

/// The same, of a data key in any case: one is made where there is none. Nobody else changes key or credentials until the
/// transaction ends.
pub async fn held_sealer(
    tx: &mut PgConnection,
    installation: &Sealer,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<Sealer, KeyringError> {
    integration_keys::hold(tx, scope).await?;
    let owner = scope.id().as_str();
    if let Some(key) = integration_keys::find(tx, scope).await? {
        return Ok(DataKey::open(installation, owner, &key)?.sealer(installation));
    }
    let key = DataKey::generate();
    integration_keys::put(tx, scope, &key.seal(installation, owner)?, now).await?;
    Ok(key.sealer(installation))
}
