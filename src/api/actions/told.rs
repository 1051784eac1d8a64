//! How an action's end is told.

use axum::Json;
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use crate::actions::{CONCURRENCY_LIMIT, Performed, Told};
use crate::api::ApiError;
use crate::domain::id::IntegrationId;
use crate::domain::problem::ProblemCode;
use crate::public_url::PublicUrl;

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

/// The interaction log of an integration, as callers are pointed to it.
pub(in crate::api) struct Log<'a> {
    pub public_url: Option<&'a PublicUrl>,
    pub integration: &'a IntegrationId,
}

impl Log<'_> {
    fn url(&self, interaction: &str) -> Option<String> {
        let path = format!("/v1/management/integrations/{}/interactions/{interaction}", self.integration);
        self.public_url.map(|public_url| public_url.link(&path))
    }
}

pub(super) fn too_many() -> ApiError {
    let message = format!(
        "{CONCURRENCY_LIMIT} actions of this integration are under way, and no more are allowed at a time. Nothing was \
         done; try again in about a second."
    );
    ApiError::new(ProblemCode::ConcurrencyLimitExceeded, message).after(1)
}

pub(in crate::api) fn response(performed: Performed, log: &Log<'_>) -> Response {
    let Performed { action, told, replayed, interaction } = performed;
    let url = || interaction.as_deref().and_then(|id| log.url(id));
    let (mut response, outcome) = match told {
        Told::Done { data, warnings } => {
            let warnings: Vec<_> = warnings.iter().map(|message| json!({ "message": message })).collect();
            let body = json!({ "status": "success", "data": data, "warnings": warnings });
            (Json(body).into_response(), "done")
        }
        Told::Refused(refusal) => (ApiError::from(refusal).logged_at(url()).into_response(), "not-done"),
        Told::Failed { code, message, retry_after } => {
            let error = ApiError::new(code, message).logged_at(url());
            let error = if let Some(seconds) = retry_after { error.after(seconds) } else { error };
            (error.into_response(), "not-done")
        }
        Told::Uncertain { code, message } => {
            (ApiError::new(code, message).logged_at(url()).into_response(), "uncertain")
        }
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
