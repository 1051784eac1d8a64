//! The records of a person: found, remembered so that no sync fills them again, and emptied.

use std::collections::HashMap;

use super::report::Found;
use crate::domain::ats::{Application, Candidate, Interview, Offer};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::people::{self, Erased};
use crate::store::records::{self, Record, Stored};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError, own_writes};
use crate::sync::blanking::blank;
use crate::sync::dirty::Dirty;

/// A person's records in one integration.
pub(super) struct Records {
    candidates: Vec<Stored<Candidate>>,
    applications: Vec<Stored<Application>>,
    interviews: Vec<Stored<Interview>>,
    offers: Vec<Stored<Offer>>,
}

impl Records {
    /// Everything that hangs on these candidates.
    pub(super) async fn load(write: &mut Write, candidates: &[RecordId]) -> Result<Self, StoreError> {
        let scope = write.scope().clone();
        let candidates = records::load::<Candidate>(write.db(), &scope, &texts(candidates)).await?;
        let ids: Vec<RecordId> = ids_of(&candidates);
        let applications: Vec<Stored<Application>> =
            records::load_by_owner(write.db(), &scope, &texts(&ids)).await?;
        let ids = ids_of(&applications);
        Ok(Self {
            interviews: records::load_by_owner(write.db(), &scope, &texts(&ids)).await?,
            offers: records::load_by_owner(write.db(), &scope, &texts(&ids)).await?,
            candidates,
            applications,
        })
    }

    /// The ATS's ids, by which the quarantine names rows.
    pub(super) fn remote_ids(&self) -> Vec<String> {
        let all = [
            remote_ids(&self.candidates),
            remote_ids(&self.applications),
            remote_ids(&self.interviews),
            remote_ids(&self.offers),
        ];
        all.concat()
    }

    pub(super) fn candidates(&self) -> Vec<RecordId> {
        ids_of(&self.candidates)
    }

    /// Keeps them out from now on: whatever a sync brings of them, pages that it has fetched before included.
    pub(super) async fn remember(&self, write: &mut Write) -> Result<(), StoreError> {
        let (scope, now) = (write.scope().clone(), write.now());
        let erased = self.erased(&scope);
        people::remember(write.db(), &scope, &erased, now).await?;
        // First documents that were made before, and not written yet, are made again.
        let all: Vec<(Model, RecordId)> =
            erased.into_iter().map(|record| (record.model, record.id)).collect();
        own_writes::note(write.db(), &scope, &all, now).await
    }

    /// All of them, each with the candidate whose it is. What was anonymised before has no links any more: nothing but
    /// its own id leads to it.
    fn erased(&self, scope: &IntegrationScope) -> Vec<Erased> {
        let of = |model, remote_id: &Option<String>| Some(scope.record(model, remote_id.as_deref()?));
        let mut owners = HashMap::new();
        for application in &self.applications {
            let person = of(Model::Candidate, &application.body.candidate_remote_id);
            owners.insert(application.id.clone(), person);
        }
        let through =
            |remote_id: &Option<String>| owners.get(&of(Model::Application, remote_id)?).cloned().flatten();
        let mut all = Vec::new();
        add(&mut all, &self.candidates, |_candidate| None);
        add(&mut all, &self.applications, |application| {
            of(Model::Candidate, &application.candidate_remote_id)
        });
        add(&mut all, &self.interviews, |interview| through(&interview.application_remote_id));
        add(&mut all, &self.offers, |offer| through(&offer.application_remote_id));
        all
    }

    /// Takes everything out of them. They count as deleted, so that callers learn that they are gone.
    pub(super) async fn empty(
        &self,
        write: &mut Write,
        dirty: &mut Dirty,
        found: &mut Found,
    ) -> Result<(), StoreError> {
        empty("interviews", write, &self.interviews, dirty, found).await?;
        empty("offers", write, &self.offers, dirty, found).await?;
        empty("applications", write, &self.applications, dirty, found).await?;
        empty("candidates", write, &self.candidates, dirty, found).await
    }
}

async fn empty<T: Record>(
    table: &'static str,
    write: &mut Write,
    stored: &[Stored<T>],
    dirty: &mut Dirty,
    found: &mut Found,
) -> Result<(), StoreError> {
    let now = write.now();
    blank(write, stored, |record| record.remote_deleted_at.or(Some(now)), dirty).await?;
    found.count(table, stored.len() as u64);
    Ok(())
}

fn texts(ids: &[RecordId]) -> Vec<&str> {
    ids.iter().map(RecordId::as_str).collect()
}

fn ids_of<T>(stored: &[Stored<T>]) -> Vec<RecordId> {
    stored.iter().map(|record| record.id.clone()).collect()
}

fn remote_ids<T>(stored: &[Stored<T>]) -> Vec<String> {
    stored.iter().map(|record| record.remote_id.clone()).collect()
}

/// Whoever has no owner is a person of their own.
fn add<T: Record>(all: &mut Vec<Erased>, stored: &[Stored<T>], owner: impl Fn(&T) -> Option<RecordId>) {
    let erased = |record: &Stored<T>| Erased {
        model: T::MODEL,
        person: owner(&record.body).unwrap_or_else(|| record.id.clone()),
        id: record.id.clone(),
    };
    all.extend(stored.iter().map(erased));
}
