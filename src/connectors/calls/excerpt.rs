//! What may be kept of an answer: its form, and the words by which programs tell errors. Whatever somebody may have entered
//! is left out, also where an error repeats it.

use serde_json::{Map, Value, json};

/// How many characters are kept.
const LONGEST: usize = 500;
/// No name of a field is longer.
const LONGEST_NAME: usize = 40;
/// The fields by which errors are told.
const TELLING: [&str; 4] = ["code", "status", "error", "type"];
/// What gateways say in `message`, word by word.
const OF_GATEWAYS: [&str; 8] = [
    "Bad Gateway",
    "Endpoint request timed out",
    "Forbidden",
    "Internal server error",
    "Limit Exceeded",
    "Missing Authentication Token",
    "Service Unavailable",
    "Too Many Requests",
];

/// The beginning of a body, masked; `None` of an empty one.
pub fn excerpt(body: &[u8]) -> Option<String> {
    if body.is_empty() {
        return None;
    }
    let Ok(value) = serde_json::from_slice::<Value>(body) else {
        return Some(format!("{} bytes that are no JSON", body.len()));
    };
    Some(masked(value, None).to_string().chars().take(LONGEST).collect())
}

fn masked(value: Value, field: Option<&str>) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(ref number) => {
            let tells = is_telling(field) && number.as_u64().is_some_and(|code| code < 1000);
            if tells { value } else { json!("*") }
        }
        Value::String(text) => json!(if is_known(&text, field) { &text } else { "*" }),
        Value::Array(items) => items.into_iter().map(|item| masked(item, field)).collect(),
        Value::Object(fields) => Value::Object(named(fields)),
    }
}

/// Names that may be anything else than names are left out, too.
fn named(fields: Map<String, Value>) -> Map<String, Value> {
    let shown = |(name, value): (String, Value)| {
        let value = masked(value, Some(&name));
        (if is_name(&name) { name } else { "*".to_owned() }, value)
    };
    fields.into_iter().map(shown).collect()
}

fn is_telling(field: Option<&str>) -> bool {
    field.is_some_and(|field| TELLING.contains(&field))
}

/// Names of errors are written as names of fields are, or are those of HTTP's statuses.
fn is_known(text: &str, field: Option<&str>) -> bool {
    let of_http = || (400..600).filter_map(http_reason).any(|reason| reason == text);
    OF_GATEWAYS.contains(&text) || (is_telling(field) && (is_code(text) || of_http()))
}

fn http_reason(code: u16) -> Option<&'static str> {
    reqwest::StatusCode::from_u16(code).ok()?.canonical_reason()
}

/// Such as `duplicate_candidate` or `NOT_FOUND`: with an underscore, which no name of a person has.
fn is_code(text: &str) -> bool {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        || text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    letters && text.contains('_') && text.len() <= LONGEST_NAME
}

fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    letters && (1..=LONGEST_NAME).contains(&name.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(body: &Value) -> String {
        excerpt(body.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn an_error_is_told_by_its_words_and_nothing_that_it_repeats() {
        let error = json!({
            "code": 422, "status": "Unprocessable Entity", "message": "Ada Lovelace is known",
            "errors": { "json": { "first_name": ["Ada is too short"], "ada@x.example": [5_551_234] } },
        });
        assert_eq!(
            of(&error),
            r#"{"code":422,"errors":{"json":{"*":["*"],"first_name":["*"]}},"message":"*","status":"Unprocessable Entity"}"#
        );
        assert_eq!(of(&json!({ "message": "Too Many Requests" })), r#"{"message":"Too Many Requests"}"#);
        assert_eq!(
            of(&json!({ "error": "not_found", "type": "Ada" })),
            r#"{"error":"not_found","type":"*"}"#
        );
        assert_eq!(of(&json!({ "code": 5_551_234, "name": "NOT_FOUND" })), r#"{"code":"*","name":"*"}"#);
    }

    #[test]
    fn of_what_is_no_json_only_the_length_is_told() {
        assert_eq!(excerpt(b"<p>Ada</p>").as_deref(), Some("10 bytes that are no JSON"));
        assert_eq!(excerpt(b""), None);
        assert_eq!(of(&json!(vec!["x"; 1000])).chars().count(), LONGEST);
    }

    proptest! {
        /// Whatever is entered begins with a capital or has a digit, a space or a sign in it.
        #[test]
        fn nothing_that_was_entered_is_kept(name in "[A-Z][a-z]{3,9}[0-9@. ][a-z]{2,5}", field in "[a-z_]{1,8}") {
            for body in [json!(name), json!({ &field: name }), json!({ "code": [name] }), json!([{ &name: 1 }])] {
                prop_assert!(!of(&body).contains(&name));
            }
        }
    }
}
