//! Headers of requests that callers make, and of the answers they get.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use super::Account;
use crate::domain::refusal::Refusal;

/// Those that are about one connection (RFC 9110, section 7.6.1), or were meant to be.
const HOP_BY_HOP: [&str; 10] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "http2-settings",
];

/// Further ones that are the service's own affair.
const OURS: [&str; 8] = [
    "host",
    "content-length",
    "content-encoding",
    "accept-encoding",
    "authorization",
    "cookie",
    "expect",
    "user-agent",
];

/// Those by which a request would do something else than its method says.
const OTHER_METHOD: [&str; 3] = ["x-http-method-override", "x-http-method", "x-method-override"];

const CREDENTIALS: &str = "the service sets this header itself: it holds the customer's credentials";

/// Headers that a caller may set at any ATS.
#[derive(Clone, Default)]
pub struct CallerHeaders(HeaderMap);

impl CallerHeaders {
    /// Refused with the name of the first one that cannot be set. `reserved` are those that hold credentials at the ATS.
    pub fn parse<'a>(
        given: impl IntoIterator<Item = (&'a str, &'a str)>,
        reserved: &[&str],
    ) -> Result<Self, Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            let refused = |reason: &str| Refusal::invalid(&format!("headers.{name}"), reason);
            let known =
                HeaderName::try_from(name).map_err(|_other| refused("this is no name of a header"))?;
            if HOP_BY_HOP.contains(&known.as_str()) || OURS.contains(&known.as_str()) {
                return Err(refused("the service sets this header itself"));
            }
            if reserved.contains(&known.as_str()) {
                return Err(refused(CREDENTIALS));
            }
            if OTHER_METHOD.contains(&known.as_str()) {
                return Err(refused("the method is given by the field `method` alone"));
            }
            let value = HeaderValue::try_from(value).map_err(|_other| {
                refused("a value without line breaks and control characters is expected")
            })?;
            headers.append(known, value);
        }
        Ok(Self(headers))
    }

    /// Together with the credentials, none of which a caller can set.
    pub(super) fn beside(&self, account: &Account<'_>) -> Result<HeaderMap, Refusal> {
        let taken = |name: &&HeaderName| {
            account.credentials.contains_key(*name) || account.reserved.contains(&name.as_str())
        };
        if let Some(name) = self.0.keys().find(taken) {
            return Err(Refusal::invalid(&format!("headers.{name}"), CREDENTIALS));
        }
        let mut headers = self.0.clone();
        headers.extend(account.credentials.clone());
        Ok(headers)
    }
}

/// What of an answer's headers is the caller's affair, by name.
pub fn shown(headers: &HeaderMap) -> impl Iterator<Item = (&str, Vec<String>)> {
    let ours = |name: &str| {
        HOP_BY_HOP.contains(&name)
            || matches!(name, "set-cookie" | "set-cookie2" | "content-length" | "content-encoding")
    };
    headers.keys().map(HeaderName::as_str).filter(move |name| !ours(name)).map(|name| {
        let values = headers.get_all(name).iter();
        (name, values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect())
    })
}
