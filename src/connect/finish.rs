//! The last step: everything is written at once, or nothing.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::account::{NewAccount, create};
use super::visit::{Stage, Visit, VisitError};
use super::{Connect, sharing};
use crate::connectors::Offer;
use crate::control::connector;
use crate::domain::audit::{Actor, Deed};
use crate::secrets::pass::Pass;
use crate::store::connect_links::{self, Purpose, steps};
use crate::store::integrations::relinking;
use crate::store::runs::queue;
use crate::store::schedules::Changes;
use crate::store::{IntegrationScope, StoreError, audit, integrations};

/// How long a caller can ask with what the customer brought back.
const HANDED_FOR: TimeDelta = TimeDelta::hours(1);

/// What came of the last step.
#[derive(Debug)]
pub enum Finished {
    /// What the customer takes back, unless the link was sent to them.
    Done(Option<Pass>),
    /// The setting has no such choice.
    NotOffered(String),
    /// The link is not, or no longer, at this step.
    Elsewhere,
}

impl Connect {
    /// Makes the integration, or gives it its new credentials, and uses the link up.
    pub async fn finish(
        &self,
        pass: &Pass,
        entered: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<Finished, VisitError> {
        let mut tx = self.store().begin().await?;
        let Some(link) = connect_links::hold(&mut tx, &pass.hash()).await? else {
            return Ok(Finished::Elsewhere);
        };
        let visit = self.visit(&mut tx, link, now).await?;
        let scope = match &visit.stage {
            Stage::Choices { offers, .. } => match picked(offers, entered) {
                Ok(picked) => {
                    let scope = self.write(&mut tx, &visit, picked, now).await?;
                    sharing::settle(&mut tx, &visit, &scope, entered, now).await?;
                    scope
                }
                Err(setting) => return Ok(Finished::NotOffered(setting)),
            },
            Stage::Setup => existing(&mut tx, &visit).await?,
            _ => return Ok(Finished::Elsewhere),
        };
        let handed = visit.link.is_embedded.then(Pass::generate);
        let hash = handed.as_ref().map(Pass::hash);
        let until = hash.as_ref().map(|hash| (hash, now + HANDED_FOR));
        steps::finish(&mut tx, &visit.link, &scope, until, now).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(Finished::Done(handed))
    }

    async fn write(
        &self,
        tx: &mut PgConnection,
        visit: &Visit,
        picked: Map<String, Value>,
        now: DateTime<Utc>,
    ) -> Result<IntegrationScope, VisitError> {
        let Some(credentials) = visit.accepted.clone() else {
            return Err(StoreError::Inconsistent {
                table: "connect_links",
                column: "kept",
                row: visit.link.public_id.clone(),
            }
            .into());
        };
        if visit.link.purpose == Purpose::Relink {
            let scope = existing(tx, visit).await?;
            let sealed = self.connections.seal(tx, &scope, &credentials).await?;
            relinking::replace_credentials(tx, &scope, &sealed, now).await?;
            connector::change(tx, &scope, &picked, (&Actor::Customer, now)).await?;
            // What runs still has the credentials of before, and would judge the new ones by them.
            queue::cancel(tx, &scope, "the integration was given other credentials", now).await?;
            let deed = Deed::new("integration.relinked").to(visit.link.public_id.as_str());
            audit::append_of(tx, &scope, &Actor::Customer, deed, now).await?;
            return Ok(scope);
        }
        let settings = picked.into_iter().filter(|(_name, value)| !value.is_null()).collect();
        let account = NewAccount {
            tool: visit.tool.slug,
            id: None,
            environment: visit.link.environment,
            end_user: visit.link.end_user.clone(),
            steps: visit.link.steps,
            credentials,
            settings: Value::Object(settings),
            schedule: Changes::default(),
            actor: Actor::Customer,
        };
        Ok(create(tx, &self.connections, account).await?)
    }
}

async fn existing(tx: &mut PgConnection, visit: &Visit) -> Result<IntegrationScope, VisitError> {
    let gone = || StoreError::Inconsistent {
        table: "connect_links",
        column: "integration_id",
        row: visit.link.public_id.clone(),
    };
    let id = visit.link.integration.as_ref().ok_or_else(gone)?;
    Ok(integrations::find(tx, id).await?.ok_or_else(gone)?.scope)
}

/// The settings as they were picked, null where nothing was; otherwise the one that has no such choice.
fn picked(offers: &[Offer], entered: &BTreeMap<String, String>) -> Result<Map<String, Value>, String> {
    let pick = |offer: &Offer| {
        let value = match entered.get(&offer.setting).filter(|id| !id.is_empty()) {
            None => Value::Null,
            Some(id) if offer.options.iter().any(|option| option.id == *id) => Value::from(id.as_str()),
            Some(_unknown) => return Err(offer.setting.clone()),
        };
        Ok((offer.setting.clone(), value))
    };
    offers.iter().map(pick).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::connectors::Offered;

    #[test]
    fn only_what_was_offered_can_be_picked() {
        let option = Offered { id: "u1".to_owned(), label: "Ada".to_owned() };
        let offers = [Offer { setting: "user".to_owned(), options: vec![option] }];
        let pick = |entered: &[(&str, &str)]| {
            let entered = entered.iter().map(|(name, id)| ((*name).to_owned(), (*id).to_owned())).collect();
            picked(&offers, &entered).map(Value::Object)
        };
        assert_eq!(pick(&[("user", "u1"), ("page_size", "1")]), Ok(json!({ "user": "u1" })));
        assert_eq!(pick(&[("user", "")]), Ok(json!({ "user": null })));
        assert_eq!(pick(&[]), Ok(json!({ "user": null })));
        assert_eq!(pick(&[("user", "u2")]), Err("user".to_owned()));
    }
}
