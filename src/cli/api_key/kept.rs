use anyhow::Context as _;
use chrono::{DateTime, TimeDelta, Utc};
use clap::Args;
use serde_json::json;
use sqlx::PgConnection;

use super::DEFAULT_ENVIRONMENT;
use crate::cli::every;
use crate::cli::output::{Output, note};
use crate::cli::settings::Database;
use crate::cli::table::table;
use crate::clock::{Clock as _, SystemClock};
use crate::contract::management::{ApiKeyData, ApiKeyPermission};
use crate::control::api_keys::{self as control, By};
use crate::control::view;
use crate::domain::audit::Actor;
use crate::store::{api_keys, environments};

#[derive(Debug, Args)]
pub(in crate::cli) struct List {
    /// The environment.
    #[arg(long, default_value = DEFAULT_ENVIRONMENT)]
    environment: String,
    /// How many to list.
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    limit: u16,
    #[command(flatten)]
    database: Database,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Show {
    #[command(flatten)]
    key: Key,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Rotate {
    #[command(flatten)]
    key: Key,
    /// How long the old key goes on being good.
    #[arg(long, value_parser = every::overlap, value_name = "TIME", default_value = "1d")]
    overlap: TimeDelta,
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Revoke {
    #[command(flatten)]
    key: Key,
}

/// Which key is meant.
#[derive(Debug, Args)]
struct Key {
    /// The id of the key, as `api-key list` names it; not the key itself.
    api_key_id: String,
    #[command(flatten)]
    database: Database,
}

impl List {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let environment = environments::by_name(&mut db, &self.environment).await?;
        let environment =
            environment.with_context(|| format!("there is no environment {:?}", self.environment))?;
        let limit = i64::from(self.limit) + 1;
        let mut keys = api_keys::list(&mut db, environment.key, i64::MAX, limit).await?;
        if keys.len() > self.limit.into() {
            keys.truncate(self.limit.into());
            note(&format!("Only the latest {} are listed; --limit lists more.", self.limit));
        }
        let keys: Vec<ApiKeyData> = keys.into_iter().map(view::api_key).collect();
        Ok(output.result(&json!({ "results": keys }), &text(&keys, SystemClock.now()))?)
    }
}

impl Show {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.key.database.connect_migrated().await?;
        let mut db = store.pool().acquire().await?;
        let by = by(&mut db, &self.key.api_key_id).await?;
        let key = api_keys::find(&mut db, by.environment, &self.key.api_key_id).await?;
        let key = view::api_key(key.context("the key is gone")?);
        Ok(output.result(&serde_json::to_value(&key)?, &text(std::slice::from_ref(&key), by.now))?)
    }
}

impl Rotate {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.key.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let by = by(&mut tx, &self.key.api_key_id).await?;
        let (key, kept) = control::rotate(&mut tx, by, &self.key.api_key_id, self.overlap).await?;
        tx.commit().await?;
        let machine = json!({ "api_key": key.reveal(), "api_key_id": kept.public_id });
        Ok(output.result(&machine, key.reveal())?)
    }
}

impl Revoke {
    pub(super) async fn run(self, output: Output) -> anyhow::Result<()> {
        let store = self.key.database.connect_migrated().await?;
        let mut tx = store.begin().await?;
        let by = by(&mut tx, &self.key.api_key_id).await?;
        let key = view::api_key(control::revoke(&mut tx, by, &self.key.api_key_id).await?);
        tx.commit().await?;
        Ok(output.result(&serde_json::to_value(&key)?, &text(std::slice::from_ref(&key), by.now))?)
    }
}

/// The operator, on the environment that the key belongs to.
async fn by(db: &mut PgConnection, id: &str) -> anyhow::Result<By<'static>> {
    let environment = api_keys::environment_of(db, id).await?;
    let environment = environment.with_context(|| format!("there is no API key with the id {id:?}"))?;
    Ok(By { actor: &Actor::Operator, environment, caller: None, now: SystemClock.now() })
}

fn text(keys: &[ApiKeyData], now: DateTime<Utc>) -> String {
    let time = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC").to_string();
    let state = |key: &ApiKeyData| match (key.revoked_at, key.expires_at) {
        (Some(at), _) => format!("revoked {}", time(at.0)),
        (None, Some(at)) if at.0 <= now => format!("expired {}", time(at.0)),
        (None, Some(at)) => format!("good until {}", time(at.0)),
        (None, None) => "good".to_owned(),
    };
    let row = |key: &ApiKeyData| {
        let permissions: Vec<&str> = key.permissions.iter().copied().map(permission).collect();
        vec![
            key.api_key_id.clone(),
            key.name.clone(),
            permissions.join(","),
            key.integration_ids.as_ref().map_or_else(|| "all".to_owned(), |ids| ids.join(",")),
            key.last_used_at.map_or_else(|| "never".to_owned(), |at| time(at.0)),
            state(key),
        ]
    };
    let heads = ["KEY", "NAME", "MAY", "INTEGRATIONS", "LAST USED", "STATE"];
    table(&heads, &keys.iter().map(row).collect::<Vec<_>>())
}

const fn permission(permission: ApiKeyPermission) -> &'static str {
    match permission {
        ApiKeyPermission::Read => "read",
        ApiKeyPermission::Write => "write",
        ApiKeyPermission::Manage => "manage",
    }
}
