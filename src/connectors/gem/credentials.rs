//! A Gem key, and the secret of a partner app beside it (Gem's sheet, section 2).

use reqwest::header::{HeaderMap, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::ConnectorError;

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
        headers.insert("x-api-key", sensitive(&stored.api_key, "the Gem API key")?);
        if let Some(secret) = &stored.application_secret {
            headers.insert("x-application-secret", sensitive(secret, "the application secret")?);
        }
        Ok(Self(headers))
    }

    pub(super) fn headers(&self) -> HeaderMap {
        self.0.clone()
    }
}

fn sensitive(text: &str, what: &str) -> Result<HeaderValue, ConnectorError> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_secret| ConnectorError::Credentials(format!("{what} holds characters that no key has")))?;
    value.set_sensitive(true);
    Ok(value)
}
