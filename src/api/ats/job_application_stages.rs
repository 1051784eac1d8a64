use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::JobApplicationStagesPage;
use crate::domain::model::Model;

/// Which stage stands where in which job. An addition to Kombo's contract.
#[utoipa::path(
    get,
    path = "/ats/job-application-stages",
    operation_id = "GetAtsJobApplicationStages",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = JobApplicationStagesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_job_application_stages(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::JobApplicationStage, |_params, _scope| Ok(ListFilter::none())).await
}
