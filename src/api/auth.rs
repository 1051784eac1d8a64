//! Who calls, and on which integration: handlers start from the proof of both.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::{ApiError, App};
use crate::domain::id::IntegrationId;
use crate::domain::problem::ProblemCode;
use crate::secrets::api_key::ApiKey;
use crate::store::api_keys::{self, Caller, Permission};
use crate::store::integrations::Integration;

/// The header that names the integration.
const INTEGRATION_HEADER: &str = "X-Integration-Id";

/// A caller with a valid key.
#[derive(Debug)]
pub(super) struct Authenticated(pub Caller);

/// A caller that may read, and one of the caller's integrations.
#[derive(Debug)]
pub(super) struct Scoped {
    pub integration: Integration,
}

impl FromRequestParts<App> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let (caller, _none) = find_caller(app, &parts.headers, None).await?;
        Ok(Self(caller))
    }
}

impl FromRequestParts<App> for Scoped {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let named = parts.headers.get(INTEGRATION_HEADER).map(|value| value.to_str().unwrap_or_default());
        // An id of another form cannot exist, so that it is looked up as none.
        let id = named.and_then(IntegrationId::parse);
        let (caller, integration) = find_caller(app, &parts.headers, id.as_ref()).await?;
        require(&caller, Permission::Read)?;
        if named.is_none() {
            return Err(ApiError::invalid(
                INTEGRATION_HEADER,
                "the header is missing; it has to hold the id of an integration, such as gem:8d1hpPsbjxUkoCoa1veLZGe5",
            ));
        }
        Ok(Self { integration: integration.ok_or_else(ApiError::no_integration)? })
    }
}

/// The caller's own integration with an id that stands in a path.
pub(super) async fn integration_of(
    app: &App,
    headers: &HeaderMap,
    id: &str,
) -> Result<Integration, ApiError> {
    let id = IntegrationId::parse(id);
    let (caller, integration) = find_caller(app, headers, id.as_ref()).await?;
    require(&caller, Permission::Read)?;
    integration.ok_or_else(ApiError::no_integration)
}

fn require(caller: &Caller, permission: Permission) -> Result<(), ApiError> {
    if caller.may(permission) {
        return Ok(());
    }
    let message = format!("This API key may not {}. Use a key with that permission.", permission.as_str());
    Err(ApiError::new(ProblemCode::AuthenticationInvalid, message))
}

async fn find_caller(
    app: &App,
    headers: &HeaderMap,
    integration: Option<&IntegrationId>,
) -> Result<(Caller, Option<Integration>), ApiError> {
    let key = bearer(headers)?;
    let mut db = app.store.pool().acquire().await?;
    let found = api_keys::find_caller(&mut db, &key, integration, app.clock.now()).await?;
    found.ok_or_else(wrong_key)
}

fn bearer(headers: &HeaderMap) -> Result<ApiKey, ApiError> {
    let Some(header) = headers.get(AUTHORIZATION) else {
        return Err(ApiError::new(
            ProblemCode::AuthenticationInvalid,
            "No API key was sent. Send it as `Authorization: Bearer <key>`.",
        ));
    };
    let token = header.to_str().ok().and_then(|text| {
        let (scheme, token) = text.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
    });
    token.and_then(ApiKey::parse).ok_or_else(wrong_key)
}

fn wrong_key() -> ApiError {
    ApiError::new(
        ProblemCode::AuthenticationInvalid,
        "The API key is unknown, revoked or expired. Check that it belongs to this installation.",
    )
}
