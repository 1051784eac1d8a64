//! Which models, fields and actions are wanted: configurations of an environment, which of them an integration has, and what
//! its customer opted out of.

mod vocabulary;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Refusal;
use crate::domain::audit::{Actor, Deed};
use crate::domain::scopes::{ConfigName, OptOuts, Scopes, Settings};
use crate::random;
use crate::store::environments::EnvironmentKey;
use crate::store::scope_configs::{self, NAME_TAKEN, ScopeConfig};
use crate::store::{IntegrationScope, StoreError, audit};

pub use vocabulary::{Choice, optional};

/// The id that every environment has a configuration under: its own default, or the built-in one.
pub const DEFAULT: &str = "default";

/// What holds while an environment has no default of its own.
pub fn built_in() -> ConfigName {
    ConfigName { id: DEFAULT.to_owned(), name: "Everything".to_owned() }
}

/// What is given of a configuration; the rest stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Change {
    pub name: Option<String>,
    pub is_default: Option<bool>,
    pub settings: Option<Settings>,
}

/// Who changes the configurations of which environment, and when.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    pub environment: EnvironmentKey,
    pub actor: &'a Actor,
    pub now: DateTime<Utc>,
}

pub async fn create(db: &mut PgConnection, hand: Hand<'_>, change: Change) -> Result<ScopeConfig, Refusal> {
    let new = ScopeConfig {
        id: random::id(),
        name: String::new(),
        is_default: false,
        settings: Settings::default(),
        created_at: hand.now,
    };
    put(db, hand, new, change, "scope_config.created").await
}

/// `None` when the environment has no such configuration.
pub async fn change(
    db: &mut PgConnection,
    hand: Hand<'_>,
    id: &str,
    change: Change,
) -> Result<Option<ScopeConfig>, Refusal> {
    match scope_configs::hold(db, hand.environment, id).await? {
        Some(before) => put(db, hand, before, change, "scope_config.changed").await.map(Some),
        None => Ok(None),
    }
}

async fn put(
    db: &mut PgConnection,
    hand: Hand<'_>,
    before: ScopeConfig,
    change: Change,
    deed: &'static str,
) -> Result<ScopeConfig, Refusal> {
    let was_default = before.is_default;
    let after = ScopeConfig {
        name: change.name.unwrap_or(before.name),
        is_default: change.is_default.unwrap_or(before.is_default),
        settings: change.settings.unwrap_or(before.settings),
        ..before
    };
    vocabulary::check(&after.settings)?;
    scope_configs::put(db, hand.environment, &after).await.map_err(|error| {
        if error.violates(NAME_TAKEN) { Refusal::NameTaken(after.name.clone()) } else { error.into() }
    })?;
    let with_default = was_default || after.is_default;
    scope_configs::sync_users(db, hand.environment, &after.id, with_default, hand.now).await?;
    let deed = Deed::new(deed).to(&after.id).with("is_default", after.is_default);
    audit::append(db, hand.environment, hand.actor, &deed, hand.now).await?;
    Ok(after)
}

/// Removes a configuration that no integration names. False when the environment has no such configuration.
pub async fn delete(db: &mut PgConnection, hand: Hand<'_>, id: &str) -> Result<bool, Refusal> {
    let Some(held) = scope_configs::hold(db, hand.environment, id).await? else { return Ok(false) };
    let users = scope_configs::users(db, hand.environment, id).await?;
    if users > 0 {
        return Err(Refusal::InUse { config: id.to_owned(), integrations: users });
    }
    scope_configs::delete(db, hand.environment, id).await?;
    scope_configs::sync_users(db, hand.environment, id, held.is_default, hand.now).await?;
    let deed = Deed::new("scope_config.deleted").to(id);
    audit::append(db, hand.environment, hand.actor, &deed, hand.now).await?;
    Ok(true)
}

/// Gives an integration a configuration of its environment. False when there is no such one.
pub async fn choose(
    db: &mut PgConnection,
    hand: Hand<'_>,
    scope: &IntegrationScope,
    id: Option<&str>,
) -> Result<bool, StoreError> {
    let id = id.filter(|id| *id != DEFAULT);
    if let Some(id) = id
        && scope_configs::hold(db, hand.environment, id).await?.is_none()
    {
        return Ok(false);
    }
    scope_configs::choose(db, scope, id, hand.now).await?;
    let deed = Deed::new("integration.scope_config_chosen").to(id.unwrap_or(DEFAULT));
    audit::append_of(db, scope, hand.actor, deed, hand.now).await?;
    Ok(true)
}

/// Sets everything that the customer opted out of. What is not left to the customer may be among it, and counts once it is.
pub async fn set_opt_outs(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    opted_out: &OptOuts,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    vocabulary::check_opt_outs(opted_out)?;
    scope_configs::opt_out(db, scope, opted_out, now).await?;
    let names = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>();
    let deed = Deed::new("integration.opted_out")
        .with("models", names(&opted_out.models))
        .with("fields", names(&opted_out.fields))
        .with("actions", names(&opted_out.actions));
    audit::append_of(db, scope, actor, deed, now).await?;
    Ok(())
}

/// What would hold for an integration under a configuration of an environment; `None` when there is no such one. `default`
/// always is.
pub async fn under(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    id: &str,
) -> Result<Option<Scopes>, StoreError> {
    let found = if id == DEFAULT {
        scope_configs::default_of(db, environment).await?
    } else {
        match scope_configs::find(db, environment, id).await? {
            None => return Ok(None),
            found => found,
        }
    };
    let scopes = |config: ScopeConfig| {
        let name = ConfigName { id: config.id, name: config.name };
        Scopes::new(Some(name), config.settings, OptOuts::default())
    };
    Ok(Some(found.map(scopes).unwrap_or_default()))
}
