//! One integration: its data key, its credentials, what is kept of its actions.

use chrono::{DateTime, Utc};

use super::Turned;
use crate::keyring::{KeyringError, places};
use crate::secrets::data_key::{self, DataKey, SealedKey};
use crate::secrets::sealer::{Place, SealError, Sealer, key_id};
use crate::store::actions::{self, Sealed};
use crate::store::{IntegrationScope, Store, StoreError, integration_keys, integrations};

/// How many actions are sealed anew in one transaction.
const BATCH: i64 = 100;

/// Also says how many values of actions were sealed anew.
pub(super) async fn turn(
    store: &Store,
    installation: &Sealer,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<(Turned, u64), KeyringError> {
    let mut tx = store.begin().await?;
    integration_keys::hold(&mut tx, scope).await?;
    let (credentials, key) = integration_keys::with_credentials(&mut tx, scope).await?;
    let (key, turned) = match Standing::of(installation, key, &credentials) {
        Standing::Right(key) => (key, Turned::Already),
        Standing::OldSealer(key) => {
            let key = DataKey::open(installation, scope.id().as_str(), &key)?;
            let key = key.seal(installation, scope.id().as_str())?;
            integration_keys::put(&mut tx, scope, &key, now).await?;
            (key, Turned::Resealed)
        }
        Standing::NoKey => {
            let key = DataKey::generate();
            let plain = installation.open(places::credentials(scope.id()), &credentials)?;
            let sealed = key.sealer(installation).seal(places::credentials(scope.id()), &plain)?;
            let key = key.seal(installation, scope.id().as_str())?;
            integration_keys::put(&mut tx, scope, &key, now).await?;
            integrations::set_credentials(&mut tx, scope, &sealed).await?;
            (key, Turned::Resealed)
        }
        Standing::Lost => return Ok((Turned::Lost, 0)),
        Standing::Nothing => return Ok((Turned::Already, 0)),
    };
    tx.commit().await.map_err(StoreError::from)?;
    let sealer = DataKey::open(installation, scope.id().as_str(), &key)?.sealer(installation);
    Ok((turned, reseal_actions(store, &sealer, scope).await?))
}

/// How things are with an integration.
enum Standing {
    Right(SealedKey),
    /// Its data key is sealed by another key than the first one.
    OldSealer(SealedKey),
    /// It is of before there were data keys.
    NoKey,
    Lost,
    /// It has no credentials.
    Nothing,
}

impl Standing {
    fn of(installation: &Sealer, key: Option<SealedKey>, credentials: &[u8]) -> Self {
        match key {
            Some(key) if key.sealed_by == installation.first_id() => Self::Right(key),
            Some(key) => Self::OldSealer(key),
            None if credentials.is_empty() => Self::Nothing,
            None if key_id(credentials).is_some_and(|id| id.starts_with(data_key::PREFIX)) => Self::Lost,
            None => Self::NoKey,
        }
    }
}

async fn reseal_actions(
    store: &Store,
    sealer: &Sealer,
    scope: &IntegrationScope,
) -> Result<u64, KeyringError> {
    let mut resealed = 0;
    let mut behind = String::new();
    loop {
        let mut tx = store.begin().await?;
        let found = actions::sealed_otherwise(&mut tx, scope, sealer.first_id(), &behind, BATCH).await?;
        let Some(last) = found.last() else { return Ok(resealed) };
        behind.clone_from(&last.public_id);
        for Sealed { public_id, request, answer } in &found {
            let request = anew(sealer, places::action("request", public_id), request.as_deref())?;
            let answer = anew(sealer, places::action("answer", public_id), answer.as_deref())?;
            resealed += u64::from(request.is_some()) + u64::from(answer.is_some());
            actions::reseal(&mut tx, scope, public_id, (request.as_deref(), answer.as_deref())).await?;
        }
        tx.commit().await.map_err(StoreError::from)?;
    }
}

/// The value sealed by the first key; `None` where it is already, or nothing opens it any more.
fn anew(sealer: &Sealer, place: Place<'_>, sealed: Option<&[u8]>) -> Result<Option<Vec<u8>>, SealError> {
    let Some(sealed) = sealed.filter(|sealed| key_id(sealed) != Some(sealer.first_id())) else {
        return Ok(None);
    };
    match sealer.open(place, sealed) {
        Ok(plain) => sealer.seal(place, &plain).map(Some),
        Err(SealError::Destroyed) => Ok(None),
        Err(error) => Err(error),
    }
}
