//! Leaves out of what arrived what an integration's application filter does not keep: applications, and the candidates,
//! interviews and offers that hang on none that is kept. What is stored of them is marked as deleted on the way: the ATS
//! still has it, so that no brake is asked.

mod links;

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::apply::Ledger;
use super::deleting::delete_records;
use super::prepared::Prepared;
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::{IntegrationScope, StoreError, application_filters, created_records};

pub(super) use links::Links;

type Ids = HashSet<RecordId>;

/// To be called in the transaction that writes, behind the applications that the records hang on.
pub(super) async fn narrow(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    prepared: &mut Prepared,
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    let Some(links) = prepared.links.take() else { return Ok(()) };
    let gone = unwanted(db, scope, &links, ledger.now).await?;
    for (model, ids) in gone {
        let stored: Vec<RecordId> = ids.iter().cloned().collect();
        delete_records(db, scope, model, &stored, ledger).await?;
        prepared.drop(scope, model, ids);
    }
    Ok(())
}

/// What of a batch is not kept.
async fn unwanted(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    links: &Links,
    now: DateTime<Utc>,
) -> Result<Vec<(Model, Ids)>, StoreError> {
    let ids: Vec<&str> = links.applications.iter().map(|application| application.id.as_str()).collect();
    let created = created_records::among(db, scope, Model::Application, &ids).await?;
    let is_kept = |application: &links::Application| {
        scope.applications().keeps(application.made_at, created.contains(&application.id), now)
    };
    let (kept, out): (Vec<_>, Vec<_>) =
        links.applications.iter().partition(|application| is_kept(application));
    let out: Ids = out.into_iter().map(|application| application.id.clone()).collect();
    let candidates = candidates_out(db, scope, links, &kept, &out).await?;
    let owners: Vec<&str> = links.owners().map(RecordId::as_str).collect();
    let mut live = application_filters::live_among(db, scope, &owners).await?;
    live.retain(|id| !out.contains(id));
    live.extend(kept.iter().map(|application| application.id.clone()));
    let orphans = |records: &[links::Owned]| -> Ids {
        let orphans = records.iter().filter(|record| record.of.as_ref().is_none_or(|of| !live.contains(of)));
        orphans.map(|record| record.id.clone()).collect()
    };
    let (interviews, offers) = (orphans(&links.interviews), orphans(&links.offers));
    Ok(vec![
        (Model::Interview, interviews),
        (Model::Offer, offers),
        (Model::Application, out),
        (Model::Candidate, candidates),
    ])
}

async fn candidates_out(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    links: &Links,
    kept: &[&links::Application],
    out: &Ids,
) -> Result<Ids, StoreError> {
    let applicants: HashSet<&RecordId> =
        kept.iter().filter_map(|application| application.candidate.as_ref()).collect();
    let unclear: Vec<&str> =
        links.candidates.iter().filter(|id| !applicants.contains(id)).map(RecordId::as_str).collect();
    let without: Vec<&str> = out.iter().map(RecordId::as_str).collect();
    let mut known = application_filters::applicants_among(db, scope, &unclear, &without).await?;
    known.extend(created_records::among(db, scope, Model::Candidate, &unclear).await?);
    let is_out = |id: &&RecordId| !applicants.contains(*id) && !known.contains(*id);
    Ok(links.candidates.iter().filter(is_out).cloned().collect())
}
