use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::ApplicationStagesPage;
use crate::domain::model::Model;

/// Stages of all jobs. Deprecated in Kombo's contract: the stages inside jobs say where each stands.
#[utoipa::path(
    get,
    path = "/ats/application-stages",
    operation_id = "GetAtsApplicationStages",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = ApplicationStagesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_application_stages(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::ApplicationStage, |_params, _scope| Ok(ListFilter::none())).await
}
