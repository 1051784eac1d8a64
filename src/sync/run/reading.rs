//! The reading part of a run: the next page is fetched while the one before it is written.

use tokio::time::Instant;

use super::{Checkpoint, HEARTBEAT, Held, Interruption, LEASE, Place, RunError};
use crate::connectors::{ConnectorError, Page, Pass};
use crate::store::{integrations, quarantine, runs};
use crate::sync::dirty::Dirty;
use crate::sync::progress::Step;
use crate::sync::publish::render_dirty;
use crate::sync::write::write_batch;

impl Held<'_> {
    /// Reads every pass from the checkpoint on.
    pub(super) async fn read_all(&self, checkpoint: &mut Checkpoint) -> Result<(), Interruption> {
        let plan = self.connector.full_plan();
        let begun = match &checkpoint.place {
            Place::Read { pass, .. } => plan.iter().position(|p| p.name == pass),
            Place::Publish { .. } => None,
        };
        for (n, pass) in plan.iter().enumerate().skip(begun.unwrap_or(0)) {
            let (page, rows) = match &checkpoint.place {
                Place::Read { page, rows, .. } if begun == Some(n) => (*page, *rows),
                _ => (1, 0),
            };
            self.read_pass(*pass, page, rows, checkpoint).await?;
        }
        Ok(())
    }

    async fn read_pass(
        &self,
        pass: Pass,
        first: u32,
        mut rows: u64,
        checkpoint: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let mut number = first;
        let mut page = self.fetch(pass, number).await?;
        loop {
            self.unless_stopped()?;
            rows += u64::from(page.rows);
            let next = if page.last { None } else { Some(number + 1) };
            let place = Place::Read { pass: pass.name.to_owned(), page: number + 1, rows };
            let (written, fetched) = tokio::join!(self.write(pass, &page, place, checkpoint), async {
                match next {
                    Some(next) => Some(self.fetch(pass, next).await),
                    None => None,
                }
            });
            written?;
            let (model, total) = (pass.model, page.total);
            self.worker.progress.report(Step::Read {
                pass: pass.name,
                model,
                rows,
                total,
                ended: next.is_none(),
            });
            match fetched {
                Some(fetched) => page = fetched?,
                None => return Ok(()),
            }
            number += 1;
        }
    }

    /// One page, with signs of life while the ATS takes its time.
    async fn fetch(&self, pass: Pass, number: u32) -> Result<Page, Interruption> {
        let fetch = self.connector.fetch(pass, number);
        tokio::pin!(fetch);
        let mut heartbeat = tokio::time::interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        loop {
            tokio::select! {
                fetched = &mut fetch => return fetched.map_err(|error| in_pass(pass, number, error)),
                () = self.worker.stop.cancelled() => self.unless_stopped()?,
                _beat = heartbeat.tick() => {
                    let mut db = self.worker.store.pool().acquire().await?;
                    runs::heartbeat(&mut db, &self.claim, self.worker.clock.now() + LEASE).await?;
                }
            }
        }
    }

    /// Writes a page, renders what shows it if callers can see it already, and moves the checkpoint behind it.
    async fn write(
        &self,
        pass: Pass,
        page: &Page,
        place: Place,
        checkpoint: &mut Checkpoint,
    ) -> Result<(), Interruption> {
        let scope = &self.integration.scope;
        let mut tx = self.worker.store.begin().await?;
        integrations::lock(&mut tx, scope).await?;
        let now = self.worker.clock.now();
        let mut dirty = self.integration.published_at.map(|_published| Dirty::default());
        let changed = write_batch(&mut tx, scope, &page.batch, now, dirty.as_mut()).await?;
        if let Some(dirty) = &dirty {
            render_dirty(&mut tx, scope, dirty, now).await?;
        }
        quarantine::record(&mut tx, scope, pass.name, &page.batch.misfits, now).await?;
        checkpoint.place = place;
        let counts = checkpoint.counts.entry(pass.name.to_owned()).or_default();
        counts.rows += u64::from(page.rows);
        counts.changed += changed;
        counts.misfits += page.batch.misfits.len() as u64;
        runs::checkpoint(&mut tx, &self.claim, checkpoint, now + LEASE).await?;
        tx.commit().await?;
        for misfit in &page.batch.misfits {
            tracing::warn!(
                integration.id = %scope.id(), pass = pass.name, remote_id = misfit.remote_id.as_deref(),
                path = misfit.path, reason = misfit.reason, "a record of the ATS does not fit"
            );
        }
        Ok(())
    }
}

/// Says where in the read the ATS failed, without losing what kind of failure it was.
fn in_pass(pass: Pass, page: u32, error: ConnectorError) -> Interruption {
    let here = |text: String| format!("{text}; while reading page {page} of {}", pass.name);
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
