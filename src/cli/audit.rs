//! `unified-ats audit …`

use anyhow::Context as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use serde_json::json;

use super::api_key::DEFAULT_ENVIRONMENT;
use super::output::{Output, note};
use super::settings::Database;
use super::table::table;
use crate::contract::management::AuditEntry;
use crate::control::view;
use crate::store::audit::{self, Chain, Wanted};
use crate::store::environments;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// List who did what in an environment, the latest first.
    List(List),
    /// Find out whether anything in the logs was altered or removed, of all environments.
    ///
    /// Exit code 0 only when all are whole. Keep the digests elsewhere: whoever can rewrite the whole database can rewrite
    /// the whole log, but not to the same digests.
    Verify(Verify),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The environment.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    /// Only what is about this integration.
    #[arg(long)]
    integration: Option<String>,
    /// Only deeds of this name, such as `api_key.revoked`.
    #[arg(long)]
    deed: Option<String>,
    /// How many to list.
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    #[command(flatten)]
    database: Database,
}

impl AuditCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(output).await,
            Self::Verify(verify) => verify.run(output).await,
        }
    }
}

impl List {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let environment = environments::by_name(&mut db, &self.environment).await?;
        let environment =
            environment.with_context(|| format!("there is no environment {:?}", self.environment))?;
        let wanted = Wanted {
            integrations: self.integration.map(|id| vec![id]),
            deed: self.deed,
            ..Wanted::default()
        };
        let limit = i64::from(self.limit) + 1;
        let mut entries = audit::list(&mut db, environment.key, &wanted, i64::MAX, limit).await?;
        if entries.len() > self.limit.into() {
            entries.truncate(self.limit.into());
            note(&format!("Only the latest {} are listed; --limit lists more.", self.limit));
        }
        let entries: Vec<AuditEntry> =
            entries.into_iter().map(view::audit_entry).collect::<Result<_, _>>()?;
        Ok(output.result(&json!({ "results": entries }), &text(&entries))?)
    }
}

impl Verify {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let (mut machine, mut lines, mut broken) = (Vec::new(), Vec::new(), 0);
        for environment in environments::list(&mut db).await? {
            let name = environment.name;
            match audit::verify(&mut db, environment.key).await? {
                Chain::Whole { entries, digest } => {
                    let digest = STANDARD.encode(digest);
                    lines.push(format!("{name}: {entries} entries, whole; digest {digest}"));
                    machine.push(
                        json!({ "environment": name, "whole": true, "entries": entries, "digest": digest }),
                    );
                }
                Chain::Broken { number, reason } => {
                    broken += 1;
                    lines.push(format!("{name}: broken at entry {number}: {reason}"));
                    machine.push(
                        json!({ "environment": name, "whole": false, "number": number, "reason": reason }),
                    );
                }
            }
        }
        output.result(&json!({ "results": machine }), &lines.join("\n"))?;
        if broken == 0 {
            return Ok(());
        }
        anyhow::bail!("the audit log of {broken} environments is not as it was written")
    }
}

fn text(entries: &[AuditEntry]) -> String {
    let row = |entry: &AuditEntry| {
        vec![
            entry.number.to_string(),
            entry.at.0.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            entry.api_key_id.clone().unwrap_or_else(|| view::audit_actor(entry.actor).to_lowercase()),
            entry.deed.clone(),
            entry.integration_id.clone().unwrap_or_default(),
            entry.subject.clone().unwrap_or_default(),
        ]
    };
    let heads = ["NUMBER", "WHEN", "WHO", "WHAT", "INTEGRATION", "TO"];
    table(&heads, &entries.iter().map(row).collect::<Vec<_>>())
}
