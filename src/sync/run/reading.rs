//! The reading part of a run: lists page by page, the next ones fetched while one is written.

mod ahead;
mod writing;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::checkpoint::{Checkpoint, Stage, Walk};
use super::{Held, Interruption, OVERLAP, RunError};
use crate::connectors::{ConnectorError, Pass, Thoroughness};
use crate::domain::model::Model;
use crate::store::marks;
use crate::store::runs::Kind;
use crate::store::{model_syncs, quarantine};
use crate::sync::progress::Step;
use crate::sync::shaping::Shaping;
use ahead::{Ahead, Fetcher, Halt, Page};

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
        for pass in self.delta_plan() {
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

    /// Writes page after page, while those that follow are fetched.
    async fn walk(
        &self,
        reading: Reading,
        mut walk: Walk,
        state: &mut Checkpoint,
    ) -> Result<Walk, Interruption> {
        if walk.ended {
            return Ok(walk);
        }
        let mut total = None;
        let mut db = self.worker.store.pool().acquire().await?;
        let shaping = Shaping::load(&mut db, &self.integration.scope).await?;
        drop(db);
        let mut pages = self.fetch_ahead(reading, &walk, shaping);
        loop {
            self.unless_over()?;
            let mut page = self.next_page(&mut pages, &walk).await?;
            total = total.or(page.outline.total);
            walk.take(&page.outline);
            self.write(reading, &mut page, &walk, state).await?;
            self.worker.progress.report(Step::Read {
                pass: &walk.name,
                model: reading.pass.model,
                rows: walk.rows,
                total,
                ended: walk.ended,
            });
            if walk.ended {
                return Ok(walk);
            }
        }
    }

    async fn next_page(&self, pages: &mut Ahead, walk: &Walk) -> Result<Page, Interruption> {
        tokio::select! {
            page = pages.next() => match page {
                Ok(page) => Ok(page),
                Err(Halt::Connector(error)) => Err(in_pass(&walk.name, walk.pages + 1, error)),
                Err(Halt::Store(error)) => Err(error.into()),
            },
            () = self.worker.stop.cancelled() => Err(Interruption::Run(RunError::Stopped)),
        }
    }

    fn fetch_ahead(&self, reading: Reading, walk: &Walk, shaping: Shaping) -> Ahead {
        let thoroughness = match (reading.stage, self.claim.kind) {
            (Stage::Read | Stage::Confirm, Kind::Full) => Thoroughness::Thorough,
            _ => Thoroughness::Quick,
        };
        Ahead::start(Fetcher {
            connector: Arc::clone(self.connector),
            store: self.worker.store.clone(),
            clock: Arc::clone(&self.worker.clock),
            scope: self.integration.scope.clone(),
            claim: self.claim.clone(),
            pass: reading.pass,
            since: reading.since,
            thoroughness,
            shaping: Arc::new(shaping),
            walk: walk.clone(),
            may_be_kept: self.resumed,
        })
    }
}

/// Says where in the read the ATS failed, without losing what kind of failure it was.
fn in_pass(name: &str, page: u32, error: ConnectorError) -> Interruption {
    let here = |text: String| format!("{text}; while reading page {page} of {name}");
    Interruption::Connector(match error {
        ConnectorError::Credentials(text) => ConnectorError::Credentials(here(text)),
        ConnectorError::NoAccess(text) => ConnectorError::NoAccess(here(text)),
        ConnectorError::RateLimited(after) => ConnectorError::RateLimited(after),
        ConnectorError::Unavailable(text) => ConnectorError::Unavailable(here(text)),
        ConnectorError::Refused(text) => ConnectorError::Refused(here(text)),
        ConnectorError::Unreadable(text) => ConnectorError::Unreadable(here(text)),
        ConnectorError::Settings(text) => ConnectorError::Settings(text),
        ConnectorError::Budget(error) => return Interruption::Run(RunError::Budget(error)),
    })
}
