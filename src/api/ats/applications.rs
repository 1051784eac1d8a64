use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, both, derived, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::ApplicationsPage;
use crate::domain::model::Model;
use crate::store::IntegrationScope;
use crate::store::pages::Filter;

const OUTCOMES: [&str; 3] = ["PENDING", "HIRED", "DECLINED"];

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct ApplicationParams {
    /// Only these outcomes, separated by commas: PENDING, HIRED, DECLINED.
    #[param(value_type = Option<String>)]
    outcomes: Option<Vec<String>>,
    /// Only this outcome. Deprecated: use `outcomes`.
    #[param(value_type = Option<String>)]
    outcome: Option<Vec<String>>,
    /// Only applications to these jobs, separated by commas.
    #[param(value_type = Option<String>)]
    job_ids: Option<Vec<String>>,
    /// The same by the ids of the ATS.
    #[param(value_type = Option<String>)]
    job_remote_ids: Option<Vec<String>>,
    /// Only applications that are in these stages, separated by commas.
    #[param(value_type = Option<String>)]
    current_stage_ids: Option<Vec<String>>,
    /// Only applications created in the ATS at this time or later.
    #[param(value_type = Option<String>, example = "2024-05-01T00:00:00.000Z")]
    remote_created_after: Option<DateTime<Utc>>,
}

/// Applications with their candidate, stage, job, interviews and offers.
#[utoipa::path(
    get,
    path = "/ats/applications",
    operation_id = "GetAtsApplications",
    tag = "Unified ATS API",
    params(ListParams, ApplicationParams),
    responses((status = 200, description = "One page.", body = ApplicationsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_applications(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Application, |params, scope| {
        Ok(ApplicationParams::read(params)?.filter(scope))
    })
    .await
}

impl ApplicationParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            outcomes: params.one_of_list("outcomes", &OUTCOMES)?,
            outcome: params.one_of_list("outcome", &OUTCOMES)?,
            job_ids: params.list("job_ids")?,
            job_remote_ids: params.list("job_remote_ids")?,
            current_stage_ids: params.list("current_stage_ids")?,
            remote_created_after: params.time("remote_created_after")?,
        })
    }

    fn filter(self, scope: &IntegrationScope) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        let filter = Filter::Applications {
            outcomes: both(self.outcomes, self.outcome),
            job_ids: both(self.job_ids, derived(scope, Model::Job, self.job_remote_ids)),
            current_stage_ids: self.current_stage_ids,
            remote_created_after: self.remote_created_after,
        };
        ListFilter { filter, needs: Vec::new() }
    }
}
