//! Writes the records of one table: known rows, the decision, the rows that have to be written.

use std::collections::HashSet;

use sqlx::PgConnection;

use super::dirty::Dirty;
use super::reconcile::{decide, prepare};
use crate::domain::id::RecordId;
use crate::domain::remote::Remote;
use crate::store::records::{self, Record};
use crate::store::{IntegrationScope, StoreError, dependents};

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
