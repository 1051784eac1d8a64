//! The id of a request: in its log lines, and in its answer.

use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::random;

/// The header that takes an id in, and tells it.
pub const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// How long an id of the caller's may be.
const LONGEST: usize = 128;

/// Letters, digits and `.` `_` `-` `:` `/` `+` `=` `@`: enough for what proxies and tracers make, and harmless in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// The caller's id if it has the form, else a fresh one.
    pub fn of(headers: &HeaderMap) -> Self {
        headers.get(HEADER).and_then(Self::taken).unwrap_or_else(Self::fresh)
    }

    fn taken(value: &HeaderValue) -> Option<Self> {
        let bytes = value.as_bytes();
        let harmless = |byte: &u8| byte.is_ascii_alphanumeric() || b"._-:/+=@".contains(byte);
        let fits = (1..=LONGEST).contains(&bytes.len()) && bytes.iter().all(harmless);
        fits.then(|| Self(value.clone()))
    }

    fn fresh() -> Self {
        // Digits always fit into a header.
        Self(
            HeaderValue::from_bytes(&random::hex()).unwrap_or_else(|_never| HeaderValue::from_static("none")),
        )
    }

    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }

    pub fn into_value(self) -> HeaderValue {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &[u8]) -> String {
        let headers = HeaderMap::from_iter([(HEADER, HeaderValue::from_bytes(value).unwrap())]);
        RequestId::of(&headers).as_str().to_owned()
    }

    #[test]
    fn well_formed_ids_are_kept() {
        for id in ["1", "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "Root=1-5e/x:y+z@h_.", &"a".repeat(128)] {
            assert_eq!(of(id.as_bytes()), id);
        }
    }

    #[test]
    fn others_are_replaced() {
        for id in [&b""[..], b"a b", b"a\tb", b"\"", b"a{b}", b"\xff", "a".repeat(129).as_bytes()] {
            let fresh = of(id);
            assert!(fresh.len() == 32 && fresh.bytes().all(|byte| byte.is_ascii_hexdigit()), "{fresh}");
        }
        assert_ne!(of(b""), of(b""));
    }
}
