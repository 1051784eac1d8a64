//! Errors as callers see them (contract section 1.3).

use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::problem::ProblemCode;

/// Every answer that is not a success.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorBody {
    pub status: ErrorStatus,
    pub error: ErrorDetail,
}

/// The `status` of every error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ErrorStatus {
    #[default]
    Error,
}

/// What went wrong. Programs branch on `code` only.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// Null only for routes that do not exist.
    #[schema(required = true)]
    pub code: Option<ErrorCode>,
    /// The same for every error with this code.
    #[schema(required = true)]
    pub title: Option<String>,
    /// What went wrong with this request.
    pub message: String,
    /// The call to the ATS that went wrong, in the interaction log, for a key that may manage; null where no call was made.
    #[schema(required = true)]
    pub log_url: Option<String>,
}

impl ErrorBody {
    /// An error with the code's own title.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self {
            status: ErrorStatus::Error,
            error: ErrorDetail {
                code: Some(ErrorCode(code)),
                title: Some(code.title().to_owned()),
                message: message.into(),
                log_url: None,
            },
        }
    }

    /// With the address of what is known of it.
    #[must_use]
    pub fn logged_at(mut self, log_url: Option<String>) -> Self {
        self.error.log_url = log_url;
        self
    }

    /// The answer to a route that does not exist: it has neither code nor title.
    pub fn route_not_found(message: impl Into<String>) -> Self {
        Self {
            status: ErrorStatus::Error,
            error: ErrorDetail { code: None, title: None, message: message.into(), log_url: None },
        }
    }
}

/// One of the closed set of codes; official clients fail on any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorCode(pub ProblemCode);

impl From<ProblemCode> for ErrorCode {
    fn from(code: ProblemCode) -> Self {
        Self(code)
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl ToSchema for ErrorCode {}

impl PartialSchema for ErrorCode {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(ProblemCode::ALL.map(ProblemCode::as_str)))
            .description(Some("What programs branch on."))
            .into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The codes of the contract, written by hand.
    const CODES: [&str; 24] = [
        "PLATFORM.RATE_LIMIT_EXCEEDED",
        "PLATFORM.CONCURRENCY_LIMIT_EXCEEDED",
        "PLATFORM.INTEGRATION_NOT_FOUND",
        "PLATFORM.INPUT_INVALID",
        "PLATFORM.UNKNOWN_ERROR",
        "PLATFORM.IP_NOT_WHITELISTED",
        "PLATFORM.AUTHENTICATION_INVALID",
        "PLATFORM.TASK_TIMED_OUT",
        "INTEGRATION.PERMISSION_MISSING",
        "INTEGRATION.AUTHENTICATION_INVALID",
        "INTEGRATION.QA_FAILED",
        "INTEGRATION.SETUP_SYNC_PENDING",
        "INTEGRATION.SETUP_INCOMPLETE",
        "INTEGRATION.INACTIVE",
        "INTEGRATION.MODEL_NOT_AVAILABLE",
        "INTEGRATION.MODEL_DISABLED",
        "INTEGRATION.ACTION_NOT_AVAILABLE",
        "INTEGRATION.ACTION_DISABLED",
        "REMOTE.SERVICE_UNAVAILABLE",
        "REMOTE.RATE_LIMIT_EXCEEDED",
        "REMOTE.INPUT_INVALID",
        "REMOTE.UNKNOWN_HTTP_ERROR",
        "ATS.JOB_CLOSED",
        "ATS.APPLICATION_ALREADY_EXISTS",
    ];

    #[test]
    fn every_code_is_written_as_in_the_contract() {
        let written: Vec<_> =
            ProblemCode::ALL.iter().map(|code| serde_json::to_value(ErrorCode(*code)).unwrap()).collect();
        assert_eq!(written, CODES);
    }

    #[test]
    fn the_schema_is_closed_over_the_codes_of_the_contract() {
        let schema = serde_json::to_value(ErrorCode::schema()).unwrap();
        assert_eq!(schema["enum"], json!(CODES));
        assert_eq!(schema["type"], "string");
    }

    #[test]
    fn an_error_has_all_four_keys() {
        assert_eq!(
            serde_json::to_value(ErrorBody::new(ProblemCode::InputInvalid, "page_size is too large"))
                .unwrap(),
            json!({"status": "error", "error": {
                "code": "PLATFORM.INPUT_INVALID",
                "title": ProblemCode::InputInvalid.title(),
                "message": "page_size is too large",
                "log_url": null,
            }})
        );
        assert_eq!(
            serde_json::to_value(ErrorBody::route_not_found("Can not GET /v1/nothing")).unwrap(),
            json!({"status": "error", "error": {
                "code": null, "title": null, "message": "Can not GET /v1/nothing", "log_url": null,
            }})
        );
    }
}
