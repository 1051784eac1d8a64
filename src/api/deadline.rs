//! An end for requests that take too long, whatever keeps them.

use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::ApiError;

/// How long requests may take that neither wait for an ATS nor send a list as a whole.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Gives a request up that is not answered in time. What it changed is undone with its transaction.
pub(super) async fn in_time(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(answer) => answer,
        Err(_elapsed) => {
            tracing::warn!(seconds = patience.as_secs(), "a request took too long and was given up");
            ApiError::too_slow(patience).into_response()
        }
    }
}
