//! Empties stored records, and renders what shows them.

use chrono::{DateTime, Utc};

use super::dirty::Dirty;
use super::rows::anonymised;
use crate::domain::model::Model;
use crate::store::records::{self, NewRow, Record, Stored};
use crate::store::writes::Write;
use crate::store::{StoreError, dependents};

/// Takes everything out of these records but their ids. `deleted_at` says when a record counts as deleted from now on. The
/// documents that show them are noted in `dirty`; they have to be rendered in the same write.
pub(crate) async fn blank<T: Record>(
    write: &mut Write,
    stored: &[Stored<T>],
    deleted_at: impl Fn(&Stored<T>) -> Option<DateTime<Utc>>,
    dirty: &mut Dirty,
) -> Result<(), StoreError> {
    let (scope, now) = (write.scope().clone(), write.now());
    let rows: Vec<NewRow> =
        stored.iter().map(|record| anonymised(&scope, record, deleted_at(record), now)).collect();
    let ids: Vec<&str> = stored.iter().map(|record| record.id.as_str()).collect();
    // Before and after, as links are taken out, too.
    dirty.extend(dependents::of(write.db(), &scope, T::MODEL, &ids).await?);
    records::upsert::<T>(write.db(), &scope, &rows).await?;
    dirty.extend(dependents::of(write.db(), &scope, T::MODEL, &ids).await?);
    let own = |record: &Stored<T>| -> (Model, _) { (T::MODEL, record.id.clone()) };
    dirty.extend(stored.iter().map(own).collect());
    Ok(())
}
