use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::InterviewsPage;
use crate::domain::model::Model;
use crate::store::pages::Filter;

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct InterviewParams {
    /// Only interviews for applications to these jobs, separated by commas.
    #[param(value_type = Option<String>)]
    job_ids: Option<Vec<String>>,
}

/// Scheduled interviews with their interviewers and application.
#[utoipa::path(
    get,
    path = "/ats/interviews",
    operation_id = "GetAtsInterviews",
    tag = "Unified ATS API",
    params(ListParams, InterviewParams),
    responses((status = 200, description = "One page.", body = InterviewsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_interviews(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Interview, |params, _scope| {
        Ok(InterviewParams::read(params)?.filter())
    })
    .await
}

impl InterviewParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self { job_ids: params.list("job_ids")? })
    }

    fn filter(self) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        ListFilter { filter: Filter::Interviews { job_ids: self.job_ids }, needs: Vec::new() }
    }
}
