//! What a customer does with a link, up to the last step: they enter credentials, which are tried, and are shown what there
//! is to choose. Nothing but the link's own row changes.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::PgConnection;

use super::Connect;
use super::account::{NotConnected, probe};
use super::sharing::scopes as scopes_of;
use crate::connectors::tool::Tool;
use crate::connectors::{ConnectorError, Offer, registry};
use crate::control::Refusal;
use crate::control::scopes::{self, Choice};
use crate::domain::digest::json_text;
use crate::domain::scopes::Scopes;
use crate::keyring::{KeyringError, places};
use crate::secrets::pass::Pass;
use crate::secrets::sealer::SealError;
use crate::store::connect_links::{self, BETWEEN_STEPS, Link, Purpose, steps};
use crate::store::{StoreError, integrations};

/// How often credentials can be tried with one link.
pub const MOST_TRIES: u32 = 10;

/// What a link can be used for now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stage {
    Credentials,
    /// Credentials were accepted. `chosen` is what the integration has so far, by setting.
    Choices {
        offers: Vec<Offer>,
        chosen: BTreeMap<String, String>,
    },
    Setup,
    Used,
    Expired,
    /// Credentials were tried too often.
    Blocked,
}

#[derive(Debug)]
pub struct Visit {
    pub link: Link,
    pub tool: &'static Tool,
    pub stage: Stage,
    /// What holds once the link is used.
    pub scopes: Scopes,
    /// The settings that the account has so far.
    pub settings: Value,
    /// Those of the credentials that were accepted.
    pub(super) accepted: Option<SecretString>,
}

/// Why a link led nowhere that is not its holder's doing.
#[derive(Debug, thiserror::Error)]
pub enum VisitError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("what a link keeps cannot be sealed or opened: {0}")]
    Sealed(#[from] SealError),
    #[error(transparent)]
    Keys(#[from] KeyringError),
    #[error("the configuration {0:?} that a link names is gone; make another link")]
    NoScopeConfig(String),
    #[error(transparent)]
    NotConnected(#[from] NotConnected),
    #[error(transparent)]
    Settings(#[from] Refusal),
}

impl Visit {
    /// What is left to the customer.
    pub fn optional(&self) -> Vec<Choice> {
        scopes::optional(self.tool.slug, &self.scopes)
    }
}

/// What came of credentials.
#[derive(Debug)]
pub enum Tried {
    Accepted,
    /// The fields of these names have to be filled in.
    Missing(Vec<&'static str>),
    Refused(ConnectorError),
    /// The link is not, or no longer, at this step.
    Elsewhere,
}

/// Between two steps, sealed.
#[derive(Serialize, Deserialize)]
struct Kept {
    credentials: String,
    offers: Vec<Offer>,
}

impl Connect {
    /// What the link of a pass can be used for; `None` when there is no such link.
    pub async fn look(&self, pass: &Pass, now: DateTime<Utc>) -> Result<Option<Visit>, VisitError> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        match connect_links::find(&mut db, &pass.hash()).await? {
            Some(link) => self.visit(&mut db, link, now).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn visit(
        &self,
        db: &mut PgConnection,
        link: Link,
        now: DateTime<Utc>,
    ) -> Result<Visit, VisitError> {
        let tool = registry::find(&link.tool).ok_or_else(|| NotConnected::UnknownTool(link.tool.clone()))?;
        let before = match (link.purpose, &link.integration) {
            (Purpose::Relink | Purpose::Setup, Some(id)) => integrations::find(db, id).await?,
            _ => None,
        };
        // What has ended concerns nobody's data any more.
        let is_open = link.used_at.is_none() && link.expires_at > now;
        let scopes = if is_open { scopes_of(db, &link, before.as_ref()).await? } else { Scopes::default() };
        let settings = before.map_or_else(|| json!({}), |integration| integration.settings);
        let kept = self.open_kept(&link, now)?;
        let (stage, accepted) = match kept {
            _ if link.used_at.is_some() => (Stage::Used, None),
            _ if link.expires_at <= now => (Stage::Expired, None),
            _ if link.purpose == Purpose::Setup => (Stage::Setup, None),
            Some(kept) => {
                let chosen = chosen(&kept.offers, &settings);
                (Stage::Choices { offers: kept.offers, chosen }, Some(kept.credentials.into()))
            }
            None if link.tries >= MOST_TRIES => (Stage::Blocked, None),
            None => (Stage::Credentials, None),
        };
        Ok(Visit { link, tool, stage, scopes, settings, accepted })
    }

    /// `None` when nothing is kept, or was for too long, or by a key that was taken away since: then it is entered again.
    fn open_kept(&self, link: &Link, now: DateTime<Utc>) -> Result<Option<Kept>, VisitError> {
        let is_fresh = link.kept_at.is_some_and(|at| now - at < BETWEEN_STEPS);
        let Some(sealed) = link.kept.as_deref().filter(|_kept| is_fresh) else { return Ok(None) };
        let plain = match self.connections.sealer.open(places::kept(&link.public_id), sealed) {
            Err(SealError::UnknownKey(_)) => return Ok(None),
            opened => opened?,
        };
        Ok(Some(serde_json::from_slice(&plain).map_err(|_unreadable| SealError::Broken)?))
    }

    /// Tries credentials. What is accepted is kept for the next step, sealed; what is not leaves no trace but the count.
    pub async fn try_credentials(
        &self,
        visit: &Visit,
        entered: &BTreeMap<String, String>,
        now: DateTime<Utc>,
    ) -> Result<Tried, VisitError> {
        if visit.stage != Stage::Credentials {
            return Ok(Tried::Elsewhere);
        }
        let credentials = match visit.tool.form.credentials(entered) {
            Ok(credentials) => credentials,
            Err(missing) => return Ok(Tried::Missing(missing)),
        };
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        if !steps::take_try(&mut db, &visit.link, MOST_TRIES).await? {
            return Ok(Tried::Elsewhere);
        }
        // The ATS may take its time, for which nobody else is to wait.
        drop(db);
        let offers = match self.offers(visit, &credentials).await {
            Ok(offers) => offers,
            Err(NotConnected::Refused { error, .. }) => return Ok(Tried::Refused(error)),
            Err(error) => return Err(error.into()),
        };
        let kept = Kept { credentials: credentials.expose_secret().to_owned(), offers };
        let sealed =
            self.connections.sealer.seal(places::kept(&visit.link.public_id), json_text(&kept).as_bytes())?;
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        steps::keep(&mut db, &visit.link, &sealed, now).await?;
        Ok(Tried::Accepted)
    }

    async fn offers(&self, visit: &Visit, credentials: &SecretString) -> Result<Vec<Offer>, NotConnected> {
        let tool = visit.tool;
        let connector = probe(&self.connections, tool.slug, credentials, &visit.settings).await?;
        connector.choices().await.map_err(|error| NotConnected::Refused { tool: tool.label, error })
    }

    /// Has the customer enter other credentials.
    pub async fn go_back(&self, visit: &Visit) -> Result<(), VisitError> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        Ok(steps::drop_kept(&mut db, &visit.link).await?)
    }
}

fn chosen(offers: &[Offer], settings: &Value) -> BTreeMap<String, String> {
    let of =
        |offer: &Offer| Some((offer.setting.clone(), settings.get(&offer.setting)?.as_str()?.to_owned()));
    offers.iter().filter_map(of).collect()
}
