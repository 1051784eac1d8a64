//! `unified-ats quarantine …`

use clap::{Args, Subcommand};
use serde_json::json;

use super::lookup;
use super::output::{Output, note};
use super::settings::Database;
use super::table::table;
use crate::contract::management::QuarantineEntry;
use crate::control::view;
use crate::store::quarantine;

#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// List rows of the ATS of which something could not be read.
    ///
    /// What could be read of them is served. An entry goes when the row is read again and fits, or is gone.
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// How many to list.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

impl QuarantineCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(output).await,
        }
    }
}

impl List {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let integration = lookup::integration(&mut db, &self.integration).await?;
        let limit = i64::from(self.limit) + 1;
        let mut entries = quarantine::list(&mut db, &integration.scope, ("", ""), limit).await?;
        if entries.len() > self.limit.into() {
            entries.truncate(self.limit.into());
            note(&format!("Only the first {} are listed; --limit lists more.", self.limit));
        }
        let entries: Vec<QuarantineEntry> = entries.into_iter().map(view::quarantine_entry).collect();
        Ok(output.result(&json!({ "results": entries }), &text(&entries))?)
    }
}

fn text(entries: &[QuarantineEntry]) -> String {
    let row = |entry: &QuarantineEntry| {
        vec![
            entry.model.clone(),
            entry.remote_id.clone().unwrap_or_default(),
            entry.path.clone().unwrap_or_default(),
            entry.reason.clone(),
            entry.seen_at.0.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
        ]
    };
    let heads = ["MODEL", "ID IN THE ATS", "WHERE", "WHY", "SEEN"];
    table(&heads, &entries.iter().map(row).collect::<Vec<_>>())
}
