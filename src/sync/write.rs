//! Writes one page of records: only what changed, and in one transaction with the documents that show it.

use sqlx::PgConnection;

use super::apply::{Ledger, apply};
use super::joins::write_joins;
use super::run::ModelCounts;
use crate::domain::ats::{InterviewingTeamMember, JobApplicationStage, JobHiringTeamMember};
use crate::domain::model::Model;
use crate::domain::remote::Batch;
use crate::store::{IntegrationScope, StoreError};

/// Writes a batch, in the order in which records refer to each other.
pub(super) async fn write_batch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    batch: &Batch,
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    count_read(batch, ledger);
    apply(db, scope, &batch.users, ledger).await?;
    apply(db, scope, &batch.roles, ledger).await?;
    apply(db, scope, &batch.tags, ledger).await?;
    apply(db, scope, &batch.rejection_reasons, ledger).await?;
    let stages = apply(db, scope, &batch.application_stages, ledger).await?;
    write_joins::<_, JobApplicationStage>(db, scope, &batch.application_stages, &stages, ledger).await?;
    apply(db, scope, &batch.job_postings, ledger).await?;
    let jobs = apply(db, scope, &batch.jobs, ledger).await?;
    write_joins::<_, JobHiringTeamMember>(db, scope, &batch.jobs, &jobs, ledger).await?;
    apply(db, scope, &batch.applications, ledger).await?;
    apply(db, scope, &batch.candidates, ledger).await?;
    let interviews = apply(db, scope, &batch.interviews, ledger).await?;
    write_joins::<_, InterviewingTeamMember>(db, scope, &batch.interviews, &interviews, ledger).await?;
    apply(db, scope, &batch.offers, ledger).await?;
    Ok(())
}

fn count_read(batch: &Batch, ledger: &mut Ledger<'_>) {
    for model in Model::ALL {
        let read = batch.delivered(model).len() as u64;
        ledger.counts.add(model, ModelCounts { read, ..ModelCounts::default() });
    }
}
