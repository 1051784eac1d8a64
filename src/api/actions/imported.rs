//! Applications that were created elsewhere (contract section 4, endpoint 12): no connector has a way to name them.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};

use super::told::Concurrency;
use crate::api::auth::{Scoped, Write};
use crate::api::responses::ActionErrors;
use crate::api::{ApiError, App};
use crate::contract::action::ImportTrackedApplicationResponse;
use crate::contract::input::ImportTrackedApplicationRequest;
use crate::domain::problem::ProblemCode;

/// Marks an application as created by the caller. No connector can do it so far.
#[utoipa::path(
    post,
    path = "/ats/import-tracked-application",
    operation_id = "PostAtsImportTrackedApplication",
    tag = "Unified ATS API",
    request_body = ImportTrackedApplicationRequest,
    responses(
        (status = 200, description = "Done.", body = ImportTrackedApplicationResponse), ActionErrors
    ),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn import_tracked_application(State(app): State<App>, scoped: Scoped<Write>) -> Response {
    let id = scoped.integration.scope.id();
    let message = format!(
        "Tracked applications cannot be imported into {}: the contract has no form for it.",
        id.tool()
    );
    let remaining = app.turns.remaining(&scoped.integration.scope).await.ok();
    Concurrency { remaining }.tell(ApiError::new(ProblemCode::ActionNotAvailable, message).into_response())
}
