//! Erases a person from one integration after the other, each in one transaction: whoever is interrupted runs it again.

use std::collections::BTreeMap;

use super::records::Records;
use super::report::{Found, Who};
use crate::clock::Clock;
use crate::domain::audit::{Actor, Deed};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::writes::Write;
use crate::store::{IntegrationScope, Store, StoreError, actions, answers, audit, people, quarantine};
use crate::sync::dirty::Dirty;
use crate::sync::publish::render_dirty;

/// What is to be done, by whom.
pub struct Erasing<'a> {
    pub who: &'a Who,
    /// Nothing is changed; what would be is told.
    pub dry_run: bool,
    pub actor: &'a Actor,
}

/// Why a person was not erased, or not everywhere.
#[derive(Debug, thiserror::Error)]
pub enum NotErased {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the integration has no candidate {0}")]
    NoCandidate(RecordId),
}

/// Erases somebody from these integrations, and tells of those that had something of them.
pub async fn erase(
    store: &Store,
    clock: &dyn Clock,
    scopes: &[IntegrationScope],
    erasing: &Erasing<'_>,
) -> Result<Vec<Found>, NotErased> {
    let mut all = Vec::new();
    for scope in scopes {
        if let Who::Candidate(integration, _id) = erasing.who
            && integration != scope.id()
        {
            continue;
        }
        let write = Write::begin(store, scope, clock).await?;
        all.extend(erase_from(write, clock, erasing).await?);
    }
    match erasing.who {
        Who::Candidate(_integration, id) if all.is_empty() => Err(NotErased::NoCandidate(id.clone())),
        Who::Candidate(..) | Who::Email(_) => Ok(all),
    }
}

/// `None` where there is nothing of the person.
async fn erase_from(
    mut write: Write,
    clock: &dyn Clock,
    erasing: &Erasing<'_>,
) -> Result<Option<Found>, StoreError> {
    let scope = write.scope().clone();
    let (candidates, users) = look_for(&mut write, erasing.who).await?;
    let records = Records::load(&mut write, &candidates).await?;
    if records.candidates().is_empty() {
        let only_users = |users: Vec<RecordId>| nothing(&scope, users);
        return Ok(Some(users).filter(|users| !users.is_empty()).map(only_users));
    }
    let mut found = Found { candidates, users, ..nothing(&scope, Vec::new()) };
    let mut dirty = Dirty::default();
    records.remember(&mut write).await?;
    records.empty(&mut write, &mut dirty, &mut found).await?;
    forget_copies(&mut write, &records, &mut found).await?;
    render_dirty(&mut write, &dirty).await?;
    found.count("documents", dirty.iter().map(|(_model, ids)| ids.len() as u64).sum());
    if !erasing.dry_run {
        let (now, rows) =
            (write.now(), found.rows.iter().map(|(table, rows)| ((*table).to_owned(), (*rows).into())));
        let rows: serde_json::Map<_, _> = rows.collect();
        let ids: Vec<String> = found.candidates.iter().map(RecordId::to_string).collect();
        let deed = Deed::new("person.erased").with("candidates", ids).with("rows", rows);
        audit::append_of(write.db(), &scope, erasing.actor, deed, now).await?;
        write.commit(clock).await?;
    }
    Ok(Some(found))
}

/// Every further place where something of a person is kept. A table that is made for such things is added here.
async fn forget_copies(write: &mut Write, records: &Records, found: &mut Found) -> Result<(), StoreError> {
    let scope = write.scope().clone();
    let db = write.db();
    found.count("quarantine", quarantine::forget_rows(db, &scope, &records.remote_ids()).await?);
    // Pages of the ATS, as they came; what is missing is fetched again.
    found.count("sync_answers", answers::forget_all(db, &scope).await?);
    let ids = records.candidates();
    let ids: Vec<&str> = ids.iter().map(RecordId::as_str).collect();
    found.count("actions", actions::forget_candidates(db, &scope, &ids).await?);
    found.actions_under_way = actions::under_way(db, &scope).await?;
    Ok(())
}

/// The person's candidates, and users with the same address.
async fn look_for(write: &mut Write, who: &Who) -> Result<(Vec<RecordId>, Vec<RecordId>), StoreError> {
    let scope = write.scope().clone();
    match who {
        Who::Candidate(_integration, id) => Ok((vec![id.clone()], Vec::new())),
        Who::Email(email) => {
            let everybody = people::everybody_with_email(write.db(), &scope, email).await?;
            let (candidates, users): (Vec<_>, Vec<_>) =
                everybody.into_iter().partition(|(model, _id)| *model == Model::Candidate);
            let ids = |of: Vec<(Model, RecordId)>| of.into_iter().map(|(_model, id)| id).collect();
            Ok((ids(candidates), ids(users)))
        }
    }
}

fn nothing(scope: &IntegrationScope, users: Vec<RecordId>) -> Found {
    Found {
        integration: scope.id().clone(),
        candidates: Vec::new(),
        users,
        rows: BTreeMap::new(),
        actions_under_way: 0,
    }
}

/// Lets a person who was erased back in, and says how many records of theirs had been kept out. The next full sync stores what
/// the ATS says of them.
pub async fn readmit(
    store: &Store,
    clock: &dyn Clock,
    scope: &IntegrationScope,
    person: &RecordId,
    actor: &Actor,
) -> Result<u64, StoreError> {
    let mut write = Write::begin(store, scope, clock).await?;
    let records = people::readmit(write.db(), scope, person).await?;
    if records > 0 {
        let (deed, now) = (Deed::new("person.readmitted").to(person.to_string()), write.now());
        audit::append_of(write.db(), scope, actor, deed, now).await?;
    }
    write.commit(clock).await?;
    Ok(records)
}
