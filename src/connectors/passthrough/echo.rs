//! Credentials that an ATS sends back are left out of what callers are told.

use std::collections::HashSet;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use reqwest::header::{HeaderMap, HeaderValue};

const MASK: &[u8] = b"***";

/// The values of the credentials, in all forms in which a text may repeat them.
pub(super) struct Secrets(Vec<Vec<u8>>);

impl Secrets {
    pub(super) fn of(credentials: &HeaderMap) -> Self {
        let mut forms: Vec<Vec<u8>> = credentials.values().flat_map(forms).collect();
        // A form that holds another one goes first.
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        Self(forms)
    }

    /// What is left of a body, and whether anything was left out.
    pub(super) fn left_out(&self, mut body: Vec<u8>) -> (Vec<u8>, bool) {
        let mut found = false;
        for secret in &self.0 {
            if let Some(without) = replaced(&body, secret) {
                (body, found) = (without, true);
            }
        }
        (body, found)
    }

    pub(super) fn are_in(&self, value: &HeaderValue) -> bool {
        self.0.iter().any(|secret| position(value.as_bytes(), secret).is_some())
    }
}

/// As it is, as JSON writes it, and as addresses do.
fn forms(value: &HeaderValue) -> HashSet<Vec<u8>> {
    let bytes = value.as_bytes();
    if bytes.is_empty() {
        return HashSet::new();
    }
    let encoded = percent_encode(bytes, NON_ALPHANUMERIC).to_string().into_bytes();
    let text = serde_json::Value::from(String::from_utf8_lossy(bytes)).to_string();
    let json = text.trim_matches('"').to_owned().into_bytes();
    HashSet::from([bytes.to_vec(), encoded, json])
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

fn replaced(body: &[u8], secret: &[u8]) -> Option<Vec<u8>> {
    position(body, secret)?;
    let mut without = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = position(rest, secret) {
        let (before, behind) = rest.split_at(at);
        without.extend_from_slice(before);
        without.extend_from_slice(MASK);
        rest = behind.get(secret.len()..).unwrap_or_default();
    }
    without.extend_from_slice(rest);
    Some(without)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left_out(body: &str) -> (String, bool) {
        let credentials = HeaderMap::from_iter([("x-key".parse().unwrap(), r#"se/cr"et"#.parse().unwrap())]);
        let (body, found) = Secrets::of(&credentials).left_out(body.as_bytes().to_vec());
        (String::from_utf8(body).unwrap(), found)
    }

    #[test]
    fn a_secret_is_left_out_however_it_is_written() {
        assert_eq!(left_out(r#"a se/cr"et b se/cr"et"#), ("a *** b ***".to_owned(), true));
        assert_eq!(left_out(r#"{"x-key": "se/cr\"et"}"#), (r#"{"x-key": "***"}"#.to_owned(), true));
        assert_eq!(left_out("?key=se%2Fcr%22et&a=b"), ("?key=***&a=b".to_owned(), true));
        assert_eq!(left_out("nothing"), ("nothing".to_owned(), false));
    }
}
