//! About the key.

use axum::Json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::App;
use super::auth::Authenticated;
use super::responses::GeneralErrors;
use crate::contract::general::{CheckApiKey, CheckApiKeyResponse};
use crate::contract::page::SuccessStatus;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check_api_key))
}

/// Whether the key is valid, and whose it is.
#[utoipa::path(
    get,
    path = "/check-api-key",
    operation_id = "GetCheckApiKey",
    tag = "General",
    responses((status = 200, description = "The key is valid.", body = CheckApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn check_api_key(Authenticated(caller): Authenticated) -> Json<CheckApiKeyResponse> {
    let environment_id = caller.environment.public_id;
    let data = CheckApiKey { customer_id: environment_id.clone(), environment_id };
    Json(CheckApiKeyResponse { status: SuccessStatus::Success, data })
}
