//! `unified-ats integration …`

mod switched;
mod update;

use clap::{Args, Subcommand};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value, json};

use super::api_key::DEFAULT_ENVIRONMENT;
use super::output::{Output, Usage};
use super::settings::{Database, Gem, Secrets, connections, secret};
use crate::clock::{Clock as _, SystemClock};
use crate::connect::account::{NewAccount, create, probe};
use crate::control::switch::Switch;
use crate::control::{environments, settings};
use crate::domain::audit::Actor;
use crate::domain::id::IntegrationId;

#[derive(Debug, Subcommand)]
pub(super) enum IntegrationCommand {
    /// Connect a customer's account. The credentials are tried before anything is kept.
    Create(Box<Create>),
    /// Change how often an integration is synced, how much a sync may delete, and the settings of its connector.
    ///
    /// What is not given stays as it is. A shorter interval counts from now on.
    Update(update::Update),
    /// Switch an integration on: it is synced at once, and served.
    ///
    /// Also after the ATS has refused the credentials: they are tried again. Doing it again changes nothing.
    Enable(switched::Switched),
    /// Switch an integration off: its syncs are cancelled, and it is no longer served.
    ///
    /// Credentials and records are kept. Doing it again changes nothing.
    Disable(switched::Switched),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// The ATS.
    #[arg(long, value_parser = ["gem"])]
    tool: String,
    /// The customer's Gem API key, or shareable access key.
    #[arg(long, env = "GEM_API_KEY", hide_env_values = true, value_parser = secret)]
    gem_api_key: SecretString,
    /// The secret of a Gem partner app, for shareable access keys.
    #[arg(long, env = "GEM_APPLICATION_SECRET", hide_env_values = true, value_parser = secret)]
    gem_application_secret: Option<SecretString>,
    /// The customer's name on Gem's public job board: gives posting URLs, workplace and employment types.
    #[arg(long)]
    gem_job_board_vanity: Option<String>,
    /// Further settings of the integration, a JSON object.
    #[arg(long, value_parser = settings_object, default_value = "{}")]
    settings: Map<String, Value>,
    /// The customer's name.
    #[arg(long, default_value = "")]
    organization: String,
    /// The environment; made if it is missing.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    /// The id the integration had before, so that the ids of all its records are the same again.
    #[arg(long)]
    id: Option<String>,
    #[command(flatten)]
    intervals: update::Intervals,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    secrets: Secrets,
    #[command(flatten)]
    gem: Gem,
}

fn settings_object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| format!("a JSON object is expected: {error}"))
}

impl IntegrationCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(output).await,
            Self::Update(update) => update.run(output).await,
            Self::Enable(switched) => switched.run(Switch::On, output).await,
            Self::Disable(switched) => switched.run(Switch::Off, output).await,
        }
    }
}

impl Create {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let id = self.id.as_deref().map(|id| parse_id(id, &self.tool)).transpose()?;
        let connections =
            connections(self.database.connect_migrated().await?, &self.secrets, &self.gem).await?;
        let mut settings = self.settings;
        if let Some(vanity) = self.gem_job_board_vanity {
            settings.insert("job_board_vanity".to_owned(), Value::String(vanity));
        }
        let credentials = gem_credentials(&self.gem_api_key, self.gem_application_secret.as_ref());
        let settings = Value::Object(settings);
        probe(&connections, &self.tool, &credentials, &settings).await?;
        let mut tx = connections.store.begin().await?;
        let now = SystemClock.now();
        let environment = environments::ensure(&mut tx, &self.environment, (&Actor::Operator, now)).await?;
        let account = NewAccount {
            tool: &self.tool,
            id,
            environment: environment.key,
            organization: &self.organization,
            credentials,
            settings,
            schedule: settings::changes(self.intervals.change()),
            actor: Actor::Operator,
        };
        let scope = create(&mut tx, &connections, account).await?;
        tx.commit().await?;
        let id = scope.id();
        Ok(output.result(&json!({ "integration_id": id }), id.as_str())?)
    }
}

fn parse_id(id: &str, tool: &str) -> anyhow::Result<IntegrationId> {
    let parsed = IntegrationId::parse(id).filter(|id| id.tool() == tool);
    let wrong = || Usage(format!("--id: {tool}:<24 base-58 characters> is expected, not {id:?}"));
    Ok(parsed.ok_or_else(wrong)?)
}

/// As the Gem connector reads them.
pub(super) fn gem_credentials(
    api_key: &SecretString,
    application_secret: Option<&SecretString>,
) -> SecretString {
    let mut credentials = Map::from_iter([("api_key".to_owned(), json!(api_key.expose_secret()))]);
    if let Some(secret) = application_secret {
        credentials.insert("application_secret".to_owned(), json!(secret.expose_secret()));
    }
    Value::Object(credentials).to_string().into()
}
