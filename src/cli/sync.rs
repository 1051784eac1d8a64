//! `unified-ats sync`

use std::sync::Arc;

use chrono::{DateTime, Utc};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::lookup::{self, integration_id};
use super::output::{Output, note};
use super::serve::Written;
use super::settings::{Database, Gem, Secrets, Syncs, connections};
use super::{progress, shutdown};
use crate::clock::{Clock as _, SystemClock};
use crate::domain::id::IntegrationId;
use crate::store::integrations::{Integration, Status};
use crate::store::runs::{Cause, Kind, Outcome};
use crate::sync::connection::Connections;
use crate::sync::interactions;
use crate::sync::run::{Report, RunError, Worker};

/// Needs no server. Exit code 0 only when the run succeeded. A run whose worker is gone is gone on with.
#[derive(Debug, Args)]
pub(super) struct Sync {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// Read everything, and delete what is not found. Otherwise only what changed is read, except the first time.
    #[arg(long)]
    full: bool,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
    #[command(flatten)]
    gem: Gem,
    #[command(flatten)]
    syncs: Syncs,
}

impl Sync {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let id = integration_id(&self.integration)?;
        let store = self.database.connect_migrated().await?;
        let (queue, writer) = interactions::queue(store.clone(), Arc::new(SystemClock));
        let connections = connections(store.clone(), &self.secrets, &self.gem).await?.noting(queue);
        let written = Written::by(writer);
        let (clock, progress) = (Arc::new(SystemClock), progress::for_people());
        let worker =
            Worker::new(store, clock, progress, shutdown::on_signal()).with_lease(self.syncs.lease());
        let kind = if self.full { Kind::Full } else { Kind::Delta };
        let report = run_in_turn(&worker, &connections, &id, kind).await;
        written.finish().await;
        finish(&report?, output)
    }
}

/// Runs a sync as soon as nobody else does.
async fn run_in_turn(
    worker: &Worker,
    connections: &Connections,
    id: &IntegrationId,
    kind: Kind,
) -> anyhow::Result<Report> {
    let mut told = false;
    loop {
        // Read at every turn: the other worker may have opened the integration to callers meanwhile.
        let integration = find(worker, id).await?;
        let connector = connections.open(&integration).await?;
        match worker.sync(&integration, &connector, kind, Cause::Command).await {
            // What a dead worker left was an incremental run: the full one comes now.
            Ok(report) if kind == Kind::Full && report.kind == Kind::Delta => {}
            Err(RunError::Busy(until)) => {
                if !told {
                    note("Another worker runs a sync of this integration; waiting for it to end.");
                    told = true;
                }
                wait(until, worker.stop()).await?;
            }
            other => return Ok(other?),
        }
    }
}

async fn find(worker: &Worker, id: &IntegrationId) -> anyhow::Result<Integration> {
    let mut db = worker.store().pool().acquire().await?;
    let integration = lookup::integration(&mut db, id.as_str()).await?;
    if integration.status == Status::Inactive {
        anyhow::bail!(
            "the integration {id} is switched off: `unified-ats integration enable` switches it on"
        );
    }
    Ok(integration)
}

/// Until a claim may have lapsed, but no longer than a few seconds: the other worker may end before.
async fn wait(until: DateTime<Utc>, stop: &CancellationToken) -> anyhow::Result<()> {
    let left = (until - SystemClock.now()).to_std().unwrap_or_default();
    let pause = left.clamp(std::time::Duration::from_millis(100), std::time::Duration::from_secs(2));
    tokio::select! {
        () = tokio::time::sleep(pause) => Ok(()),
        () = stop.cancelled() => anyhow::bail!("stopped while waiting for another worker"),
    }
}

fn finish(report: &Report, output: Output) -> anyhow::Result<()> {
    let total = report.counts.total();
    let person =
        format!("{}: {} records read, {} changed", report.state.as_str(), total.read, total.changed());
    output.result(&serde_json::to_value(report)?, &person)?;
    if report.state == Outcome::Succeeded {
        return Ok(());
    }
    let reason = report.error.as_deref().unwrap_or("see the log");
    anyhow::bail!("the sync ended as {}: {reason}", report.state.as_str())
}
