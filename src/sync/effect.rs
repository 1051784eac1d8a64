//! What an action changed in the ATS, written as a page of a sync is, and remembered, so that no page that was asked for
//! before overwrites it.

use super::apply::Ledger;
use super::dirty::Dirty;
use super::erased::empty_erased;
use super::narrowing::narrow;
use super::prepared::Prepared;
use super::publish::render_dirty;
use super::run::Counts;
use super::shaping::Shaping;
use super::write::{tell_misfits, write_batch};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::domain::remote::Batch;
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError, own_writes, quarantine};

/// Writes what the ATS says after an action: records and documents, what did not fit, and the note that an action wrote
/// them. `about` is the model whose list of the ATS the batch's rows belong to. Takes effect with the write's commit; an
/// action that touches several lists calls it for each of them, in one write.
pub async fn write_effect(write: &mut Write, about: Model, batch: Batch) -> Result<(), StoreError> {
    let (scope, now) = (write.scope().clone(), write.now());
    let shaping = Shaping::load(write.db(), &scope).await?;
    let mut prepared = Prepared::of(&scope, batch, &shaping);
    // Rendered before the first publication, too: the first rendering may be beyond these records already.
    let mut dirty = Dirty::default();
    empty_erased(write, &mut prepared, Some(&mut dirty)).await?;
    let mut ledger = Ledger {
        now,
        revealed_since: None,
        reshapes: false,
        counts: &mut Counts::default(),
        dirty: Some(&mut dirty),
    };
    narrow(write.db(), &scope, &mut prepared, &mut ledger).await?;
    write_batch(write.db(), &scope, &mut prepared, &mut ledger).await?;
    render_dirty(write, &dirty).await?;
    let batch = &prepared.batch;
    quarantine::record(write.db(), &scope, about.slug(), batch, now).await?;
    own_writes::note(write.db(), &scope, &delivered(&scope, batch), now).await?;
    tell_misfits(&scope, "an action", batch);
    Ok(())
}

/// Everything but stubs. Joins follow the records that own them.
fn delivered(scope: &IntegrationScope, batch: &Batch) -> Vec<(Model, RecordId)> {
    let of = |model| batch.delivered(model).into_iter().map(move |id| (model, scope.record(model, id)));
    Model::ALL.into_iter().flat_map(of).collect()
}
