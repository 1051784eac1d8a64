//! Nulls the fields of records that have been deleted for long (contract section 7.2). Rows and ids stay. It may be cut off
//! anywhere: what is left is done the next time.

use chrono::{DateTime, TimeDelta, Utc};

use super::blanking::blank;
use super::dirty::Dirty;
use super::publish::{BATCH, for_model, render_dirty};
use super::run::Worker;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::model::Model;
use crate::store::records::{self, Record, Stored};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError};

/// Anonymises what was deleted longer ago than that, of all integrations.
pub(super) async fn anonymise_due(worker: &Worker, after: TimeDelta) -> Result<(), StoreError> {
    let before = worker.clock().now() - after;
    for model in Model::ALL {
        for_model!(model, anonymise_model(worker, before))?;
    }
    Ok(())
}

async fn anonymise_model<T: Record>(worker: &Worker, before: DateTime<Utc>) -> Result<(), StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    let scopes = records::with_old_deletions::<T>(&mut db, before).await?;
    drop(db);
    for scope in scopes {
        let mut total = 0;
        while !worker.stop().is_cancelled() {
            let records = anonymise_some::<T>(worker, &scope, before).await?;
            total += records;
            if records < BATCH {
                break;
            }
        }
        let model = T::MODEL.slug();
        tracing::info!(integration.id = %scope.id(), model, records = total, "deleted records were anonymised");
    }
    Ok(())
}

/// A batch, in a write of its own.
async fn anonymise_some<T: Record>(
    worker: &Worker,
    scope: &IntegrationScope,
    before: DateTime<Utc>,
) -> Result<usize, StoreError> {
    let clock = worker.clock().as_ref();
    let mut write = Write::begin(worker.store(), scope, clock).await?;
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let stored: Vec<Stored<T>> = records::to_anonymise(write.db(), scope, before, limit).await?;
    let mut dirty = Dirty::default();
    blank(&mut write, &stored, |record| record.remote_deleted_at, &mut dirty).await?;
    render_dirty(&mut write, &dirty).await?;
    write.commit(clock).await?;
    Ok(stored.len())
}
