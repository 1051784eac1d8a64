use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::json;

use crate::cli::lookup::{self, integration_id};
use crate::cli::output::{Output, Usage, note};
use crate::cli::retention::DeletedKept;
use crate::cli::settings::Database;
use crate::cli::table::table;
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::ListedIntegration;
use crate::control::deletion::{delete, restore};
use crate::control::listed;
use crate::domain::audit::Actor;
use crate::store::deletion::{self, Selection};
use crate::store::environments;

#[derive(Debug, Args)]
pub(in crate::cli) struct Delete {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    #[command(flatten)]
    kept: DeletedKept,
    #[command(flatten)]
    database: Database,
}

impl Delete {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        let (now, kept) = (SystemClock.now(), self.kept.get());
        let is_deleted = delete(&mut tx, &integration.scope, &Actor::Operator, (now, kept)).await?;
        tx.commit().await.context("the integration could not be deleted")?;
        let id = integration.scope.id();
        if !is_deleted {
            anyhow::bail!("there is no integration {id}: it was deleted just now");
        }
        let erase_at = now + kept;
        let person = format!(
            "{id} is deleted. Until {} `unified-ats integration restore` brings it back; then it is erased.",
            erase_at.format("%Y-%m-%d %H:%M UTC")
        );
        Ok(output.result(&json!({ "integration_id": id, "erase_at": erase_at }), &person)?)
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Restore {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    #[command(flatten)]
    database: Database,
}

impl Restore {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let id = integration_id(&self.integration)?;
        let store = self.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        restore(&mut tx, None, &id, &Actor::Operator, SystemClock.now()).await?;
        tx.commit().await.context("the integration could not be restored")?;
        Ok(output.result(&json!({ "integration_id": id }), &format!("{id} is restored as it was."))?)
    }
}

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// Only those of this environment.
    #[arg(long)]
    environment: Option<String>,
    /// Only those in this state.
    #[arg(long, value_enum)]
    state: Option<State>,
    /// How many to list.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    Active,
    Invalid,
    Inactive,
    Deleted,
    Erased,
}

impl List {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let environment = match &self.environment {
            Some(name) => {
                let found = environments::by_name(&mut db, name).await?;
                let missing = || Usage(format!("--environment: there is no environment {name:?}"));
                Some(found.ok_or_else(missing)?.key)
            }
            None => None,
        };
        let state = self.state.map(name);
        let limit = i64::from(self.limit) + 1;
        let selection = Selection { environment, only: None, state, after: None, limit };
        let mut found = deletion::list(&mut db, selection).await?;
        if found.len() > self.limit.into() {
            found.truncate(self.limit.into());
            note(&format!("Only the first {} are listed; --limit lists more.", self.limit));
        }
        let found: Vec<ListedIntegration> = found.into_iter().map(listed::integration).collect();
        Ok(output.result(&json!({ "results": found }), &text(&found))?)
    }
}

const fn name(state: State) -> &'static str {
    match state {
        State::Active => "ACTIVE",
        State::Invalid => "INVALID",
        State::Inactive => "INACTIVE",
        State::Deleted => "DELETED",
        State::Erased => "ERASED",
    }
}

fn text(integrations: &[ListedIntegration]) -> String {
    let time = |at: &crate::contract::timestamp::Timestamp| at.0.format("%Y-%m-%d %H:%M UTC").to_string();
    let row = |integration: &ListedIntegration| {
        vec![
            integration.id.clone(),
            integration.end_user.organization_name.clone(),
            listed::state_name(integration.state).to_owned(),
            time(&integration.created_at),
            integration.deleted_at.as_ref().map(time).unwrap_or_default(),
            integration.erase_at.as_ref().map(time).unwrap_or_default(),
        ]
    };
    let heads = ["INTEGRATION", "CUSTOMER", "STATE", "CREATED", "DELETED", "ERASED FROM"];
    table(&heads, &integrations.iter().map(row).collect::<Vec<_>>())
}
