use anyhow::Context as _;
use clap::Args;

use super::Within;
use crate::cli::output::{Output, Usage};
use crate::clock::{Clock as _, SystemClock};
use crate::control::scopes::{self, Change, Hand};
use crate::control::view;
use crate::domain::audit::Actor;
use crate::domain::scopes::Settings;
use crate::store::scope_configs::ScopeConfig;

#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    /// What the configuration is called.
    #[arg(long)]
    name: String,
    /// What is wanted, a JSON object such as `{"fields": {"ats_candidates.phone_numbers": "DISABLED"}}`, with ENABLED,
    /// DISABLED or OPTIONAL under `models`, `fields` and `actions`. What is not named is ENABLED.
    #[arg(long, value_parser = settings, default_value = "{}")]
    settings: Settings,
    /// Let it hold for the integrations that have none of their own.
    #[arg(long)]
    default: bool,
    #[command(flatten)]
    within: Within,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Update {
    /// The configuration.
    #[arg(long)]
    id: String,
    /// What the configuration is called.
    #[arg(long)]
    name: Option<String>,
    /// What is wanted, in place of all settings before.
    #[arg(long, value_parser = settings)]
    settings: Option<Settings>,
    /// Whether it holds for the integrations that have none of their own.
    #[arg(long)]
    default: Option<bool>,
    #[command(flatten)]
    within: Within,
}

fn settings(text: &str) -> Result<Settings, String> {
    serde_json::from_str(text)
        .map_err(|error| format!("an object with models, fields and actions is expected: {error}"))
}

impl Create {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let (mut tx, environment) = self.within.begin().await?;
        let hand = Hand { environment, actor: &Actor::Operator, now: SystemClock.now() };
        let change =
            Change { name: Some(self.name), is_default: Some(self.default), settings: Some(self.settings) };
        let config = scopes::create(&mut tx, hand, change).await?;
        tx.commit().await.context("the scope configuration could not be made")?;
        tell(output, config)
    }
}

impl Update {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        if self.name.is_none() && self.settings.is_none() && self.default.is_none() {
            return Err(Usage("nothing to change: give --name, --settings or --default".to_owned()).into());
        }
        let (mut tx, environment) = self.within.begin().await?;
        let hand = Hand { environment, actor: &Actor::Operator, now: SystemClock.now() };
        let change = Change { name: self.name, is_default: self.default, settings: self.settings };
        let changed = scopes::change(&mut tx, hand, &self.id, change).await?;
        let config =
            changed.with_context(|| format!("the environment has no scope configuration {:?}", self.id))?;
        tx.commit().await.context("the scope configuration could not be changed")?;
        tell(output, config)
    }
}

fn tell(output: Output, config: ScopeConfig) -> anyhow::Result<()> {
    let id = config.id.clone();
    Ok(output.result(&serde_json::to_value(view::scope_config(config))?, &id)?)
}
