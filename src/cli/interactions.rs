//! `unified-ats interactions …`

use chrono::{DateTime, Utc};
use clap::{Args, Subcommand};
use serde_json::json;

use super::lookup;
use super::output::{Output, note};
use super::settings::Database;
use super::table::table;
use crate::control::view;
use crate::domain::interaction::{CauseKind, Interaction};
use crate::store::interactions::{self, StatusClass, Wanted};

#[derive(Debug, Subcommand)]
pub(super) enum InteractionsCommand {
    /// List the calls that the service made to an ATS within 30 days, the latest first.
    ///
    /// What may be about a person is left out of paths and answers.
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// Only calls whose answer has a status of this class: 2XX, 3XX, 4XX, 5XX, or NONE for those without an answer.
    #[arg(long, value_parser = status)]
    status: Option<StatusClass>,
    /// Only calls that began then or later, such as `2026-05-01T00:00:00Z`.
    #[arg(long)]
    since: Option<DateTime<Utc>>,
    /// Only calls on behalf of this: SYNC, ACTION, PASSTHROUGH or ATTACHMENTS.
    #[arg(long, value_parser = cause)]
    cause: Option<CauseKind>,
    /// Only calls of the sync or action with this id.
    #[arg(long)]
    cause_id: Option<String>,
    /// How many to list.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

fn status(text: &str) -> Result<StatusClass, String> {
    let allowed = StatusClass::ALL.map(StatusClass::as_str).join(", ");
    StatusClass::parse(text).ok_or_else(|| format!("only these values are allowed: {allowed}"))
}

fn cause(text: &str) -> Result<CauseKind, String> {
    let allowed = CauseKind::ALL.map(CauseKind::as_str).join(", ");
    CauseKind::parse(text).ok_or_else(|| format!("only these values are allowed: {allowed}"))
}

impl InteractionsCommand {
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
        let wanted =
            Wanted { status: self.status, since: self.since, kind: self.cause, cause_id: self.cause_id };
        let limit = i64::from(self.limit) + 1;
        let mut found = interactions::list(&mut db, &integration.scope, &wanted, None, limit).await?;
        if found.len() > self.limit.into() {
            found.truncate(self.limit.into());
            note(&format!("Only the latest {} are listed; --limit lists more.", self.limit));
        }
        let text = text(&found);
        let found: Vec<_> = found.into_iter().map(view::interaction).collect();
        Ok(output.result(&json!({ "results": found }), &text)?)
    }
}

fn text(calls: &[Interaction]) -> String {
    let row = |call: &Interaction| {
        let status = call.status.map(|status| status.to_string());
        let mishap = call.mishap.map(|mishap| mishap.as_str().to_owned());
        vec![
            call.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            call.cause.kind.as_str().to_owned(),
            call.method.clone(),
            call.path.clone(),
            [status, mishap].into_iter().flatten().collect::<Vec<_>>().join(" "),
            call.duration_ms.to_string(),
            call.excerpt.clone().unwrap_or_default(),
        ]
    };
    let heads = ["BEGAN", "CAUSE", "METHOD", "PATH", "ANSWER", "MS", "EXCERPT"];
    table(&heads, &calls.iter().map(row).collect::<Vec<_>>())
}
