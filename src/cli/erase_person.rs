//! `unified-ats erase-person`

use clap::{ArgGroup, Args};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::lookup::integration_id;
use super::output::{Output, Usage};
use super::settings::{Database, secret};
use crate::clock::SystemClock;
use crate::contract::management::ErasedPerson;
use crate::domain::audit::Actor;
use crate::domain::id::RecordId;
use crate::erasure::{Erasing, Who, erase, readmit, told};
use crate::store::environments::EnvironmentKey;
use crate::store::{IntegrationScope, Store, environments, people};

/// Rows stay with their ids, as deleted ones, and no sync fills them again. Doing it again does no harm.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("who").required(true).args(["email", "id"])))]
pub(super) struct ErasePerson {
    /// Everybody with this address, whatever its case.
    #[arg(long, value_parser = secret)]
    email: Option<SecretString>,
    /// One candidate, as the API names it; with --integration.
    #[arg(long, requires = "integration")]
    id: Option<String>,
    /// Only in this integration, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.
    #[arg(long)]
    integration: Option<String>,
    /// Only in this environment's integrations.
    #[arg(long)]
    environment: Option<String>,
    /// Change nothing, and tell what would be.
    #[arg(long)]
    dry_run: bool,
    /// Let a candidate who was erased back in, with the next full sync.
    #[arg(long, requires = "id", conflicts_with = "dry_run")]
    readmit: bool,
    #[command(flatten)]
    database: Database,
}

impl ErasePerson {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let who = self.who()?;
        let store = self.database.connect_migrated().await?;
        let scopes = self.scopes(&store).await?;
        if self.readmit {
            return readmit_person(&store, &scopes, &who, output).await;
        }
        let dry_run = self.dry_run;
        let erasing = Erasing { who: &who, dry_run, actor: &Actor::Operator };
        let found = erase(&store, &SystemClock, &scopes, &erasing).await?;
        let told = told(found, dry_run);
        Ok(output.result(&serde_json::to_value(&told)?, &text(&told))?)
    }

    fn who(&self) -> anyhow::Result<Who> {
        match (&self.email, &self.id, &self.integration) {
            (Some(email), ..) if email.expose_secret().contains('@') => {
                Ok(Who::Email(email.expose_secret().trim().to_owned()))
            }
            (None, Some(id), Some(integration)) => {
                let id =
                    RecordId::parse(id).ok_or_else(|| Usage(format!("--id: {id:?} is no candidate's id")))?;
                Ok(Who::Candidate(integration_id(integration)?, id))
            }
            _no_address => Err(Usage("--email: an e-mail address is expected".to_owned()).into()),
        }
    }

    /// The integrations that are looked through.
    async fn scopes(&self, store: &Store) -> anyhow::Result<Vec<IntegrationScope>> {
        let mut db = store.pool().acquire().await?;
        let environment: Option<EnvironmentKey> = match &self.environment {
            Some(name) => {
                let found = environments::by_name(&mut db, name).await?;
                let missing = || Usage(format!("--environment: there is no environment {name:?}"));
                Some(found.ok_or_else(missing)?.key)
            }
            None => None,
        };
        let mut scopes = people::integrations(&mut db, environment).await?;
        if let Some(only) = &self.integration {
            let only = integration_id(only)?;
            scopes.retain(|scope| *scope.id() == only);
            if scopes.is_empty() {
                anyhow::bail!("there is no integration {only}, or it is erased already");
            }
        }
        Ok(scopes)
    }
}

async fn readmit_person(
    store: &Store,
    scopes: &[IntegrationScope],
    who: &Who,
    output: Output,
) -> anyhow::Result<()> {
    let (Who::Candidate(_integration, id), [scope]) = (who, scopes) else {
        return Err(Usage("--readmit needs --id and --integration".to_owned()).into());
    };
    let records = readmit(store, &SystemClock, scope, id, &Actor::Operator).await?;
    let person = match records {
        0 => format!("Nobody with the id {id} was erased."),
        _ => format!("{records} records may be filled again. The next full sync does so."),
    };
    Ok(output.result(&json!({ "integration_id": scope.id(), "records": records }), &person)?)
}

fn text(told: &ErasedPerson) -> String {
    let mut lines = Vec::new();
    let verb = if told.dry_run { "would lose what is in" } else { "lost what was in" };
    for from in &told.integrations {
        let rows: Vec<String> = from.rows.iter().map(|(table, rows)| format!("{rows} {table}")).collect();
        let rows = if rows.is_empty() { "nothing".to_owned() } else { rows.join(", ") };
        lines.push(format!("{} {verb} {rows}", from.integration_id));
        lines.extend(from.candidate_ids.iter().map(|id| format!("  candidate {id}")));
        lines.extend(from.user_ids.iter().map(|id| format!("  user {id}")));
    }
    if lines.is_empty() {
        lines.push("Nothing is kept of this person.".to_owned());
    }
    lines.extend(told.left_to_do.iter().cloned());
    lines.join("\n")
}
