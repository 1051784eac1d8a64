//! How routes can refuse, for their description.

use utoipa::IntoResponses;

use crate::contract::error::ErrorBody;

/// Reads of an integration's records.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses; never built")]
pub(super) enum ListErrors {
    /// A parameter is not valid, or the integration does not deliver the model.
    #[response(status = 400)]
    Invalid(#[to_schema] ErrorBody),
    /// The API key is missing, unknown, revoked, expired, or lacks the permission.
    #[response(status = 401)]
    Unauthenticated(#[to_schema] ErrorBody),
    /// The integration is switched off.
    #[response(status = 403)]
    Inactive(#[to_schema] ErrorBody),
    /// No such integration belongs to the key's environment.
    #[response(status = 404)]
    NoIntegration(#[to_schema] ErrorBody),
    /// The first sync has not ended.
    #[response(status = 409)]
    Pending(#[to_schema] ErrorBody),
    /// The service failed.
    #[response(status = 500)]
    Failed(#[to_schema] ErrorBody),
    /// The service cannot reach its database.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}

/// Questions about the key, integrations and tools.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "describes responses; never built")]
pub(super) enum GeneralErrors {
    /// A parameter is not valid.
    #[response(status = 400)]
    Invalid(#[to_schema] ErrorBody),
    /// The API key is missing, unknown, revoked, expired, or lacks the permission.
    #[response(status = 401)]
    Unauthenticated(#[to_schema] ErrorBody),
    /// No such integration belongs to the key's environment.
    #[response(status = 404)]
    NoIntegration(#[to_schema] ErrorBody),
    /// The service failed.
    #[response(status = 500)]
    Failed(#[to_schema] ErrorBody),
    /// The service cannot reach its database.
    #[response(status = 503)]
    Unavailable(#[to_schema] ErrorBody),
}
