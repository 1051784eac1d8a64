//! The numbers about the process, for Prometheus. They name routes, and no caller, integration or record.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};

use super::{ApiError, App};
use crate::domain::problem::ProblemCode;
use crate::telemetry::metrics;

pub(super) async fn tell(State(app): State<App>) -> Result<Response, ApiError> {
    let text = app.metrics.text().map_err(|error| {
        tracing::error!(%error, "the metrics cannot be told");
        ApiError::new(
            ProblemCode::UnknownError,
            "The metrics cannot be told. The operator finds the reason in its log.",
        )
    })?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(metrics::CONTENT_TYPE))], text).into_response())
}
