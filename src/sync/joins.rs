//! Joins follow from the records that own them, and are replaced as a set whenever the owner changes.

use std::collections::HashSet;

use sqlx::PgConnection;

use super::apply::{Ledger, apply, delete};
use super::cut::Cut;
use super::rows::prepare;
use crate::domain::ats::{
    ApplicationStage, Interview, InterviewingTeamMember, Job, JobApplicationStage, JobHiringTeamMember,
};
use crate::domain::id::RecordId;
use crate::domain::remote::{Knowledge, Remote};
use crate::domain::shaping::Rules;
use crate::store::records::{self, Record, Stored};
use crate::store::{IntegrationScope, StoreError};

/// A record that owns joins of the type.
pub(super) trait Owns<J: Record>: Record {
    fn joins(owner: &Remote<Self>) -> Vec<Remote<J>>;
}

impl Owns<JobApplicationStage> for ApplicationStage {
    fn joins(stage: &Remote<Self>) -> Vec<Remote<JobApplicationStage>> {
        let join = |job: &String| JobApplicationStage {
            job_remote_id: job.clone(),
            stage_remote_id: stage.remote_id.clone(),
        };
        let joins = stage.body.job_remote_id.iter().map(join);
        joins
            .map(|body| derived(stage, format!("{}:{}", body.job_remote_id, body.stage_remote_id), body))
            .collect()
    }
}

impl Owns<JobHiringTeamMember> for Job {
    fn joins(job: &Remote<Self>) -> Vec<Remote<JobHiringTeamMember>> {
        let members = job.body.hiring_team.iter().map(|member| JobHiringTeamMember {
            job_remote_id: job.remote_id.clone(),
            user_remote_id: member.user_remote_id.clone(),
            roles: member.roles.clone(),
        });
        members
            .map(|body| derived(job, format!("{}:{}", body.job_remote_id, body.user_remote_id), body))
            .collect()
    }
}

impl Owns<InterviewingTeamMember> for Interview {
    fn joins(interview: &Remote<Self>) -> Vec<Remote<InterviewingTeamMember>> {
        let members = interview.body.user_remote_ids.iter().map(|user| InterviewingTeamMember {
            interview_remote_id: interview.remote_id.clone(),
            user_remote_id: user.clone(),
        });
        members
            .map(|body| {
                derived(interview, format!("{}:{}", body.interview_remote_id, body.user_remote_id), body)
            })
            .collect()
    }
}

/// A join lives and dies with its owner.
fn derived<O, J>(owner: &Remote<O>, remote_id: String, body: J) -> Remote<J> {
    let remote_deleted_at = owner.remote_deleted_at;
    Remote { remote_id, remote_deleted_at, moved_at: owner.moved_at, knowledge: Knowledge::Derived, body }
}

/// Writes the joins of the owners that changed, and marks those that are gone as deleted.
pub(super) async fn write_joins<O: Owns<J>, J: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    owners: &[Remote<O>],
    changed: &HashSet<RecordId>,
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    let is_changed = |owner: &&Remote<O>| {
        let is_changed = || ledger.reshapes || changed.contains(&scope.record(O::MODEL, &owner.remote_id));
        owner.knowledge != Knowledge::Stub && is_changed()
    };
    let owners: Vec<&Remote<O>> = owners.iter().filter(is_changed).collect();
    if owners.is_empty() {
        return Ok(());
    }
    let mut joins: Vec<Remote<J>> = owners.iter().flat_map(|owner| O::joins(owner)).collect();
    if let Some(cut) = Cut::of(scope) {
        cut.all(&mut joins);
    }
    let wanted: HashSet<RecordId> =
        joins.iter().map(|join| scope.record(J::MODEL, &join.remote_id)).collect();
    let owner_ids: Vec<RecordId> =
        owners.iter().map(|owner| scope.record(O::MODEL, &owner.remote_id)).collect();
    let stored = stored_joins::<J>(db, scope, &owner_ids).await?;
    let gone = stored.into_iter().filter(|join| join.live() && !wanted.contains(&join.id));
    joins.extend(gone.map(|join| Remote {
        remote_id: join.remote_id,
        remote_deleted_at: Some(ledger.now),
        moved_at: None,
        knowledge: Knowledge::Derived,
        body: join.body,
    }));
    apply::<J>(db, scope, prepare(scope, &joins, &Rules::default()), ledger).await?;
    Ok(())
}

/// Marks the joins of owners that are gone as deleted, too.
pub(super) async fn delete_joins<J: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    owners: &[RecordId],
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    let mut joins = stored_joins::<J>(db, scope, owners).await?;
    joins.retain(Stored::live);
    if joins.is_empty() { Ok(()) } else { delete(db, scope, &joins, ledger).await }
}

async fn stored_joins<J: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    owners: &[RecordId],
) -> Result<Vec<Stored<J>>, StoreError> {
    let owners: Vec<&str> = owners.iter().map(RecordId::as_str).collect();
    records::load_by_owner(db, scope, &owners).await
}
