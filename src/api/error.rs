//! The only place that knows HTTP statuses of errors.

use std::any::Any;
use std::time::Duration;

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::contract::error::ErrorBody;
use crate::control::Refusal;
use crate::control::fields::Failure;
use crate::domain::problem::ProblemCode;
use crate::store::StoreError;

/// An error as the caller gets it. What went wrong inside is in the log, not here.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    status: StatusCode,
    message: String,
    /// After how many seconds it is worth another try.
    retry_after: Option<u32>,
    log_url: Option<String>,
}

impl ApiError {
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, status: status(code), message: message.into(), retry_after: None, log_url: None }
    }

    /// A parameter, header or body field is not what it has to be.
    pub fn invalid(name: &str, reason: &str) -> Self {
        Self::new(ProblemCode::InputInvalid, format!("{name}: {reason}"))
    }

    /// Worth another try after so many seconds.
    #[must_use]
    pub fn after(self, seconds: u32) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// Where more about it is found.
    #[must_use]
    pub fn logged_at(self, log_url: Option<String>) -> Self {
        Self { log_url, ..self }
    }

    /// Unknown and foreign syncs look the same. The contract has no code of its own for this.
    pub fn no_sync() -> Self {
        let message = "no sync with this id belongs to the API key's environment; syncs are kept for 60 days";
        Self { status: StatusCode::NOT_FOUND, ..Self::invalid("sync_id", message) }
    }

    /// Unknown and foreign tokens look the same. The contract has no code of its own for this.
    pub fn no_token() -> Self {
        let message =
            "no such token was handed to a customer of the API key's environment; check that it is complete";
        Self { status: StatusCode::NOT_FOUND, ..Self::invalid("token", message) }
    }

    /// Links need an address below which they lie.
    pub fn no_links() -> Self {
        let message = "This installation gives no links: its operator has to set PUBLIC_URL to the address under which it is \
                       reached.";
        Self::new(ProblemCode::UnknownError, message)
    }

    #[cfg(test)]
    pub(super) fn message(&self) -> &str {
        &self.message
    }

    pub fn inactive() -> Self {
        let message = "The integration is switched off. Switch it on with PUT /v1/integrations/{integration_id}/enabled.";
        Self::new(ProblemCode::IntegrationInactive, message)
    }

    /// Too much of this kind is under way.
    pub fn busy(message: &str, retry_after: u32) -> Self {
        Self::new(ProblemCode::RateLimitExceeded, message).after(retry_after)
    }

    /// The contract has no code of its own for this; the status says that it passes.
    pub fn no_database() -> Self {
        let message = "The service cannot reach its database. Try again in a moment.";
        Self { status: StatusCode::SERVICE_UNAVAILABLE, ..Self::new(ProblemCode::UnknownError, message) }
    }

    /// The contract has no code of its own for this; the status says whose fault it is.
    pub fn slow_body(time: Duration) -> Self {
        let message = format!("it did not come within {} s", time.as_secs());
        Self { status: StatusCode::REQUEST_TIMEOUT, ..Self::invalid("body", &message) }
    }

    /// The contract has no code of its own for this; the status says that it passes.
    pub fn too_slow(time: Duration) -> Self {
        let message =
            format!("The request took longer than {} s. Try again, or ask for less.", time.as_secs());
        Self { status: StatusCode::SERVICE_UNAVAILABLE, ..Self::new(ProblemCode::UnknownError, message) }
    }

    /// Unknown, deleted and foreign integrations look the same.
    pub fn no_integration() -> Self {
        Self::new(
            ProblemCode::IntegrationNotFound,
            "No integration with this id belongs to the API key's environment. Check the id and the key.",
        )
    }
}

/// The contract has no code of its own for a record of the path that does not exist; the status says it.
impl From<crate::domain::refusal::Refusal> for ApiError {
    fn from(refusal: crate::domain::refusal::Refusal) -> Self {
        let error = Self::new(refusal.code, refusal.message);
        if refusal.absent { Self { status: StatusCode::NOT_FOUND, ..error } } else { error }
    }
}

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Store(error) => error.into(),
            Failure::Refused(refusal) => refusal.into(),
        }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            Refusal::Store(error) => error.into(),
            Refusal::Inactive => Self::inactive(),
            Refusal::Settings(_) => Self::invalid("body", &message),
            Refusal::Unknown { name, .. } => Self::invalid(name, &message),
            Refusal::NameTaken(_) => Self::invalid("name", &message),
            Refusal::InUse { .. } => Self::invalid("scope_config_id", &message),
            Refusal::NothingWithheld(_) | Refusal::FullSyncActive(_) => Self::invalid("sync_id", &message),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "a request failed in the database");
        if error.is_absence() {
            return Self::no_database();
        }
        Self::new(ProblemCode::UnknownError, "The service failed. The operator finds the reason in its log.")
    }
}

impl From<sqlx::Error> for ApiError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

/// The contract leaves most statuses open; the choice is documented in docs/adr/0006-error-statuses.md.
const fn status(code: ProblemCode) -> StatusCode {
    match code {
        ProblemCode::RateLimitExceeded
        | ProblemCode::ConcurrencyLimitExceeded
        | ProblemCode::RemoteRateLimitExceeded => StatusCode::TOO_MANY_REQUESTS,
        ProblemCode::IntegrationNotFound => StatusCode::NOT_FOUND,
        ProblemCode::InputInvalid
        | ProblemCode::ModelNotAvailable
        | ProblemCode::ModelDisabled
        | ProblemCode::ActionNotAvailable
        | ProblemCode::ActionDisabled
        | ProblemCode::RemoteInputInvalid
        | ProblemCode::JobClosed
        | ProblemCode::ApplicationAlreadyExists => StatusCode::BAD_REQUEST,
        ProblemCode::UnknownError => StatusCode::INTERNAL_SERVER_ERROR,
        ProblemCode::IpNotWhitelisted
        | ProblemCode::IntegrationPermissionMissing
        | ProblemCode::IntegrationAuthenticationInvalid
        | ProblemCode::IntegrationInactive => StatusCode::FORBIDDEN,
        ProblemCode::AuthenticationInvalid => StatusCode::UNAUTHORIZED,
        ProblemCode::RemoteServiceUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ProblemCode::TaskTimedOut => StatusCode::GATEWAY_TIMEOUT,
        ProblemCode::IntegrationQaFailed | ProblemCode::SetupSyncPending | ProblemCode::SetupIncomplete => {
            StatusCode::CONFLICT
        }
        ProblemCode::RemoteUnknownHttpError => StatusCode::BAD_GATEWAY,
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response =
            (self.status, Json(ErrorBody::new(self.code, self.message).logged_at(self.log_url)))
                .into_response();
        if response.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert("www-authenticate", HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Why a head was not read, by the status that it is answered with.
pub(super) fn of_head(status: u16) -> Option<ErrorBody> {
    let message = match status {
        400 => "request: it is no valid HTTP",
        414 => "request: the address is longer than 65,534 bytes; ask for fewer values at a time",
        431 => "request: the headers are longer than 128 KiB together with the address",
        _ => return None,
    };
    Some(ErrorBody::new(ProblemCode::InputInvalid, message.to_owned()))
}

/// A defect: the caller gets the envelope, the log gets the message.
#[expect(clippy::needless_pass_by_value, reason = "the panic layer hands the box over")]
pub(super) fn on_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let message = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = message, "a request handler panicked");
    ApiError::new(ProblemCode::UnknownError, "The service failed. The operator finds the reason in its log.")
        .into_response()
}
