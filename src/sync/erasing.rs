//! Erases deleted integrations whose time is over. It may be cut off anywhere: what is left is done the next time.

use std::collections::BTreeMap;

use super::run::Worker;
use crate::domain::audit::{Actor, Deed};
use crate::store::erasure::{self, TABLES, Table};
use crate::store::{IntegrationScope, StoreError, audit};

/// Erases every integration that is due, one after the other. An integration that fails keeps no other one from its turn.
pub(super) async fn erase_due(worker: &Worker) -> Result<(), StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    let due = erasure::due(&mut db, worker.clock().now()).await?;
    drop(db);
    for scope in due {
        if worker.stop().is_cancelled() {
            break;
        }
        if let Err(error) = erase(worker, &scope).await {
            tracing::error!(integration.id = %scope.id(), %error, "a deleted integration could not be erased");
        }
    }
    Ok(())
}

async fn erase(worker: &Worker, scope: &IntegrationScope) -> Result<(), StoreError> {
    let mut tx = worker.store().begin().await?;
    let begun = erasure::begin(&mut tx, scope, worker.clock().now()).await?;
    tx.commit().await?;
    if !begun {
        return Ok(());
    }
    let mut removed = BTreeMap::new();
    for table in TABLES {
        match empty(worker, scope, table).await? {
            Some(0) => {}
            Some(rows) => {
                removed.insert(table.name, rows);
            }
            // Stopped: the next process goes on.
            None => return Ok(()),
        }
    }
    finish(worker, scope, &removed).await
}

/// How many rows of a table were removed; `None` when the worker was stopped before all were.
async fn empty(worker: &Worker, scope: &IntegrationScope, table: &Table) -> Result<Option<u64>, StoreError> {
    let mut rows = 0;
    loop {
        if worker.stop().is_cancelled() {
            return Ok(None);
        }
        let mut tx = worker.store().begin().await?;
        let removed = erasure::remove_some(&mut tx, scope, table).await?;
        tx.commit().await?;
        rows += removed.rows;
        if !removed.more {
            return Ok(Some(rows));
        }
    }
}

async fn finish(
    worker: &Worker,
    scope: &IntegrationScope,
    removed: &BTreeMap<&str, u64>,
) -> Result<(), StoreError> {
    let now = worker.clock().now();
    let mut tx = worker.store().begin().await?;
    if erasure::finish(&mut tx, scope, now).await? {
        let counts = removed.iter().map(|(table, rows)| ((*table).to_owned(), (*rows).into()));
        let counts: serde_json::Map<_, _> = counts.collect();
        let deed = Deed::new("integration.erased").with("rows", counts);
        audit::append_of(&mut tx, scope, &Actor::Service, deed, now).await?;
        tracing::info!(integration.id = %scope.id(), rows = removed.values().sum::<u64>(), "a deleted integration was erased");
    }
    Ok(tx.commit().await?)
}
