//! `unified-ats environment …`

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::output::Output;
use super::settings::Database;
use super::table::table;
use crate::clock::{Clock as _, SystemClock};
use crate::control::environments::create;
use crate::domain::audit::Actor;
use crate::store::environments::{self, Named};

#[derive(Debug, Subcommand)]
pub(super) enum EnvironmentCommand {
    /// Make an environment. Keys and integrations of one are not seen by those of another.
    Create(Create),
    /// List the environments.
    List(List),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// A name that no other environment has.
    name: String,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct List {
    #[command(flatten)]
    database: Database,
}

impl EnvironmentCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(output).await,
            Self::List(list) => list.run(output).await,
        }
    }
}

impl Create {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let Some(made) = create(&mut tx, &self.name, (&Actor::Operator, SystemClock.now())).await? else {
            anyhow::bail!("there is an environment {:?} already", self.name);
        };
        tx.commit().await?;
        Ok(output.result(&shown(&made), &made.public_id)?)
    }
}

impl List {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let all = environments::list(&mut db).await?;
        let row = |environment: &Named| {
            let created = environment.created_at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
            vec![environment.name.clone(), environment.public_id.clone(), created]
        };
        let text = table(&["NAME", "ID", "CREATED"], &all.iter().map(row).collect::<Vec<_>>());
        Ok(output.result(&json!({ "results": all.iter().map(shown).collect::<Vec<_>>() }), &text)?)
    }
}

fn shown(environment: &Named) -> Value {
    json!({
        "environment_id": environment.public_id, "name": environment.name, "created_at": environment.created_at,
    })
}
