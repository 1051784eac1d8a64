//! `unified-ats api-key …`

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::output::Output;
use super::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::random;
use crate::secrets::api_key::ApiKey;
use crate::store::api_keys::{self, Permission};
use crate::store::environments;

/// The environment that is used when none is named.
pub(super) const DEFAULT_ENVIRONMENT: &str = "default";

#[derive(Debug, Subcommand)]
pub(super) enum ApiKeyCommand {
    /// Make a key. It is shown this once; only its hash is kept.
    Create(Create),
}

#[derive(Debug, Args)]
pub(super) struct Create {
    /// What the key is for.
    #[arg(long)]
    name: String,
    /// The environment; made if it is missing.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    /// What the key may do, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["read", "write"])]
    permissions: Vec<Permissions>,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Permissions {
    /// Read records.
    Read,
    /// Write back to the ATS.
    Write,
    /// Manage keys and integrations.
    Manage,
}

impl From<Permissions> for Permission {
    fn from(permission: Permissions) -> Self {
        match permission {
            Permissions::Read => Self::Read,
            Permissions::Write => Self::Write,
            Permissions::Manage => Self::Manage,
        }
    }
}

impl ApiKeyCommand {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        match self {
            Self::Create(create) => create.run(output).await,
        }
    }
}

impl Create {
    async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let permissions: Vec<Permission> = self.permissions.into_iter().map(Into::into).collect();
        let now = SystemClock.now();
        let key = ApiKey::generate();
        let mut tx = store.begin().await?;
        let environment = environments::ensure(&mut tx, &self.environment, &random::id(), now).await?;
        api_keys::insert(&mut tx, environment.key, &self.name, &key, &permissions, now).await?;
        tx.commit().await?;
        Ok(output.result(&json!({ "api_key": key.reveal() }), key.reveal())?)
    }
}
