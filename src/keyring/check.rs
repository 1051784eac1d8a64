//! Whether the keys that a process was given are those that it needs. Every command that opens or seals asks this first.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use crate::secrets::data_key;
use crate::secrets::sealer::{Place, SealError, Sealer, is_temporary};
use crate::store::encryption_keys::{self, InUse, Sample};
use crate::store::{Store, StoreError};

/// What every canary says.
const SONG: &[u8] = b"unified-ats";

/// Why a process must not start.
#[derive(Debug, thiserror::Error)]
pub enum NotUsable {
    #[error("{}", missing(.0))]
    Missing(Vec<InUse>),
    #[error(
        "the key {0} in ENCRYPTION_KEYS is not the one that was used under this id before: put that one in its place; a new \
         key needs an id of its own"
    )]
    Other(String),
    #[error("a canary cannot be sealed: {0}")]
    Sealed(#[from] SealError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn missing(keys: &[InUse]) -> String {
    let each =
        |InUse { key_id, integrations }: &InUse| format!("{key_id} (needed by {integrations} integrations)");
    let all: Vec<String> = keys.iter().map(each).collect();
    format!(
        "keys are missing in ENCRYPTION_KEYS: {}. Add them behind the first one; `unified-ats keys rotate` makes them \
         superfluous",
        all.join(", ")
    )
}

/// Finds out whether each key is the one that it was, and whether none is missing. Notes the keys that are new.
pub async fn check(store: &Store, installation: &Sealer, now: DateTime<Utc>) -> Result<(), NotUsable> {
    let mut db = store.pool().acquire().await.map_err(StoreError::from)?;
    let in_use = encryption_keys::in_use(&mut db).await?;
    for id in installation.ids() {
        let used = id == installation.first_id() || in_use.iter().any(|used| used.key_id == id);
        recognise(&mut db, installation, id, used, now).await?;
    }
    let absent =
        |used: &InUse| is_installations(&used.key_id) && installation.ids().all(|id| id != used.key_id);
    let missing: Vec<InUse> = in_use.into_iter().filter(absent).collect();
    if missing.is_empty() { Ok(()) } else { Err(NotUsable::Missing(missing)) }
}

/// Neither a data key, which is missing because it was destroyed, nor one that nobody kept.
pub fn is_installations(key_id: &str) -> bool {
    !key_id.starts_with(data_key::PREFIX) && !is_temporary(key_id)
}

/// A key that is `used` is noted, so that it is recognised from now on.
async fn recognise(
    db: &mut PgConnection,
    installation: &Sealer,
    id: &str,
    used: bool,
    now: DateTime<Utc>,
) -> Result<(), NotUsable> {
    let other = || NotUsable::Other(id.to_owned());
    let Some(sealer) = installation.sealing_by(id) else { return Ok(()) };
    if used && encryption_keys::canary(db, id).await?.is_none() {
        // What was sealed before there were canaries is as good as one.
        if let Some(sample) = encryption_keys::sample(db, id).await? {
            sealer.open(place_of(&sample), &sample.sealed).map_err(|_another_key| other())?;
        }
        encryption_keys::note(db, id, &sealer.seal(place(id), SONG)?, now).await?;
    }
    if let Some(canary) = encryption_keys::canary(db, id).await? {
        sealer.open(place(id), &canary).map_err(|_another_key| other())?;
    }
    Ok(())
}

fn place(key_id: &str) -> Place<'_> {
    Place { table: "encryption_keys", column: "canary", row: key_id }
}

fn place_of(sample: &Sample) -> Place<'_> {
    let row = sample.integration.as_str();
    if sample.is_credentials {
        Place { table: "integrations", column: "credentials", row }
    } else {
        Place { table: "integration_keys", column: "sealed", row }
    }
}
