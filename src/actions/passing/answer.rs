//! What the ATS answered, as the caller is told.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::kept::Told;
use crate::connectors::Relayed;
use crate::connectors::passthrough::shown;
use crate::contract::general::{HeaderValues, PassthroughAnswer};

pub(super) fn told(relayed: Relayed, as_base64: bool, mut warnings: Vec<String>) -> Told {
    let headers = shown(&relayed.headers).map(|(name, values)| (name.to_owned(), header(values))).collect();
    if relayed.masked {
        warnings
            .push("The answer repeated the customer's credentials; they were replaced by ***.".to_owned());
    }
    let data = data(relayed.body, as_base64, &mut warnings);
    let answer = PassthroughAnswer { url: relayed.url.into(), status: relayed.status, headers, data };
    Told::Done { data: json!(answer), warnings }
}

fn header(mut values: Vec<String>) -> HeaderValues {
    match (values.pop(), values.is_empty()) {
        (Some(one), true) => HeaderValues::One(one),
        (last, _) => HeaderValues::Several(values.into_iter().chain(last).collect()),
    }
}

fn data(body: Vec<u8>, as_base64: bool, warnings: &mut Vec<String>) -> Option<Value> {
    if as_base64 {
        return Some(Value::String(STANDARD.encode(body)));
    }
    if body.is_empty() {
        return None;
    }
    if let Ok(value) = serde_json::from_slice(&body) {
        return Some(value);
    }
    Some(String::from_utf8(body).map_or_else(
        |binary| {
            warnings.push(
                "The answer is no text, so that data holds it as base64. Ask with response_as_base64 to have it so always."
                    .to_owned(),
            );
            Value::String(STANDARD.encode(binary.as_bytes()))
        },
        Value::String,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &[u8], as_base64: bool) -> (Option<Value>, usize) {
        let mut warnings = Vec::new();
        (data(body.to_vec(), as_base64, &mut warnings), warnings.len())
    }

    #[test]
    fn json_and_texts_are_told_as_they_are_and_the_rest_as_base64() {
        assert_eq!(read(br#"{"a": [1]}"#, false), (Some(json!({ "a": [1] })), 0));
        assert_eq!(read("<p>ä</p>".as_bytes(), false), (Some(json!("<p>ä</p>")), 0));
        assert_eq!(read(b"", false), (None, 0));
        assert_eq!(read(b"\xff\x00", false), (Some(json!("/wA=")), 1));
        assert_eq!(read(br#"{"a": 1}"#, true), (Some(json!("eyJhIjogMX0=")), 0));
        assert_eq!(read(b"", true), (Some(json!("")), 0));
    }

    #[test]
    fn headers_that_come_more_than_once_are_lists() {
        assert_eq!(header(vec!["a".to_owned()]), HeaderValues::One("a".to_owned()));
        let both = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(header(both.clone()), HeaderValues::Several(both));
    }
}
