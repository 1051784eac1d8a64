//! Empties integrations that nobody has used for long: switched off, or refused by the ATS. Ids stay, so that a full sync fills
//! the records again once the integration is in use, and tells which of them are gone.

use super::publish::{BATCH, for_model};
use super::rows::anonymised;
use super::run::Worker;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::audit::{Actor, Deed};
use crate::domain::model::Model;
use crate::store::erasure::{self, EXPIRING, Table};
use crate::store::records::{self, NewRow, Record, Stored};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError, audit, expiry};

/// How far the emptying of a model got.
enum Emptied {
    /// There is more behind this id.
    Until(String),
    Whole,
    /// The integration is in use again: what is left of it stays.
    InUse,
}

/// Empties what has been stopped for too long, if there is such a time.
pub(super) async fn expire_due(worker: &Worker) -> Result<(), StoreError> {
    let now = worker.clock().now();
    let mut db = worker.store().pool().acquire().await?;
    expiry::observe(&mut db, now).await?;
    let Some(after) = worker.retention().expire_after else { return Ok(()) };
    let due = expiry::due(&mut db, now - after).await?;
    drop(db);
    for scope in due {
        if let Err(error) = expire(worker, &scope).await {
            tracing::error!(integration.id = %scope.id(), %error, "a stopped integration could not be emptied");
        }
    }
    Ok(())
}

async fn expire(worker: &Worker, scope: &IntegrationScope) -> Result<(), StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    // Before anything is empty: nobody is to read half of it.
    let is_closed = expiry::close(&mut db, scope).await?;
    drop(db);
    if !is_closed {
        return Ok(());
    }
    for model in Model::ALL {
        if !for_model!(model, empty_model(worker, scope))? {
            return Ok(());
        }
    }
    for table in EXPIRING {
        if !empty_table(worker, scope, table).await? {
            return Ok(());
        }
    }
    let now = worker.clock().now();
    let mut tx = worker.store().begin().await?;
    if expiry::finish(&mut tx, scope, now).await? {
        audit::append_of(&mut tx, scope, &Actor::Service, Deed::new("integration.expired"), now).await?;
        tracing::info!(integration.id = %scope.id(), "the records of a stopped integration were anonymised");
    }
    Ok(tx.commit().await?)
}

/// False when it was not emptied to its end.
async fn empty_model<T: Record>(worker: &Worker, scope: &IntegrationScope) -> Result<bool, StoreError> {
    let mut after = String::new();
    while !worker.stop().is_cancelled() {
        match empty_some::<T>(worker, scope, &after).await? {
            Emptied::Until(last) => after = last,
            Emptied::Whole => return Ok(true),
            Emptied::InUse => return Ok(false),
        }
    }
    Ok(false)
}

/// False when not all rows were removed.
async fn empty_table(worker: &Worker, scope: &IntegrationScope, table: &Table) -> Result<bool, StoreError> {
    let clock = worker.clock().as_ref();
    while !worker.stop().is_cancelled() {
        let mut write = Write::begin(worker.store(), scope, clock).await?;
        if !expiry::hold_stopped(write.db(), scope).await? {
            return Ok(false);
        }
        let removed = erasure::remove_some(write.db(), scope, table).await?;
        write.commit(clock).await?;
        if !removed.more {
            return Ok(true);
        }
    }
    Ok(false)
}

async fn empty_some<T: Record>(
    worker: &Worker,
    scope: &IntegrationScope,
    after: &str,
) -> Result<Emptied, StoreError> {
    let clock = worker.clock().as_ref();
    let mut write = Write::begin(worker.store(), scope, clock).await?;
    if !expiry::hold_stopped(write.db(), scope).await? {
        return Ok(Emptied::InUse);
    }
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let stored: Vec<Stored<T>> = records::filled_after(write.db(), scope, after, limit).await?;
    let Some(last) = stored.last().map(|record| record.id.to_string()) else { return Ok(Emptied::Whole) };
    let now = write.now();
    let row = |record| anonymised(scope, record, record.remote_deleted_at, now);
    let rows: Vec<NewRow> = stored.iter().map(row).collect();
    records::upsert::<T>(write.db(), scope, &rows).await?;
    write.commit(clock).await?;
    Ok(Emptied::Until(last))
}
