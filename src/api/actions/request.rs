//! The body of an action, and by what it is called when it is repeated.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::actions::{Call, IDEMPOTENCY_KEY, IdempotencyKey, Intent};
use crate::api::auth::{Scoped, Write};
use crate::api::body::{Body, digested};
use crate::api::{ApiError, App};
use crate::domain::digest::Hash;

/// How long the body of an action may be, in bytes: files of about 10 MB as base64, with room for the rest.
pub(in crate::api) const LIMIT: usize = 15 << 20;

/// What a request asks for. A body or key that is not valid is refused later, when it is known whom to tell what.
pub(super) struct Asked<T> {
    body: Result<(T, Hash), ApiError>,
    key: Result<Option<IdempotencyKey>, ApiError>,
}

impl<T: DeserializeOwned> FromRequest<App> for Asked<T> {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        let key = key(request.headers());
        let body = match digested(request, app, LIMIT).await {
            Ok((Body(body), digest)) => Ok((body, digest)),
            Err(error) => Err(error),
        };
        Ok(Self { body, key })
    }
}

impl<T> Asked<T> {
    pub(super) fn into_call(
        self,
        scoped: &Scoped<Write>,
        intent: impl FnOnce(T) -> Intent,
    ) -> Result<Call, ApiError> {
        let key = self.key?;
        let (wanted, body) = self.body?;
        let integration = Arc::clone(&scoped.integration);
        Ok(Call { integration, actor: scoped.actor(), intent: intent(wanted), body, key })
    }
}

fn key(headers: &HeaderMap) -> Result<Option<IdempotencyKey>, ApiError> {
    let mut values = headers.get_all(IDEMPOTENCY_KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let parsed = value.to_str().ok().and_then(IdempotencyKey::parse);
    match parsed.filter(|_key| values.next().is_none()) {
        Some(key) => Ok(Some(key)),
        None => Err(ApiError::invalid(
            IDEMPOTENCY_KEY,
            "one value of 1 to 255 visible ASCII characters is expected, such as a UUID",
        )),
    }
}

/// The id in the path. What cannot be read names nothing.
pub(in crate::api) struct RecordPath(pub String);

impl FromRequestParts<App> for RecordPath {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        let path = RawPathParams::from_request_parts(parts, app).await.ok();
        let id = path.as_ref().and_then(|path| path.iter().next()).map(|(_name, id)| id.to_owned());
        Ok(Self(id.unwrap_or_default()))
    }
}
