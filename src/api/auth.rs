//! Who calls, what the key allows, and on which integration: handlers start from the proof of all three.

use std::marker::PhantomData;
use std::sync::Arc;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;

use super::{ApiError, App};
use crate::domain::audit::Actor;
use crate::domain::id::IntegrationId;
use crate::domain::problem::ProblemCode;
use crate::secrets::api_key::{ApiKey, KeyHash};
use crate::store::api_keys::{self, Caller, Found, Permission};
use crate::store::integrations::Integration;
use crate::store::model_syncs::Freshness;

/// The header that names the integration.
pub(super) const INTEGRATION_HEADER: &str = "X-Integration-Id";
/// The part of a path that names the integration.
pub(super) const INTEGRATION_PART: &str = "integration_id";

/// What a handler asks of the key, as a type: without the permission it is not called.
pub(super) trait Grant: Send {
    const PERMISSION: Permission;
}

#[derive(Debug)]
pub(super) enum Read {}
#[derive(Debug)]
pub(super) enum Write {}
#[derive(Debug)]
pub(super) enum Manage {}

impl Grant for Read {
    const PERMISSION: Permission = Permission::Read;
}

impl Grant for Write {
    const PERMISSION: Permission = Permission::Write;
}

impl Grant for Manage {
    const PERMISSION: Permission = Permission::Manage;
}

/// A caller with a valid key.
#[derive(Debug)]
pub(super) struct Authenticated(pub Caller);

/// A caller whose key has the permission.
#[derive(Debug)]
pub(super) struct Allowed<P> {
    pub caller: Caller,
    permission: PhantomData<P>,
}

/// A caller whose key has the permission, and is not limited to some integrations: for what concerns the whole environment.
#[derive(Debug)]
pub(super) struct Whole<P> {
    pub caller: Caller,
    permission: PhantomData<P>,
}

/// A caller whose key has the permission, and the integration of theirs that the header names.
#[derive(Debug)]
pub(super) struct Scoped<P = Read> {
    pub integration: Arc<Integration>,
    pub freshness: Arc<Freshness>,
    found: Arc<Found>,
    permission: PhantomData<P>,
}

impl<P> Scoped<P> {
    /// The caller, as the audit log names it.
    pub(super) fn actor(&self) -> Actor {
        self.found.caller.actor()
    }
}

/// A caller whose key has the permission, and the integration of theirs that the path names.
#[derive(Debug)]
pub(super) struct Named<P> {
    pub caller: Caller,
    pub integration: Arc<Integration>,
    permission: PhantomData<P>,
}

impl FromRequestParts<App> for Authenticated {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        Ok(Self(find_caller(app, &parts.headers, None).await?.caller))
    }
}

impl<P: Grant> FromRequestParts<App> for Allowed<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let found = find_caller(app, &parts.headers, None).await?;
        require(&found.caller, P::PERMISSION)?;
        Ok(Self { caller: found.caller, permission: PhantomData })
    }
}

impl<P: Grant> FromRequestParts<App> for Whole<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let Allowed { caller, permission } = Allowed::<P>::from_request_parts(parts, app).await?;
        if caller.limited_to().is_some() {
            let message = "This API key is limited to some integrations. Use one that is not.";
            return Err(ApiError::new(ProblemCode::AuthenticationInvalid, message));
        }
        Ok(Self { caller, permission })
    }
}

impl<P: Grant> FromRequestParts<App> for Scoped<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        let named = parts.headers.get(INTEGRATION_HEADER).map(|value| value.to_str().unwrap_or_default());
        // An id of another form cannot exist, so that it is looked up as none.
        let id = named.and_then(IntegrationId::parse);
        let found = match id {
            Some(id) if P::PERMISSION == Permission::Read => recall_caller(app, &parts.headers, id).await?,
            id => Arc::new(find_caller(app, &parts.headers, id.as_ref()).await?),
        };
        require(&found.caller, P::PERMISSION)?;
        if named.is_none() {
            return Err(ApiError::invalid(
                INTEGRATION_HEADER,
                "the header is missing; it has to hold the id of an integration, such as gem:8d1hpPsbjxUkoCoa1veLZGe5",
            ));
        }
        let integration = found.integration.clone().ok_or_else(ApiError::no_integration)?;
        let freshness = Arc::clone(&found.freshness);
        Ok(Self { integration, freshness, found, permission: PhantomData })
    }
}

impl<P: Grant> FromRequestParts<App> for Named<P> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, ApiError> {
        // A path that cannot be read names nothing.
        let path = RawPathParams::from_request_parts(parts, app).await.ok();
        let id = path.as_ref().and_then(|path| {
            let named = path.iter().find(|(name, _value)| *name == INTEGRATION_PART);
            named.and_then(|(_name, id)| IntegrationId::parse(id))
        });
        let found = find_caller(app, &parts.headers, id.as_ref()).await?;
        require(&found.caller, P::PERMISSION)?;
        let integration = found.integration.ok_or_else(ApiError::no_integration)?;
        Ok(Self { caller: found.caller, integration, permission: PhantomData })
    }
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
) -> Result<Found, ApiError> {
    look_up(app, &bearer(headers)?.hash(), integration).await
}

/// The same for a list, not asked again when it was just found.
async fn recall_caller(
    app: &App,
    headers: &HeaderMap,
    integration: IntegrationId,
) -> Result<Arc<Found>, ApiError> {
    let question = (bearer(headers)?.hash(), integration);
    let now = app.clock.now();
    if let Some(found) = app.memory.recall(&question, now) {
        app.uses.note(&found.caller.key_id, now);
        return Ok(found);
    }
    let found = Arc::new(look_up(app, &question.0, Some(&question.1)).await?);
    app.memory.keep(question, &found, now);
    Ok(found)
}

async fn look_up(app: &App, key: &KeyHash, integration: Option<&IntegrationId>) -> Result<Found, ApiError> {
    let mut db = app.store.reader().await?;
    let now = app.clock.now();
    let found = api_keys::find_caller(&mut db, key, integration, now).await?;
    db.finish();
    let found = found.ok_or_else(wrong_key)?;
    app.uses.note(&found.caller.key_id, now);
    Ok(found)
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
    token.and_then(ApiKey::parse).ok_or_else(mistyped_key)
}

/// Told without looking it up.
fn mistyped_key() -> ApiError {
    ApiError::new(
        ProblemCode::AuthenticationInvalid,
        "The API key is not complete, or was mistyped. Copy it again from where it is kept.",
    )
}

fn wrong_key() -> ApiError {
    ApiError::new(
        ProblemCode::AuthenticationInvalid,
        "The API key is unknown, revoked or expired. Check that it belongs to this installation.",
    )
}
