use anyhow::Context as _;
use clap::Args;
use serde_json::{Map, Value};

use crate::cli::every::{delta_every, full_every, written};
use crate::cli::lookup;
use crate::cli::output::{Output, Usage};
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::{DeltaEvery, FullEvery, SweepLimit, SyncSettings, SyncSettingsChange};
use crate::control::{connector, settings};
use crate::domain::audit::Actor;

#[derive(Debug, Args)]
pub(in crate::cli) struct Update {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    #[command(flatten)]
    intervals: Intervals,
    /// The share of a model's live records that one sync may mark as deleted, in percent. More is withheld until it is
    /// confirmed.
    #[arg(long, value_parser = percent, value_name = "PERCENT")]
    sweep_limit: Option<SweepLimit>,
    /// Settings of the connector, a JSON object, such as `{"acting_user_id": "…"}`: those that are given are changed, null
    /// removes one.
    #[arg(long, value_parser = super::settings_object)]
    settings: Option<Map<String, Value>>,
    #[command(flatten)]
    database: Database,
}

/// How often an integration is synced.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct Intervals {
    /// How often what changed is read, such as 90s, 5m or 1h.
    #[arg(long, value_parser = delta_every, value_name = "TIME")]
    delta_every: Option<DeltaEvery>,
    /// How often everything is read, such as 10h or 1d, so that deletions are found.
    #[arg(long, value_parser = full_every, value_name = "TIME")]
    full_every: Option<FullEvery>,
}

impl Intervals {
    pub(super) fn change(self) -> SyncSettingsChange {
        SyncSettingsChange {
            delta_every_seconds: self.delta_every,
            full_every_seconds: self.full_every,
            sweep_limit_percent: None,
        }
    }
}

fn percent(text: &str) -> Result<SweepLimit, String> {
    let number = text.parse().ok().and_then(SweepLimit::new);
    number.ok_or_else(|| "a whole number from 0 to 100 is expected".to_owned())
}

impl Update {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let change = SyncSettingsChange { sweep_limit_percent: self.sweep_limit, ..self.intervals.change() };
        if change == SyncSettingsChange::default() && self.settings.is_none() {
            let nothing = "nothing to change: give --delta-every, --full-every, --sweep-limit or --settings";
            return Err(Usage(nothing.to_owned()).into());
        }
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        let by = (&Actor::Operator, SystemClock.now());
        if let Some(settings) = &self.settings {
            connector::change(&mut tx, &integration.scope, settings, by).await?;
        }
        let now = settings::change(&mut tx, &integration.scope, change, by).await?;
        tx.commit().await.context("the settings could not be changed")?;
        Ok(output.result(&serde_json::to_value(now)?, &text(now))?)
    }
}

fn text(settings: SyncSettings) -> String {
    format!(
        "What changed is read every {}, everything every {}; one sync deletes at most {} % of a model's records.",
        written(settings.delta_every_seconds),
        written(settings.full_every_seconds),
        settings.sweep_limit_percent
    )
}
