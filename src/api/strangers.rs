//! Keys that were not found of late. To look one up costs a question to the database, which anybody can cause by sending
//! nonsense of the right form. So each address, and all of them together, may fail only so often; then unknown keys are
//! refused without a question, but for a few. Keys that were found of late are looked up whatever else comes from their
//! address, so that nobody is locked out by a neighbour. Nothing here lets anybody in: it is the database that does.

mod addresses;
mod known;

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Semaphore;

use super::ApiError;
use super::bucket::Empty;
use crate::clock::Clock;
use crate::secrets::api_key::KeyHash;
use addresses::Addresses;
use known::Known;

/// How many keys that are not known are looked up at a time.
const TURNS: usize = 4;
/// How long one waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug)]
pub(super) struct Strangers {
    known: Mutex<Known>,
    addresses: Mutex<Addresses>,
    turns: Semaphore,
}

impl Strangers {
    pub(super) fn new() -> Self {
        Self { known: Mutex::default(), addresses: Mutex::default(), turns: Semaphore::new(TURNS) }
    }

    /// Looks a key up, if its address has not failed too often. What is found is `None` for a wrong key.
    pub(super) async fn look_up<T>(
        &self,
        key: &KeyHash,
        from: IpAddr,
        clock: &dyn Clock,
        look_up: impl Future<Output = Result<Option<T>, ApiError>>,
    ) -> Result<Option<T>, ApiError> {
        let now = clock.now();
        let is_known = self.known().has(key, now);
        let found = if is_known {
            look_up.await?
        } else {
            self.admit(from, now)?;
            let turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await;
            let _turn = turn.map_err(|_elapsed| refused(Empty(1)))?;
            // Those before it may have failed.
            self.admit(from, clock.now())?;
            look_up.await?
        };
        match found {
            Some(_) if is_known => {}
            Some(_) => self.known().add(*key, now),
            None => {
                self.known().forget(key);
                self.addresses().failed(from, now);
            }
        }
        Ok(found)
    }

    fn admit(&self, from: IpAddr, now: DateTime<Utc>) -> Result<(), ApiError> {
        self.addresses().admit(from, now).map_err(refused)
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn addresses(&self) -> std::sync::MutexGuard<'_, Addresses> {
        self.addresses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refused(Empty(seconds): Empty) -> ApiError {
    ApiError::busy(
        "Too many wrong API keys were sent from this address. Check the key, and try again later.",
        seconds,
    )
}
