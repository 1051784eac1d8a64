//! A Gem key, and the secret of a partner app beside it (Gem's sheet, section 2).

use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{ConnectorError, TOOL};
use crate::connectors::budget::BudgetKey;

const API_KEY: &str = "x-api-key";
const APPLICATION_SECRET: &str = "x-application-secret";
/// Headers that hold credentials, or would if there were more of them.
pub(super) const HEADERS: [&str; 2] = [API_KEY, APPLICATION_SECRET];

/// Ready-made headers; their values are marked sensitive and never printed.
#[derive(Debug, Clone)]
pub(super) struct Credentials(HeaderMap);

#[derive(Deserialize)]
struct Stored {
    api_key: String,
    application_secret: Option<String>,
}

impl Credentials {
    /// Reads `{"api_key": …, "application_secret"?: …}`.
    pub(super) fn read(text: &SecretString) -> Result<Self, ConnectorError> {
        let unreadable = || ConnectorError::Settings("the stored credentials are not Gem's".to_owned());
        let stored: Stored = serde_json::from_str(text.expose_secret()).map_err(|_secret| unreadable())?;
        let mut headers = HeaderMap::new();
        headers.insert(API_KEY, sensitive(&stored.api_key, "the Gem API key")?);
        if let Some(secret) = &stored.application_secret {
            headers.insert(APPLICATION_SECRET, sensitive(secret, "the application secret")?);
        }
        Ok(Self(headers))
    }

    pub(super) fn headers(&self) -> HeaderMap {
        self.0.clone()
    }

    /// Gem counts requests by API key; the application secret does not matter.
    pub(super) fn budget_key(&self, base: &Url) -> BudgetKey {
        BudgetKey::of(TOOL.slug, base, self.0.get(API_KEY).map_or(&[], HeaderValue::as_bytes))
    }
}

fn sensitive(text: &str, what: &str) -> Result<HeaderValue, ConnectorError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_secret| ConnectorError::Credentials(format!("{what} holds characters that no key has")))?;
    value.set_sensitive(true);
    Ok(value)
}
