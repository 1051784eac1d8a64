//! Writes the records of one table: known rows, the decision, the rows that have to be written.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::dirty::Dirty;
use super::reconcile::decide;
use super::rows::{Arrived, complete_stubs, deletion};
use super::run::Counts;
use crate::domain::id::RecordId;
use crate::store::records::{self, Deletion, Record, Stored};
use crate::store::{IntegrationScope, StoreError, dependents};

/// What the writing of records leaves behind besides the rows.
pub(super) struct Ledger<'a> {
    /// The time of the transaction.
    pub now: DateTime<Utc>,
    /// Set in a full run: what moved before that time no incremental read would have found.
    pub revealed_since: Option<DateTime<Utc>>,
    /// What is stored was made by other rules: joins may be others, even if their owners did not change.
    pub reshapes: bool,
    pub counts: &'a mut Counts,
    /// Documents that have to be rendered again; `None` before the first publication, when all of them are.
    pub dirty: Option<&'a mut Dirty>,
}

impl Ledger<'_> {
    fn add_dirty(&mut self, documents: Vec<(crate::domain::model::Model, RecordId)>) {
        if let Some(dirty) = self.dirty.as_deref_mut() {
            dirty.extend(documents);
        }
    }

    /// The other documents that show these records; nothing while nobody is served.
    async fn dependents<T: Record>(
        &mut self,
        db: &mut PgConnection,
        scope: &IntegrationScope,
        ids: &[&str],
    ) -> Result<(), StoreError> {
        if self.dirty.is_some() {
            let dependents = dependents::of(db, scope, T::MODEL, ids).await?;
            self.add_dirty(dependents);
        }
        Ok(())
    }
}

/// Writes the records of one table that changed, and says which ones did.
pub(super) async fn apply<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    mut rows: Vec<Arrived>,
    ledger: &mut Ledger<'_>,
) -> Result<HashSet<RecordId>, StoreError> {
    if rows.is_empty() {
        return Ok(HashSet::new());
    }
    let ids: Vec<&str> = rows.iter().map(|arrived| arrived.row.id.as_str()).collect();
    let known = records::known::<T>(db, scope, &ids).await?;
    complete_stubs::<T>(scope, &mut rows, &known);
    let decision = decide(rows, known, ledger.revealed_since);
    let shown: Vec<&str> = decision.shown.iter().map(RecordId::as_str).collect();
    ledger.dependents::<T>(db, scope, &shown).await?;
    records::upsert::<T>(db, scope, &decision.writes).await?;
    ledger.dependents::<T>(db, scope, &shown).await?;
    ledger.add_dirty(decision.changed.iter().map(|id| (T::MODEL, id.clone())).collect());
    ledger.counts.add(T::MODEL, decision.counts);
    Ok(decision.changed.into_iter().collect())
}

/// Marks stored records as deleted, because the ATS does not list them any more.
pub(super) async fn delete<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    gone: &[Stored<T>],
    ledger: &mut Ledger<'_>,
) -> Result<(), StoreError> {
    let deletions: Vec<Deletion> = gone.iter().map(|stored| deletion(stored, ledger.now)).collect();
    let ids: Vec<&str> = gone.iter().map(|stored| stored.id.as_str()).collect();
    ledger.dependents::<T>(db, scope, &ids).await?;
    records::mark_deleted::<T>(db, scope, &deletions, ledger.now).await?;
    ledger.add_dirty(gone.iter().map(|stored| (T::MODEL, stored.id.clone())).collect());
    let gone = gone.len() as u64;
    let counts = super::run::ModelCounts { deleted: gone, repaired: gone, ..Default::default() };
    ledger.counts.add(T::MODEL, counts);
    Ok(())
}
