//! Bodies of requests: JSON, read so that a complaint names the place and says what is expected there.

mod exact;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{ApiError, App};
use crate::domain::digest::{Hash, digest_of};
use exact::Exact;

/// How long a body may be, in bytes.
pub(super) const LIMIT: usize = 1 << 20;

/// How many characters of what is wrong are told from its beginning, and as many from its end.
const TOLD: usize = 150;

/// What a body is called where no field is to blame.
const NAME: &str = "body";

/// A body of the request. Fields that are not known are left alone; an empty body and null count as `{}`.
#[derive(Debug)]
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let value = parse(&bytes(request, app, LIMIT).await?)?;
        read(value).map(Self)
    }
}

/// A body of a route that allows another length.
pub(super) async fn limited<T: DeserializeOwned>(
    request: Request,
    app: &App,
    limit: usize,
) -> Result<T, ApiError> {
    read(parse(&bytes(request, app, limit).await?)?)
}

/// A body with a digest, which is the same for every text of the same JSON value. `limit` is what the route allows.
pub(super) async fn digested<T: DeserializeOwned>(
    request: Request,
    app: &App,
    limit: usize,
) -> Result<(Body<T>, Hash), ApiError> {
    let value = parse(&bytes(request, app, limit).await?)?;
    let digest = digest_of(&value);
    Ok((Body(read(value)?), digest))
}

async fn bytes(request: Request, app: &App, limit: usize) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, app).await.map_err(|error| match error {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ApiError::invalid(NAME, &format!("at most {limit} bytes are allowed"))
        }
        _ => ApiError::invalid(NAME, "it broke off"),
    })
}

fn parse(bytes: &[u8]) -> Result<Value, ApiError> {
    let text: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { bytes };
    let mut value: Value = serde_json::from_slice(text)
        .map_err(|error| ApiError::invalid(NAME, &format!("it is not valid JSON: {error}")))?;
    if value.is_null() {
        value = Value::Object(serde_json::Map::new());
    }
    if !value.is_object() {
        return Err(ApiError::invalid(NAME, "a JSON object is expected"));
    }
    Ok(value)
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_path_to_error::deserialize(Exact(value)).map_err(|error| {
        let path = error.path().to_string();
        let name = if path == "." { NAME } else { &path };
        ApiError::invalid(name, &shortened(error.inner().to_string()))
    })
}

/// A complaint may repeat what was sent, however long that is. What was expected stands at its end.
fn shortened(complaint: String) -> String {
    let length = complaint.chars().count();
    if length <= 2 * TOLD {
        return complaint;
    }
    let beginning = complaint.chars().take(TOLD);
    beginning.chain([' ', '…', ' ']).chain(complaint.chars().skip(length - TOLD)).collect()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;
    use crate::contract::general::SyncType;

    #[derive(Debug, Deserialize)]
    struct Order {
        #[serde(default)]
        items: Vec<Item>,
    }

    #[derive(Debug, Deserialize)]
    struct Item {
        kind: SyncType,
    }

    fn message(body: &str) -> String {
        parse(body.as_bytes()).and_then(read::<Order>).unwrap_err().message().to_owned()
    }

    #[test]
    fn a_complaint_names_the_place_and_what_is_expected_there() {
        let right: Order = parse(br#"{"items": [{"kind": "DELTA", "more": 1}]}"#).and_then(read).unwrap();
        assert_eq!(right.items[0].kind, SyncType::Delta);
        let wrong = message(r#"{"items": [{"kind": "FULL"}, {"kind": 7}]}"#);
        assert_eq!(wrong, "items[1].kind: invalid type: integer `7`, expected FULL or DELTA");
        assert_eq!(message(r#"{"items": [{}]}"#), "items[0]: missing field `kind`");
        assert_eq!(message("[]"), "body: a JSON object is expected");
        assert_eq!(message("true"), "body: a JSON object is expected");
        let long = message(&format!(r#"{{"items": "{}"}}"#, "ä".repeat(100_000)));
        assert!(
            long.starts_with(r#"items: invalid type: string "ää"#)
                && long.ends_with("ä\", expected a sequence")
        );
        assert_eq!(long.chars().count(), 7 + 2 * TOLD + 3);
        for text in ["{", "{} {}", "x=1", "\u{feff}{}", r#"{"items": }"#] {
            assert!(message(text).starts_with("body: it is not valid JSON: "), "{text}");
        }
    }

    #[test]
    fn nothing_counts_as_an_empty_object_and_unknown_fields_are_left_alone() {
        for text in ["", " \n", "null", "{}", r#"{"unknown": {"a": 1}}"#] {
            assert!(parse(text.as_bytes()).and_then(read::<Order>).unwrap().items.is_empty(), "{text:?}");
        }
    }
}
