//! One page into the database: records, documents, what was seen, and the checkpoint behind it, all or nothing.

use super::Reading;
use super::ahead::Page;
use crate::domain::id::RecordId;
use crate::store::answers::{self, Spot};
use crate::store::marks::{self, Sighting};
use crate::store::runs::Kind;
use crate::store::{own_writes, quarantine};
use crate::sync::apply::Ledger;
use crate::sync::dirty::Dirty;
use crate::sync::erased::empty_erased;
use crate::sync::narrowing::narrow;
use crate::sync::prepared::Prepared;
use crate::sync::publish::render_dirty;
use crate::sync::run::checkpoint::{Checkpoint, Walk};
use crate::sync::run::{Held, Interruption, ModelCounts};
use crate::sync::write::{tell_misfits, write_batch};

impl Held<'_> {
    /// Writes a page, renders what shows it if callers can see it already, and moves the checkpoint behind it.
    pub(super) async fn write(
        &self,
        reading: Reading,
        page: &mut Page,
        walk: &Walk,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let scope = &self.integration.scope;
        let pass = reading.pass;
        let mut write = self.begin().await?;
        if self.integration.published_at.is_none() && !walk.ended {
            // What a crash of Postgres takes back was kept on disk, and is written again without being fetched.
            write.need_not_last().await?;
        }
        page.prepared.follow(write.db(), scope).await?;
        // What an action wrote since the page was asked for is more recent than the page.
        let overtaken = own_writes::since(write.db(), scope, page.asked_at).await?;
        page.prepared.leave_out(&overtaken);
        let mut dirty = self.integration.published_at.map(|_published| Dirty::default());
        empty_erased(&mut write, &mut page.prepared, dirty.as_mut()).await?;
        let mut ledger = Ledger {
            now: write.now(),
            revealed_since: reading.revealed_since,
            reshapes: !self.is_in_shape(),
            counts: &mut state.counts,
            dirty: dirty.as_mut(),
        };
        narrow(write.db(), scope, &mut page.prepared, &mut ledger).await?;
        write_batch(write.db(), scope, &mut page.prepared, &mut ledger).await?;
        let batch = &page.prepared.batch;
        if let Some(dirty) = &dirty {
            render_dirty(&mut write, dirty).await?;
        }
        let now = write.now();
        quarantine::record(write.db(), scope, pass.model.slug(), batch, now).await?;
        self.mark(write.db(), reading, &page.prepared, walk).await?;
        let quarantined = batch.misfitting_rows();
        state.counts.add(pass.model, ModelCounts { quarantined, ..ModelCounts::default() });
        for model in pass.shows_all {
            *state.nameless.entry(model.slug().to_owned()).or_default() += u64::from(batch.nameless);
        }
        if walk.pages > 1 || !walk.ended {
            let spot = Spot { pass: &walk.name, read: walk.read, page: walk.pages, cursor: None };
            answers::forget_until(write.db(), scope, &self.claim, spot).await?;
        }
        state.walk = Some(walk.clone());
        self.commit(write, state).await?;
        tell_misfits(scope, pass.name, batch);
        Ok(())
    }

    /// Remembers what was seen: for the sweep, and to tell whether reading a list again brought anything.
    async fn mark(
        &self,
        db: &mut sqlx::PgConnection,
        reading: Reading,
        prepared: &Prepared,
        walk: &Walk,
    ) -> Result<(), Interruption> {
        let only_page = walk.pages == 1 && walk.ended;
        if self.claim.kind == Kind::Delta && only_page {
            return Ok(());
        }
        let scope = &self.integration.scope;
        let batch = &prepared.batch;
        let unread = batch.unread.iter().map(String::as_str);
        // What is not wanted was not delivered, whatever the list says.
        for model in reading.pass.shows_all.iter().filter(|model| scope.scopes().takes(**model)) {
            let own = *model == reading.pass.model;
            let remote_ids = batch.delivered(*model).into_iter().chain(unread.clone().filter(|_id| own));
            let delivered: Vec<RecordId> = remote_ids.map(|id| scope.record(*model, id)).collect();
            // Nobody misses what is there and not kept.
            let dropped = prepared.dropped.iter().filter(|(of, _id)| of == model).map(|(_of, id)| id);
            let ids: Vec<&str> = delivered.iter().chain(dropped).map(RecordId::as_str).collect();
            let sighting = Sighting { model: *model, pass: &walk.name, read: walk.read, page: walk.pages };
            marks::insert(db, scope, &self.claim, sighting, &ids).await?;
        }
        Ok(())
    }
}
