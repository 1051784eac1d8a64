use clap::Args;
use serde_json::json;

use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::control::scopes::{self, DEFAULT, Hand};
use crate::domain::audit::Actor;
use crate::store::environments;

#[derive(Debug, Args)]
pub(in crate::cli) struct Choose {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// The configuration; `default` is the environment's default.
    #[arg(long)]
    id: String,
    #[command(flatten)]
    database: Database,
}

impl Choose {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let mut tx = self.database.connect_migrated().await?.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        let environment = environments::of(&mut tx, &integration.scope).await?;
        let hand = Hand { environment, actor: &Actor::Operator, now: SystemClock.now() };
        if !scopes::choose(&mut tx, hand, &integration.scope, Some(&self.id)).await? {
            anyhow::bail!("the integration's environment has no scope configuration {:?}", self.id);
        }
        tx.commit().await?;
        let id = integration.scope.id();
        let what = if self.id == DEFAULT { "its environment's default".to_owned() } else { self.id.clone() };
        let text = format!("{id} has {what} from now on, and will be synced at once.");
        Ok(output.result(&json!({ "integration_id": id, "scope_config_id": self.id }), &text)?)
    }
}
