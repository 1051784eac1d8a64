//! Turns: an integration may have only so many actions under way.

use std::sync::Arc;

use super::limits::{CONCURRENCY_LIMIT, LONGEST_CALL};
use crate::clock::Clock;
use crate::random;
use crate::store::actions::turns;
use crate::store::{IntegrationScope, Store, StoreError};

/// Hands turns out, for all processes together.
#[derive(Clone)]
pub struct Turns {
    store: Store,
    clock: Arc<dyn Clock>,
}

/// The right to perform one action; to be given back.
#[derive(Debug)]
pub struct Turn {
    id: String,
    /// How many more could be taken with this one.
    pub remaining: u32,
}

impl Turns {
    pub fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock }
    }

    /// A turn; `None` when all are taken.
    pub async fn take(&self, scope: &IntegrationScope) -> Result<Option<Turn>, StoreError> {
        let (id, now) = (random::id(), self.clock.now());
        let mut tx = self.store.begin().await?;
        let taken = turns::take(&mut tx, scope, &id, CONCURRENCY_LIMIT, now, now + LONGEST_CALL).await?;
        tx.commit().await?;
        Ok(taken.map(|taken| Turn { id, remaining: CONCURRENCY_LIMIT.saturating_sub(taken) }))
    }

    /// How many could be taken.
    pub async fn remaining(&self, scope: &IntegrationScope) -> Result<u32, StoreError> {
        let mut db = self.store.pool().acquire().await?;
        let taken = turns::count(&mut db, scope, self.clock.now()).await?;
        Ok(CONCURRENCY_LIMIT.saturating_sub(taken))
    }

    /// One that cannot be given back counts until its time is over.
    pub async fn give_back(&self, scope: &IntegrationScope, turn: Turn) {
        let given = async {
            let mut db = self.store.pool().acquire().await?;
            turns::give_back(&mut db, scope, &turn.id).await
        };
        if let Err(error) = given.await {
            tracing::warn!(%error, "the turn of an action could not be given back");
        }
    }
}
