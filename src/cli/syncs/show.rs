use anyhow::bail;
use clap::Args;

use super::{follow, text};
use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::{SyncRun, SyncState};
use crate::control::view;
use crate::domain::id::SyncId;
use crate::store::Store;

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    /// The sync, as `syncs list` and the API name it.
    sync_id: String,
    /// Wait until it has ended, and show meanwhile how far it got.
    #[arg(long)]
    follow: bool,
    #[command(flatten)]
    database: Database,
}

impl Show {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let id = lookup::sync_id(&self.sync_id)?;
        let store = self.database.connect_migrated().await?;
        let run =
            if self.follow { follow::to_the_end(&store, &id).await? } else { read(&store, &id).await? };
        output.result(&serde_json::to_value(&run)?, &text::of(&run))?;
        if self.follow && run.state != SyncState::Succeeded {
            bail!("the sync ended as {}", text::name(&run.state));
        }
        Ok(())
    }
}

/// The sync as it is now.
pub(super) async fn read(store: &Store, id: &SyncId) -> anyhow::Result<SyncRun> {
    let mut db = store.pool().acquire().await?;
    let run = lookup::run(&mut db, id).await?;
    Ok(view::run(&run, SystemClock.now())?)
}
