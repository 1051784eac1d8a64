//! `unified-ats scope …`

mod applications;
mod choose;
mod put;

use clap::{Args, Subcommand};
use serde_json::json;

use super::api_key::DEFAULT_ENVIRONMENT;
use super::output::Output;
use super::settings::Database;
use super::table::table;
use crate::clock::{Clock as _, SystemClock};
use crate::control::scopes::{self, Hand};
use crate::control::view;
use crate::domain::audit::Actor;
use crate::store::{environments, scope_configs};

#[derive(Debug, Subcommand)]
pub(super) enum ScopeCommand {
    /// Make a configuration of which models, fields and actions are wanted.
    Create(put::Create),
    /// Change a configuration. What is not given stays; settings are replaced as a whole.
    Update(put::Update),
    /// List the configurations of an environment.
    List(List),
    /// Remove a configuration that no integration names.
    Delete(Delete),
    /// Give an integration a configuration, or the environment's default.
    Choose(choose::Choose),
    /// Say which of an account's applications are kept.
    Applications(applications::Applications),
}

impl ScopeCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(output).await,
            Self::Update(update) => update.run(output).await,
            Self::List(list) => list.run(output).await,
            Self::Delete(delete) => delete.run(output).await,
            Self::Choose(choose) => choose.run(output).await,
            Self::Applications(applications) => applications.run(output).await,
        }
    }
}

/// In which environment.
#[derive(Debug, Args)]
struct Within {
    /// The environment.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    #[command(flatten)]
    database: Database,
}

impl Within {
    async fn begin(
        &self,
    ) -> anyhow::Result<(sqlx::Transaction<'static, sqlx::Postgres>, environments::EnvironmentKey)> {
        let mut tx = self.database.connect_migrated().await?.begin().await?;
        let found = environments::by_name(&mut tx, &self.environment).await?;
        let environment =
            found.ok_or_else(|| anyhow::anyhow!("there is no environment {:?}", self.environment))?;
        Ok((tx, environment.key))
    }
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    within: Within,
}

impl List {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let (mut tx, environment) = self.within.begin().await?;
        let found = scope_configs::list(&mut tx, environment, "", i64::MAX).await?;
        let row = |config: &scope_configs::ScopeConfig| {
            let default = if config.is_default { "yes" } else { "no" };
            vec![config.id.clone(), config.name.clone(), default.to_owned()]
        };
        let text = table(&["ID", "NAME", "DEFAULT"], &found.iter().map(row).collect::<Vec<_>>());
        let all: Vec<_> = found.into_iter().map(view::scope_config).collect();
        Ok(output.result(&json!({ "scope_configs": all }), &text)?)
    }
}

#[derive(Debug, Args)]
pub(super) struct Delete {
    /// The configuration.
    #[arg(long)]
    id: String,
    #[command(flatten)]
    within: Within,
}

impl Delete {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let (mut tx, environment) = self.within.begin().await?;
        let hand = Hand { environment, actor: &Actor::Operator, now: SystemClock.now() };
        if !scopes::delete(&mut tx, hand, &self.id).await? {
            anyhow::bail!("the environment has no scope configuration {:?}", self.id);
        }
        tx.commit().await?;
        let text = format!("The scope configuration {} is gone.", self.id);
        Ok(output.result(&json!({ "deleted": self.id }), &text)?)
    }
}
