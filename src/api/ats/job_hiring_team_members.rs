use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::JobHiringTeamMembersPage;
use crate::domain::model::Model;

/// Who works on which job. An addition to Kombo's contract.
#[utoipa::path(
    get,
    path = "/ats/job-hiring-team-members",
    operation_id = "GetAtsJobHiringTeamMembers",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = JobHiringTeamMembersPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_job_hiring_team_members(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::JobHiringTeamMember, |_params, _scope| Ok(ListFilter::none())).await
}
