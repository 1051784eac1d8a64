use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::RejectionReasonsPage;
use crate::domain::model::Model;

/// Reasons for which applications are rejected.
#[utoipa::path(
    get,
    path = "/ats/rejection-reasons",
    operation_id = "GetAtsRejectionReasons",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = RejectionReasonsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_rejection_reasons(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::RejectionReason, |_params, _scope| Ok(ListFilter::none())).await
}
