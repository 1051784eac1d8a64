//! What an integration will share: what its configuration wants, less what its customer opts out of.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::PgConnection;

use super::visit::{Visit, VisitError};
use crate::control::scopes::{self, Choice, DEFAULT, Hand};
use crate::domain::audit::Actor;
use crate::domain::scopes::{OptOuts, Scopes};
use crate::store::IntegrationScope;
use crate::store::connect_links::Link;
use crate::store::integrations::Integration;

/// What the name of a field in a form begins with that says that something is shared.
pub const SHARED: &str = "share:";

/// What holds once the link is used. What the customer opted out of before stays so.
pub(super) async fn scopes(
    db: &mut PgConnection,
    link: &Link,
    before: Option<&Integration>,
) -> Result<Scopes, VisitError> {
    let before = before.map(Integration::scopes);
    if let (None, Some(before)) = (&link.scope_config, before) {
        return Ok(before.clone());
    }
    let id = link.scope_config.as_deref().unwrap_or(DEFAULT);
    let under = scopes::under(db, link.environment, id).await?.ok_or_else(|| gone(id))?;
    let opted_out = before.map(|before| before.opted_out().clone()).unwrap_or_default();
    Ok(Scopes::new(under.config().cloned(), under.settings().clone(), opted_out))
}

fn gone(id: &str) -> VisitError {
    VisitError::NoScopeConfig(id.to_owned())
}

/// Gives the integration the configuration that the link names, and notes what the customer left out.
pub(super) async fn settle(
    tx: &mut PgConnection,
    visit: &Visit,
    scope: &IntegrationScope,
    entered: &BTreeMap<String, String>,
    now: DateTime<Utc>,
) -> Result<(), VisitError> {
    let hand = Hand { environment: visit.link.environment, actor: &Actor::Customer, now };
    if let Some(id) = visit.link.scope_config.as_deref()
        && !scopes::choose(tx, hand, scope, Some(id)).await?
    {
        return Err(gone(id));
    }
    let optional = visit.optional();
    if !optional.is_empty() {
        let opted_out = opted_out(visit, &optional, entered);
        scopes::set_opt_outs(tx, scope, &opted_out, &Actor::Customer, now).await?;
    }
    Ok(())
}

fn opted_out(visit: &Visit, optional: &[Choice], entered: &BTreeMap<String, String>) -> OptOuts {
    let actions = (visit.tool.capabilities)(&json!({})).actions;
    let mut all = visit.scopes.opted_out().clone();
    for choice in optional {
        let names: &mut BTreeSet<String> = if choice.field.is_some() {
            &mut all.fields
        } else if actions.iter().any(|action| action.id == choice.id) {
            &mut all.actions
        } else {
            &mut all.models
        };
        if entered.contains_key(&format!("{SHARED}{}", choice.id)) {
            names.remove(&choice.id);
        } else {
            names.insert(choice.id.clone());
        }
    }
    all
}
