//! When keys are used: noted in memory, and written behind, so that no request waits for it.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::store::{Store, StoreError, api_keys};

/// How often what was noted is written.
const EVERY: Duration = Duration::from_mins(1);

/// The keys that were used since it was last written, by their public ids.
#[derive(Debug, Default)]
pub struct Uses(Mutex<HashMap<String, DateTime<Utc>>>);

impl Uses {
    pub(super) fn note(&self, key_id: &str, now: DateTime<Utc>) {
        let mut uses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match uses.get_mut(key_id) {
            Some(at) => *at = now.max(*at),
            None => drop(uses.insert(key_id.to_owned(), now)),
        }
    }

    /// Writes every minute until it is stopped, and once more then.
    pub async fn keep_writing(&self, store: &Store, clock: &dyn Clock, stop: &CancellationToken) {
        loop {
            let goes_on = stop.run_until_cancelled(clock.sleep(EVERY)).await.is_some();
            if let Err(error) = self.write(store).await {
                tracing::warn!(%error, "it could not be written when keys were last used");
            }
            if !goes_on {
                return;
            }
        }
    }

    /// Writes what was noted. What cannot be written is gone: the next use is noted again.
    pub async fn write(&self, store: &Store) -> Result<(), StoreError> {
        let uses: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        if uses.is_empty() {
            return Ok(());
        }
        let mut db = store.pool().acquire().await?;
        api_keys::note_uses(&mut db, &uses).await
    }
}
