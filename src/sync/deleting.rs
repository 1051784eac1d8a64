//! Marks stored records as deleted, with the joins that they own.

use sqlx::PgConnection;

use super::apply::{Ledger, delete};
use super::joins::delete_joins;
use super::publish::for_model;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::records::{self, Record, Stored};
use crate::store::{IntegrationScope, StoreError};

/// What is not stored, or deleted already, is left alone.
pub(super) async fn delete_records(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[RecordId],
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    for_model!(model, delete_of(db, scope, ids, ledger))?;
    match model {
        Model::ApplicationStage => delete_joins::<JobApplicationStage>(db, scope, ids, ledger).await,
        Model::Job => delete_joins::<JobHiringTeamMember>(db, scope, ids, ledger).await,
        Model::Interview => delete_joins::<InterviewingTeamMember>(db, scope, ids, ledger).await,
        _owns_none => Ok(()),
    }
}

async fn delete_of<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[RecordId],
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    let ids: Vec<&str> = ids.iter().map(RecordId::as_str).collect();
    let mut stored: Vec<Stored<T>> = records::load(db, scope, &ids).await?;
    stored.retain(Stored::live);
    delete(db, scope, &stored, ledger).await
}
