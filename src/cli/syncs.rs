//! `unified-ats syncs …`

mod confirm;
mod follow;
mod list;
mod show;
mod text;

use clap::Subcommand;

use super::output::Output;

#[derive(Debug, Subcommand)]
pub(super) enum SyncsCommand {
    /// List the latest syncs, queued and running ones included.
    ///
    /// Syncs are kept for 60 days after their end.
    List(list::List),
    /// Show what one sync did, or how far it got.
    ///
    /// With --follow it waits until the sync has ended, and the exit code is 0 only when it succeeded.
    Show(show::Show),
    /// Confirm the deletions that a sync withheld.
    ///
    /// Queues a full sync that may make them. It deletes only what it does not find itself, and not more records of a
    /// model than the sync has missed, and a tenth more. A process with the role `sync` runs it.
    Confirm(confirm::Confirm),
}

impl SyncsCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(output).await,
            Self::Show(show) => show.run(output).await,
            Self::Confirm(confirm) => confirm.run(output).await,
        }
    }
}
