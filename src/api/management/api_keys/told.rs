//! Between what callers say about keys and what is done to them.

use chrono::{DateTime, Utc};

use crate::api::auth::{Manage, Whole};
use crate::api::params::parse_time;
use crate::api::{ApiError, App};
use crate::contract::management::{ApiKeyPermission, ApiKeyResponse, CreatedApiKey, CreatedApiKeyResponse};
use crate::contract::page::SuccessStatus;
use crate::control::api_keys::{By, Refused};
use crate::control::view;
use crate::domain::audit::Actor;
use crate::domain::refusal::Refusal;
use crate::secrets::api_key::ApiKey;
use crate::store::api_keys::{Kept, Permission};

pub(super) fn by<'a>(app: &App, whole: &'a Whole<Manage>, actor: &'a Actor) -> By<'a> {
    let caller = &whole.caller;
    By { actor, environment: caller.environment.key, caller: Some(caller), now: app.clock.now() }
}

/// What Postgres could not bear is no id.
pub(super) fn named(id: String) -> Result<String, ApiError> {
    if id.contains('\0') { Err(refused(Refused::Absent)) } else { Ok(id) }
}

pub(super) fn time(text: &str) -> Result<DateTime<Utc>, ApiError> {
    parse_time(text).ok_or_else(|| {
        ApiError::invalid("expires_at", "a date or date-time is expected, such as 2027-01-01T00:00:00Z")
    })
}

pub(super) const fn permission(permission: ApiKeyPermission) -> Permission {
    match permission {
        ApiKeyPermission::Read => Permission::Read,
        ApiKeyPermission::Write => Permission::Write,
        ApiKeyPermission::Manage => Permission::Manage,
    }
}

pub(super) fn response(key: Kept) -> ApiKeyResponse {
    ApiKeyResponse { status: SuccessStatus::Success, data: view::api_key(key) }
}

pub(super) fn shown((key, kept): (ApiKey, Kept)) -> CreatedApiKeyResponse {
    let data = CreatedApiKey { api_key: key.reveal().to_owned(), details: view::api_key(kept) };
    CreatedApiKeyResponse { status: SuccessStatus::Success, data }
}

pub(super) fn refused(reason: Refused) -> ApiError {
    match reason {
        Refused::Field(name, reason) => ApiError::invalid(name, &reason),
        Refused::Absent => Refusal::absent("api_key_id", &Refused::Absent.to_string()).into(),
        Refused::Store(error) => error.into(),
    }
}
