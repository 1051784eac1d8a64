use anyhow::Context as _;
use clap::Args;
use serde_json::json;

use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::control::switch::{Switch, switch};
use crate::domain::audit::Actor;

#[derive(Debug, Args)]
pub(in crate::cli) struct Switched {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    #[command(flatten)]
    database: Database,
}

impl Switched {
    pub(super) async fn run(self, to: Switch, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        switch(&mut tx, &integration.scope, (&Actor::Operator, to), SystemClock.now()).await?;
        tx.commit().await.context("the integration could not be switched")?;
        let id = integration.scope.id();
        let (enabled, person) = match to {
            Switch::On => (true, format!("{id} is switched on, and will be synced at once.")),
            Switch::Off => (false, format!("{id} is switched off; its credentials and records are kept.")),
        };
        Ok(output.result(&json!({ "integration_id": id, "enabled": enabled }), &person)?)
    }
}
