//! Writes one page of records: only what changed, and in one transaction with the documents that show it.

use sqlx::PgConnection;

use super::apply::{Ledger, apply};
use super::joins::write_joins;
use super::prepared::Prepared;
use super::run::ModelCounts;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::model::Model;
use crate::domain::remote::Batch;
use crate::store::{IntegrationScope, StoreError, fields, sources};

/// Says to the operator what did not fit of a batch, and where it came from.
pub(super) fn tell_misfits(scope: &IntegrationScope, source: &str, batch: &Batch) {
    for misfit in &batch.misfits {
        tracing::warn!(
            integration.id = %scope.id(), source, remote_id = misfit.remote_id.as_deref(), path = misfit.path,
            reason = misfit.reason, "a record of the ATS does not fit"
        );
    }
}

/// Writes a batch, in the order in which records refer to each other.
pub(super) async fn write_batch(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    prepared: &mut Prepared,
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    count_read(&prepared.batch, ledger);
    sources::remember(db, scope, &prepared.batch.sources).await?;
    fields::remember(db, scope, &prepared.batch.own_fields).await?;
    apply::<User>(db, scope, prepared.take::<User>(), ledger).await?;
    apply::<Role>(db, scope, prepared.take::<Role>(), ledger).await?;
    apply::<Tag>(db, scope, prepared.take::<Tag>(), ledger).await?;
    apply::<RejectionReason>(db, scope, prepared.take::<RejectionReason>(), ledger).await?;
    let stages = apply::<ApplicationStage>(db, scope, prepared.take::<ApplicationStage>(), ledger).await?;
    let owners = &prepared.batch.application_stages;
    write_joins::<_, JobApplicationStage>(db, scope, owners, &stages, ledger).await?;
    apply::<JobPosting>(db, scope, prepared.take::<JobPosting>(), ledger).await?;
    let jobs = apply::<Job>(db, scope, prepared.take::<Job>(), ledger).await?;
    write_joins::<_, JobHiringTeamMember>(db, scope, &prepared.batch.jobs, &jobs, ledger).await?;
    apply::<Application>(db, scope, prepared.take::<Application>(), ledger).await?;
    apply::<Candidate>(db, scope, prepared.take::<Candidate>(), ledger).await?;
    let interviews = apply::<Interview>(db, scope, prepared.take::<Interview>(), ledger).await?;
    let owners = &prepared.batch.interviews;
    write_joins::<_, InterviewingTeamMember>(db, scope, owners, &interviews, ledger).await?;
    apply::<Offer>(db, scope, prepared.take::<Offer>(), ledger).await?;
    Ok(())
}

fn count_read(batch: &Batch, ledger: &mut Ledger<'_>) {
    for model in Model::ALL {
        let read = batch.delivered(model).len() as u64;
        ledger.counts.add(model, ModelCounts { read, ..ModelCounts::default() });
    }
}
