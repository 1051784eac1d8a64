//! `unified-ats actions …`

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::lookup;
use super::output::{Output, note};
use super::settings::{Database, Secrets};
use super::table::table;
use crate::actions::{Verdict, overrule};
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::Action;
use crate::control::view;
use crate::domain::audit::Actor;
use crate::store::actions::{self, State};

#[derive(Debug, Subcommand)]
pub(super) enum ActionsCommand {
    /// List what callers have done in the ATS, the latest first.
    ///
    /// UNCERTAIN: the answer of the ATS was lost, and nobody knows whether it was done. Those with a time under NEXT LOOK
    /// are found out by themselves; for the others look in the ATS, and say what you found with `actions settle`.
    List(List),
    /// Say how an uncertain action ended, after looking in the ATS.
    ///
    /// Not done: whoever asks for it again has it done. Done: whoever asks for it again is told that it was.
    Settle(Settle),
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// Only those in this state.
    #[arg(long, value_enum)]
    state: Option<Wanted>,
    /// How many to list.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=1000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(super) struct Settle {
    /// The action, as `actions list` names it.
    action_id: String,
    /// The integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: String,
    /// What you found.
    #[arg(long, value_enum)]
    r#as: Found,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Claimed,
    Sent,
    Done,
    Refused,
    Released,
    Uncertain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Found {
    Done,
    NotDone,
}

impl ActionsCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::List(list) => list.run(output).await,
            Self::Settle(settle) => settle.run(output).await,
        }
    }
}

impl List {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let integration = lookup::integration(&mut db, &self.integration).await?;
        let (state, limit) = (self.state.map(state), i64::from(self.limit) + 1);
        let mut found = actions::list(&mut db, &integration.scope, state, None, limit).await?;
        if found.len() > self.limit.into() {
            found.truncate(self.limit.into());
            note(&format!("Only the latest {} are listed; --limit lists more.", self.limit));
        }
        let found: Vec<Action> = found.into_iter().map(view::action).collect();
        Ok(output.result(&json!({ "results": found }), &text(&found))?)
    }
}

impl Settle {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let sealer = self.secrets.checked(&store).await?;
        let mut tx = store.begin().await?;
        let integration = lookup::integration(&mut tx, &self.integration).await?;
        let verdict = match self.r#as {
            Found::Done => Verdict::Done,
            Found::NotDone => Verdict::NotDone,
        };
        let by = (&Actor::Operator, SystemClock.now());
        let settled = overrule(&mut tx, &integration.scope, &self.action_id, verdict, &sealer, by).await?;
        tx.commit().await?;
        let settled = view::action(settled);
        Ok(output.result(&serde_json::to_value(&settled)?, &text(std::slice::from_ref(&settled)))?)
    }
}

const fn state(wanted: Wanted) -> State {
    match wanted {
        Wanted::Claimed => State::Claimed,
        Wanted::Sent => State::Sent,
        Wanted::Done => State::Done,
        Wanted::Refused => State::Refused,
        Wanted::Released => State::Released,
        Wanted::Uncertain => State::Uncertain,
    }
}

fn text(actions: &[Action]) -> String {
    let time = |at: &crate::contract::timestamp::Timestamp| at.0.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let row = |action: &Action| {
        vec![
            action.action_id.clone(),
            action.kind.clone(),
            view::action_state(action.state).to_owned(),
            time(&action.created_at),
            action.next_look_at.as_ref().map(time).unwrap_or_default(),
            action.doubt.clone().unwrap_or_default(),
        ]
    };
    let heads = ["ACTION", "KIND", "STATE", "ASKED FOR", "NEXT LOOK", "DOUBT"];
    table(&heads, &actions.iter().map(row).collect::<Vec<_>>())
}
