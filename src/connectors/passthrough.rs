//! The seam for requests that callers make at an ATS's own API. The connector alone knows where that is and which
//! credentials it takes; here is what holds for all of them.

mod address;
mod echo;
mod headers;
mod multipart;

use std::time::Duration;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::Value;
use url::Url;

use crate::domain::refusal::Refusal;
use crate::domain::remote_path::RemotePath;
use echo::Secrets;

pub use headers::{CallerHeaders, shown};
pub use multipart::{Content, Part};

/// How many bytes are sent at most, and how many are taken of the answer.
pub const MOST_BYTES: usize = 10 << 20;

/// A request as a caller wants it.
pub struct Passthrough {
    pub method: Method,
    pub path: RemotePath,
    pub params: Vec<(String, String)>,
    pub headers: CallerHeaders,
    pub payload: Payload,
    /// From the request to the last byte of the answer.
    pub patience: Duration,
}

/// Only the method: the rest may be about people.
impl std::fmt::Debug for Passthrough {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Passthrough({})", self.method)
    }
}

/// What is sent.
pub enum Payload {
    Nothing,
    /// As it is.
    Text(String),
    Json(Value),
    Form(Vec<Part>),
}

/// What the ATS answered, whatever its status.
pub struct Relayed {
    /// The address that was asked, without credentials.
    pub url: Url,
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    /// The body repeated credentials, and does no longer.
    pub masked: bool,
}

/// Where an API is, and how the customer is known there.
pub struct Account<'a> {
    pub base: &'a Url,
    pub credentials: &'a HeaderMap,
    /// The headers that may hold credentials, in lower case, whether they do or not.
    pub reserved: &'a [&'a str],
}

/// A request that can be sent.
pub struct Outgoing {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    pub patience: Duration,
}

impl Relayed {
    /// Without the credentials that it was asked with, which an ATS may send back.
    #[must_use]
    pub fn without(mut self, credentials: &HeaderMap) -> Self {
        let secrets = Secrets::of(credentials);
        for name in credentials.keys() {
            self.headers.remove(name);
        }
        for value in self.headers.values_mut().filter(|value| secrets.are_in(value)) {
            *value = HeaderValue::from_static("***");
        }
        let (body, masked) = secrets.left_out(self.body);
        Self { body, masked, ..self }
    }
}

impl Passthrough {
    /// Whether it may change something.
    pub fn is_write(&self) -> bool {
        self.method != Method::GET
    }

    /// The request as the API of an account takes it. `boundary` separates the parts of a form.
    pub fn outgoing(&self, account: &Account<'_>, boundary: &str) -> Result<Outgoing, Refusal> {
        let url = address::below(account.base, &self.path, &self.params)?;
        let mut headers = self.headers.beside(account)?;
        let (content_type, body) = self.payload.written(boundary);
        self.payload.bounded(body.len())?;
        match content_type {
            Some(form) if matches!(self.payload, Payload::Form(_)) => {
                // The boundary stands in it: what the caller says would not fit.
                headers.insert(CONTENT_TYPE, header_value(form)?);
            }
            Some(usual) if !headers.contains_key(CONTENT_TYPE) => {
                headers.insert(CONTENT_TYPE, header_value(usual)?);
            }
            _ => {}
        }
        Ok(Outgoing { method: self.method.clone(), url, headers, body, patience: self.patience })
    }
}

fn header_value(text: String) -> Result<HeaderValue, Refusal> {
    HeaderValue::try_from(text)
        .map_err(|_unwritable| Refusal::invalid("multipart_form_data", "it cannot be written as a form"))
}

impl Payload {
    /// What is too large whoever it is sent to; a form is looked at once its files are there.
    pub fn checked(self) -> Result<Self, Refusal> {
        match &self {
            Self::Nothing | Self::Form(_) => {}
            Self::Text(text) => self.bounded(text.len())?,
            Self::Json(value) => self.bounded(value.to_string().len())?,
        }
        Ok(self)
    }

    fn bounded(&self, bytes: usize) -> Result<(), Refusal> {
        if bytes <= MOST_BYTES {
            return Ok(());
        }
        let field = if matches!(self, Self::Form(_)) { "multipart_form_data" } else { "data" };
        let reason = format!("{bytes} bytes would be sent, and at most {MOST_BYTES} are allowed");
        Err(Refusal::invalid(field, &reason))
    }

    fn written(&self, boundary: &str) -> (Option<String>, Vec<u8>) {
        match self {
            Self::Nothing => (None, Vec::new()),
            Self::Text(text) => (Some("text/plain; charset=utf-8".to_owned()), text.clone().into_bytes()),
            Self::Json(value) => (Some("application/json".to_owned()), value.to_string().into_bytes()),
            Self::Form(parts) => {
                let content_type = format!("multipart/form-data; boundary={boundary}");
                (Some(content_type), multipart::written(parts, boundary))
            }
        }
    }
}

#[cfg(test)]
mod tests;
