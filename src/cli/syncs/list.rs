use clap::Args;
use serde_json::json;

use super::text;
use crate::cli::lookup;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::SyncRun;
use crate::control::view;
use crate::store::runs::history;

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Only those of this integration; otherwise those of all.
    #[arg(long)]
    integration: Option<String>,
    /// How many to list, the latest ones.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

impl List {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let runs = match &self.integration {
            Some(id) => {
                let integration = lookup::integration(&mut db, id).await?;
                history::of_integration(&mut db, &integration.scope, i64::MAX, self.limit.into()).await?
            }
            None => history::of_all(&mut db, self.limit.into()).await?,
        };
        let now = SystemClock.now();
        let runs: Vec<SyncRun> = runs.iter().map(|run| view::run(run, now)).collect::<Result<_, _>>()?;
        Ok(output.result(&json!({ "results": runs }), &text::table_of(&runs))?)
    }
}
