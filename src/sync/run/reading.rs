//! The reading part of a run: lists page by page, each page written before the next one is asked for.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::checkpoint::{Checkpoint, Stage, Walk};
use super::{Held, Interruption, OVERLAP, RunError};
use crate::connectors::{ConnectorError, Page, PageRequest, Pass, Thoroughness};
use crate::domain::model::Model;
use crate::store::marks::{self, Sighting};
use crate::store::runs::Kind;
use crate::store::{model_syncs, quarantine};
use crate::sync::apply::Ledger;
use crate::sync::dirty::Dirty;
use crate::sync::progress::Step;
use crate::sync::publish::render_dirty;
use crate::sync::run::ModelCounts;
use crate::sync::write::write_batch;

/// How often a list is read at most until no read finds what those before it missed.
const MOST_READS: u16 = 4;

/// A list that is to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub pass: Pass,
    pub stage: Stage,
    pub since: Option<DateTime<Utc>>,
    /// Set in a full run: what moved before that time no incremental read would have found.
    pub revealed_since: Option<DateTime<Utc>>,
}

impl Held<'_> {
    /// Reads the lists of a plan: since they were read last in an incremental run, everything in a full one.
    pub(super) async fn read_plan(
        &self,
        plan: &[Pass],
        read_until: &HashMap<Model, DateTime<Utc>>,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        for (n, pass) in plan.iter().enumerate() {
            let known = read_until.get(&pass.model).map(|until| *until - OVERLAP);
            let (since, revealed_since) = match self.claim.kind {
                Kind::Delta => (known, None),
                Kind::Full => (None, known.filter(|_known| self.integration.published_at.is_some())),
            };
            self.read_list(Reading { pass: *pass, stage: Stage::Read, since, revealed_since }, state).await?;
            if !plan.iter().skip(n + 1).any(|later| later.model == pass.model) {
                self.mark_read(pass.model).await?;
            }
        }
        Ok(())
    }

    /// The model is known as it was when the run began.
    async fn mark_read(&self, model: Model) -> Result<(), Interruption> {
        let scope = &self.integration.scope;
        let mut db = self.worker.store.pool().acquire().await?;
        model_syncs::mark_read(&mut db, scope, model, self.claim.started_at).await?;
        if self.claim.kind == Kind::Full {
            quarantine::forget_older(&mut db, scope, model.slug(), self.claim.started_at).await?;
        } else {
            let models: Vec<Model> = [model].into_iter().chain(model.brings().iter().copied()).collect();
            model_syncs::mark_ended(&mut db, scope, Kind::Delta, &models, self.now()).await?;
        }
        Ok(())
    }

    /// Reads what changed while the run was reading.
    pub(super) async fn catch_up(&self, state: &mut Checkpoint) -> Result<(), Interruption> {
        let since = Some(self.claim.started_at - OVERLAP);
        for pass in self.connector.delta_plan() {
            self.read_list(Reading { pass, stage: Stage::CatchUp, since, revealed_since: None }, state)
                .await?;
        }
        Ok(())
    }

    /// Reads a list, and reads it again for as long as that brings what the reads before may have missed.
    pub(super) async fn read_list(
        &self,
        reading: Reading,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let name = reading.stage.name_of(reading.pass.name);
        if state.done.contains(&name) {
            return Ok(());
        }
        let mut walk =
            state.walk.take().filter(|walk| walk.name == name).unwrap_or_else(|| Walk::begin(&name, 1));
        loop {
            walk = self.walk(reading, walk, state).await?;
            if matches!(reading.stage, Stage::Read | Stage::Confirm) && self.claim.kind == Kind::Full {
                state.compare_reads(reading.pass, walk.rows);
            }
            if !self.has_to_be_read_again(reading, &walk).await? {
                break;
            }
            walk = Walk::begin(&name, walk.read + 1);
        }
        state.done.insert(name);
        state.walk = None;
        Ok(())
    }

    /// Rows may have moved between the pages of an unsteady walk.
    async fn has_to_be_read_again(&self, reading: Reading, walk: &Walk) -> Result<bool, Interruption> {
        if !walk.unsteady || walk.pages < 2 || walk.read >= MOST_READS {
            return Ok(false);
        }
        if walk.read == 1 {
            return Ok(true);
        }
        let mut db = self.worker.store.pool().acquire().await?;
        let scope = &self.integration.scope;
        let found = marks::found_first_in(&mut db, scope, &self.claim, &walk.name, walk.read).await?;
        tracing::debug!(pass = reading.pass.name, read = walk.read, found, "a list was read again");
        Ok(found > 0)
    }

    async fn walk(
        &self,
        reading: Reading,
        mut walk: Walk,
        state: &mut Checkpoint,
    ) -> Result<Walk, Interruption> {
        let mut total = None;
        while !walk.ended {
            self.unless_over()?;
            // Not while the page before is written: a worker that dies has at most one page fetched in vain.
            let page = self.fetch(reading, &walk).await?;
            total = total.or(page.total);
            walk.pages += 1;
            walk.rows += u64::from(page.rows);
            walk.unsteady |= page.unsteady;
            walk.ended = page.next.is_none();
            walk.cursor.clone_from(&page.next);
            self.write(reading, &page, &walk, state).await?;
            self.worker.progress.report(Step::Read {
                pass: &walk.name,
                model: reading.pass.model,
                rows: walk.rows,
                total,
                ended: walk.ended,
            });
        }
        Ok(walk)
    }

    async fn fetch(&self, reading: Reading, walk: &Walk) -> Result<Page, Interruption> {
        let thoroughness = match (reading.stage, self.claim.kind) {
            (Stage::Read | Stage::Confirm, Kind::Full) => Thoroughness::Thorough,
            _ => Thoroughness::Quick,
        };
        let request = PageRequest { since: reading.since, cursor: walk.cursor.clone(), thoroughness };
        tokio::select! {
            fetched = self.connector.fetch(reading.pass, &request) => {
                fetched.map_err(|error| in_pass(&walk.name, walk.pages + 1, error))
            }
            () = self.worker.stop.cancelled() => Err(Interruption::Run(RunError::Stopped)),
        }
    }

    /// Writes a page, renders what shows it if callers can see it already, and moves the checkpoint behind it.
    async fn write(
        &self,
        reading: Reading,
        page: &Page,
        walk: &Walk,
        state: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let scope = &self.integration.scope;
        let pass = reading.pass;
        let mut write = self.begin().await?;
        let mut dirty = self.integration.published_at.map(|_published| Dirty::default());
        let mut ledger = Ledger {
            now: write.now(),
            revealed_since: reading.revealed_since,
            counts: &mut state.counts,
            dirty: dirty.as_mut(),
        };
        write_batch(write.db(), scope, &page.batch, &mut ledger).await?;
        if let Some(dirty) = &dirty {
            render_dirty(&mut write, dirty).await?;
        }
        let now = write.now();
        quarantine::record(write.db(), scope, pass.model.slug(), &page.batch, now).await?;
        self.mark(write.db(), reading, page, walk).await?;
        let quarantined = page.batch.misfitting_rows();
        state.counts.add(pass.model, ModelCounts { quarantined, ..ModelCounts::default() });
        for model in pass.shows_all {
            *state.nameless.entry(model.slug().to_owned()).or_default() += u64::from(page.batch.nameless);
        }
        state.walk = Some(walk.clone());
        self.commit(write, state).await?;
        for misfit in &page.batch.misfits {
            tracing::warn!(
                integration.id = %scope.id(), pass = pass.name, remote_id = misfit.remote_id.as_deref(),
                path = misfit.path, reason = misfit.reason, "a record of the ATS does not fit"
            );
        }
        Ok(())
    }

    /// Remembers what was seen: for the sweep, and to tell whether reading a list again brought anything.
    async fn mark(
        &self,
        db: &mut sqlx::PgConnection,
        reading: Reading,
        page: &Page,
        walk: &Walk,
    ) -> Result<(), Interruption> {
        let only_page = walk.pages == 1 && walk.ended;
        if self.claim.kind == Kind::Delta && only_page {
            return Ok(());
        }
        let scope = &self.integration.scope;
        let unread = page.batch.unread.iter().map(String::as_str);
        for model in reading.pass.shows_all {
            let own = *model == reading.pass.model;
            let remote_ids = page.batch.delivered(*model).into_iter().chain(unread.clone().filter(|_id| own));
            let ids: Vec<String> = remote_ids.map(|id| scope.record(*model, id).to_string()).collect();
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            let sighting = Sighting { model: *model, pass: &walk.name, read: walk.read, page: walk.pages };
            marks::insert(db, scope, &self.claim, sighting, &ids).await?;
        }
        Ok(())
    }
}

/// Says where in the read the ATS failed, without losing what kind of failure it was.
fn in_pass(name: &str, page: u32, error: ConnectorError) -> Interruption {
    let here = |text: String| format!("{text}; while reading page {page} of {name}");
    Interruption::Connector(match error {
        ConnectorError::Credentials(text) => ConnectorError::Credentials(here(text)),
        ConnectorError::RateLimited(after) => ConnectorError::RateLimited(after),
        ConnectorError::Unavailable(text) => ConnectorError::Unavailable(here(text)),
        ConnectorError::Refused(text) => ConnectorError::Refused(here(text)),
        ConnectorError::Unreadable(text) => ConnectorError::Unreadable(here(text)),
        ConnectorError::Settings(text) => ConnectorError::Settings(text),
        ConnectorError::Budget(error) => return Interruption::Run(RunError::Budget(error)),
    })
}
