use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::JobPostingsPage;
use crate::domain::model::Model;

/// Job postings of all jobs. An addition to Kombo's contract.
#[utoipa::path(
    get,
    path = "/ats/job-postings",
    operation_id = "GetAtsJobPostings",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = JobPostingsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_job_postings(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::JobPosting, |_params, _scope| Ok(ListFilter::none())).await
}
