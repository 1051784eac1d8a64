use chrono::TimeDelta;
use clap::{Args, ValueEnum, value_parser};
use serde_json::json;

use super::DEFAULT_ENVIRONMENT;
use crate::cli::every;
use crate::cli::output::Output;
use crate::cli::settings::Database;
use crate::clock::{Clock as _, SystemClock};
use crate::control::api_keys::{By, Wanted, create};
use crate::control::environments;
use crate::domain::audit::Actor;
use crate::store::api_keys::Permission;

#[derive(Debug, Args)]
pub(in crate::cli) struct Create {
    /// What the key is for.
    #[arg(long)]
    name: String,
    /// The environment; made if it is missing.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    /// What the key may do, separated by commas.
    #[arg(long, value_enum, value_delimiter = ',', default_values = ["read", "write"])]
    permissions: Vec<Permissions>,
    /// The only integrations that the key may see, separated by commas. Otherwise all of the environment.
    #[arg(long, value_delimiter = ',', num_args = 1..)]
    integrations: Option<Vec<String>>,
    /// How long the key is good, such as 90d. Otherwise it does not expire.
    #[arg(long, value_parser = every::lifetime, value_name = "TIME")]
    expires_in: Option<TimeDelta>,
    /// How often the key may ask each process in a minute; 0 for no limit. Otherwise what `serve` says.
    #[arg(long, value_name = "NUMBER", value_parser = value_parser!(i32).range(0..))]
    requests_per_minute: Option<i32>,
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

impl Create {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let permissions: Vec<Permission> = self.permissions.into_iter().map(Into::into).collect();
        let now = SystemClock.now();
        let mut tx = store.begin().await?;
        let environment = environments::ensure(&mut tx, &self.environment, (&Actor::Operator, now)).await?;
        let by = By { actor: &Actor::Operator, environment: environment.key, caller: None, now };
        let wanted = Wanted {
            name: &self.name,
            permissions: &permissions,
            integrations: self.integrations.as_deref(),
            expires_at: self.expires_in.map(|time| now + time),
            rate_limit: self.requests_per_minute,
        };
        let (key, kept) = create(&mut tx, by, wanted).await?;
        tx.commit().await?;
        let machine = json!({ "api_key": key.reveal(), "api_key_id": kept.public_id });
        Ok(output.result(&machine, key.reveal())?)
    }
}
