use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::CandidatesPage;
use crate::domain::index_key::folded_key;
use crate::domain::model::Model;
use crate::store::pages::Filter;

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct CandidateParams {
    /// Only candidates with this address, in any case.
    email: Option<String>,
    /// Only candidates with an application to one of these jobs, separated by commas.
    #[param(value_type = Option<String>)]
    job_ids: Option<Vec<String>>,
    /// Only candidates with exactly this first name, in any case.
    first_name: Option<String>,
    /// Only candidates with exactly this last name, in any case.
    last_name: Option<String>,
}

/// Candidates with their applications and tags.
#[utoipa::path(
    get,
    path = "/ats/candidates",
    operation_id = "GetAtsCandidates",
    tag = "Unified ATS API",
    params(ListParams, CandidateParams),
    responses((status = 200, description = "One page.", body = CandidatesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_candidates(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Candidate, |params, _scope| {
        Ok(CandidateParams::read(params)?.filter())
    })
    .await
}

impl CandidateParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            email: params.text("email")?,
            job_ids: params.list("job_ids")?,
            first_name: params.text("first_name")?,
            last_name: params.text("last_name")?,
        })
    }

    fn filter(self) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        let folded = |text: Option<String>| text.as_deref().map(folded_key);
        let filter = Filter::Candidates {
            email: folded(self.email),
            job_ids: self.job_ids,
            first_name: folded(self.first_name),
            last_name: folded(self.last_name),
        };
        ListFilter { filter, needs: Vec::new() }
    }
}
