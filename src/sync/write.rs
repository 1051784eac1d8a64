//! Writes one page of records: only what changed, and in one transaction with the documents that show it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::apply::apply;
use super::dirty::Dirty;
use super::joins::write_joins;
use crate::domain::ats::{InterviewingTeamMember, JobApplicationStage, JobHiringTeamMember};
use crate::domain::id::RecordId;
use crate::domain::remote::Batch;
use crate::store::{IntegrationScope, StoreError};

/// How many records changed, joins not counted.
pub(super) type Changed = u64;

/// Writes a batch. With `dirty`, collects the documents that have to be rendered again; without (before the first
/// publication, when everything is rendered anyway), nothing is collected.
pub(super) async fn write_batch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    batch: &Batch,
    now: DateTime<Utc>,
    mut dirty: Option<&mut Dirty>,
) -> Result<Changed, StoreError> {
    let mut changed = 0;
    changed += count(&apply(db, scope, &batch.users, dirty.as_deref_mut()).await?);
    changed += count(&apply(db, scope, &batch.roles, dirty.as_deref_mut()).await?);
    changed += count(&apply(db, scope, &batch.tags, dirty.as_deref_mut()).await?);
    changed += count(&apply(db, scope, &batch.rejection_reasons, dirty.as_deref_mut()).await?);
    let stages = apply(db, scope, &batch.application_stages, dirty.as_deref_mut()).await?;
    write_joins::<_, JobApplicationStage>(
        db,
        scope,
        &batch.application_stages,
        &stages,
        now,
        dirty.as_deref_mut(),
    )
    .await?;
    changed += count(&stages);
    changed += count(&apply(db, scope, &batch.job_postings, dirty.as_deref_mut()).await?);
    let jobs = apply(db, scope, &batch.jobs, dirty.as_deref_mut()).await?;
    write_joins::<_, JobHiringTeamMember>(db, scope, &batch.jobs, &jobs, now, dirty.as_deref_mut()).await?;
    changed += count(&jobs);
    changed += count(&apply(db, scope, &batch.applications, dirty.as_deref_mut()).await?);
    changed += count(&apply(db, scope, &batch.candidates, dirty.as_deref_mut()).await?);
    let interviews = apply(db, scope, &batch.interviews, dirty.as_deref_mut()).await?;
    write_joins::<_, InterviewingTeamMember>(
        db,
        scope,
        &batch.interviews,
        &interviews,
        now,
        dirty.as_deref_mut(),
    )
    .await?;
    changed += count(&interviews);
    changed += count(&apply(db, scope, &batch.offers, dirty).await?);
    Ok(changed)
}

fn count(ids: &HashSet<RecordId>) -> Changed {
    ids.len() as Changed
}
