//! How an action's end is told.

use axum::Json;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::actions::{CONCURRENCY_LIMIT, Performed, Told};
use crate::api::ApiError;
use crate::domain::problem::ProblemCode;

const LIMIT: HeaderName = HeaderName::from_static("concurrency-limit");
const REMAINING: HeaderName = HeaderName::from_static("concurrency-remaining");
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
const ACTION: HeaderName = HeaderName::from_static("action-id");
const OUTCOME: HeaderName = HeaderName::from_static("action-outcome");

/// How many actions the integration may have under way (contract section 1.4).
pub(in crate::api) struct Concurrency {
    /// Besides this one.
    pub remaining: Option<u32>,
}

impl Concurrency {
    pub(in crate::api) fn tell(self, mut response: Response) -> Response {
        let headers = response.headers_mut();
        headers.insert(LIMIT, CONCURRENCY_LIMIT.into());
        if let Some(remaining) = self.remaining {
            headers.insert(REMAINING, remaining.into());
        }
        response
    }
}

pub(super) fn too_many() -> ApiError {
    let message = format!(
        "{CONCURRENCY_LIMIT} actions of this integration are under way, and no more are allowed at a time. Nothing was \
         done; try again in about a second."
    );
    ApiError::new(ProblemCode::ConcurrencyLimitExceeded, message).after(1)
}

pub(in crate::api) fn response(performed: Performed) -> Response {
    let Performed { action, told, replayed } = performed;
    let (mut response, outcome) = match told {
        Told::Done { data, warnings } => {
            let warnings: Vec<_> = warnings.iter().map(|message| json!({ "message": message })).collect();
            let body = json!({ "status": "success", "data": data, "warnings": warnings });
            (Json(body).into_response(), "done")
        }
        Told::Refused(refusal) => (ApiError::from(refusal).into_response(), "not-done"),
        Told::Failed { code, message, retry_after } => {
            let error = ApiError::new(code, message);
            let error = if let Some(seconds) = retry_after { error.after(seconds) } else { error };
            (error.into_response(), "not-done")
        }
        Told::Uncertain { code, message } => (ApiError::new(code, message).into_response(), "uncertain"),
    };
    let headers = response.headers_mut();
    headers.insert(OUTCOME, HeaderValue::from_static(outcome));
    if replayed {
        headers.insert(REPLAYED, HeaderValue::from_static("true"));
    }
    if let Some(action) = action.and_then(|id| HeaderValue::try_from(id).ok()) {
        headers.insert(ACTION, action);
    }
    response
}
