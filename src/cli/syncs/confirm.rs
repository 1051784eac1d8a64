use anyhow::Context as _;
use clap::Args;

use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::control::confirm::confirm;
use crate::domain::audit::Actor;

#[derive(Debug, Args)]
pub(in crate::cli) struct Confirm {
    /// The sync that withheld deletions, as `syncs list` names it.
    sync_id: String,
    #[command(flatten)]
    database: Database,
}

impl Confirm {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let id = lookup::sync_id(&self.sync_id)?;
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let run = lookup::run(&mut tx, &id).await?;
        let queued = confirm(&mut tx, &run, (&Actor::Operator, SystemClock.now())).await?;
        tx.commit().await.context("the sync could not be queued")?;
        let person = format!(
            "Queued the full sync {0}. How it goes: unified-ats syncs show {0} --follow",
            queued.sync_id
        );
        Ok(output.result(&serde_json::to_value(&queued)?, &person)?)
    }
}
