use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::InterviewingTeamMembersPage;
use crate::domain::model::Model;

/// Who holds which interview. An addition to Kombo's contract.
#[utoipa::path(
    get,
    path = "/ats/interviewing-team-members",
    operation_id = "GetAtsInterviewingTeamMembers",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = InterviewingTeamMembersPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_interviewing_team_members(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::InterviewingTeamMember, |_params, _scope| Ok(ListFilter::none()))
        .await
}
