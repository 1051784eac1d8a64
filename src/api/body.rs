//! Bodies of requests: JSON, read so that a complaint names the place and says what is expected there.

mod exact;

use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::intake::Room;
use super::{ApiError, App};
use crate::domain::digest::{Hash, digest_of};
use crate::domain::refusal::without_value;
use exact::Exact;

/// How long a body may be, in bytes.
pub(super) const LIMIT: usize = 1 << 20;

/// How long the path of what is wrong may be, to be told.
const TOLD: usize = 200;

/// What a body is called where no field is to blame.
const NAME: &str = "body";

/// A body of the request. Fields that are not known are left alone; an empty body and null count as `{}`.
#[derive(Debug)]
pub(super) struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &App) -> Result<Self, ApiError> {
        let (bytes, _small) = bytes(request, app, LIMIT).await?;
        read(parse(&bytes)?).map(Self)
    }
}

/// A body of a route that allows another length, and the room that it takes.
pub(super) async fn limited<T: DeserializeOwned>(
    request: Request,
    app: &App,
    limit: usize,
) -> Result<(T, Room), ApiError> {
    let (bytes, room) = bytes(request, app, limit).await?;
    Ok((read(parse(&bytes)?)?, room))
}

/// The same with a digest, which is the same for every text of the same JSON value.
pub(super) async fn digested<T: DeserializeOwned>(
    request: Request,
    app: &App,
    limit: usize,
) -> Result<(Body<T>, Hash, Room), ApiError> {
    let (bytes, room) = bytes(request, app, limit).await?;
    let value = parse(&bytes)?;
    let digest = digest_of(&value);
    Ok((Body(read(value)?), digest, room))
}

async fn bytes(request: Request, app: &App, limit: usize) -> Result<(Bytes, Room), ApiError> {
    let room = app.intake.room(request.headers(), limit).await?;
    let received = app.intake.in_time(Bytes::from_request(request, app)).await?;
    let bytes = received.map_err(|error| match error {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => {
            ApiError::invalid(NAME, &format!("at most {limit} bytes are allowed"))
        }
        _ => ApiError::invalid(NAME, "it broke off"),
    })?;
    let room = room.for_length(bytes.len());
    Ok((bytes, room))
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
        ApiError::invalid(place(&path), &without_value(&error.inner().to_string()))
    })
}

/// The path, as far as it consists of names; callers choose the keys of maps.
fn place(path: &str) -> &str {
    let is_told = |c: char| c.is_ascii_alphanumeric() || "_-.[]".contains(c);
    if path == "." {
        return NAME;
    }
    if path.len() <= TOLD && path.chars().all(is_told) {
        return path;
    }
    path.split(['.', '['])
        .next()
        .filter(|name| name.len() <= TOLD && name.chars().all(is_told))
        .unwrap_or(NAME)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

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
        assert_eq!(wrong, "items[1].kind: invalid type: integer, expected FULL or DELTA");
        assert_eq!(message(r#"{"items": [{}]}"#), "items[0]: missing field `kind`");
        assert_eq!(message("[]"), "body: a JSON object is expected");
        assert_eq!(message("true"), "body: a JSON object is expected");
        let long = message(&format!(r#"{{"items": "{}\", expected "}}"#, "ä".repeat(100_000)));
        assert_eq!(long, "items: invalid type: string, expected a sequence");
        let keyed = parse(br#"{"ada@x.example": "?"}"#).and_then(read::<BTreeMap<String, u8>>).unwrap_err();
        assert_eq!(keyed.message(), "body: invalid type: string, expected u8");
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
