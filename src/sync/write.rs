//! Writes one page of records: only what changed, and in one transaction with the documents that show it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::dirty::Dirty;
use super::joins::write_joins;
use super::reconcile::{decide, prepare};
use crate::domain::ats::{InterviewingTeamMember, JobApplicationStage, JobHiringTeamMember};
use crate::domain::id::RecordId;
use crate::domain::remote::{Batch, Remote};
use crate::store::records::{self, Record};
use crate::store::{IntegrationScope, StoreError, dependents};

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

/// Writes the records of one table that changed, and says which ones did.
pub(super) async fn apply<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    remote: &[Remote<T>],
    dirty: Option<&mut Dirty>,
) -> Result<HashSet<RecordId>, StoreError> {
    if remote.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = prepare(scope, remote);
    let ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    let known = records::known::<T>(db, scope, &ids).await?;
    let decision = decide(rows, known);
    let shown: Vec<&str> = decision.shown.iter().map(RecordId::as_str).collect();
    match dirty {
        None => records::upsert::<T>(db, scope, &decision.writes).await?,
        Some(dirty) => {
            dirty.extend(dependents::of(db, scope, T::MODEL, &shown).await?);
            records::upsert::<T>(db, scope, &decision.writes).await?;
            dirty.extend(dependents::of(db, scope, T::MODEL, &shown).await?);
            for id in &decision.changed {
                dirty.add(T::MODEL, id.clone());
            }
        }
    }
    Ok(decision.changed.into_iter().collect())
}
