use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, both, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::JobsPage;
use crate::domain::index_key::index_key;
use crate::domain::model::Model;
use crate::store::pages::Filter;

const STATUSES: [&str; 4] = ["OPEN", "CLOSED", "DRAFT", "ARCHIVED"];
const EMPLOYMENT_TYPES: [&str; 5] = ["FULL_TIME", "PART_TIME", "CONTRACT", "SEASONAL", "INTERNSHIP"];
const VISIBILITIES: [&str; 4] = ["PUBLIC", "INTERNAL", "UNLISTED", "CONFIDENTIAL"];

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct JobParams {
    /// Only jobs with these codes, separated by commas.
    #[param(value_type = Option<String>)]
    job_codes: Option<Vec<String>>,
    /// Only the job whose posting has this URL.
    post_url: Option<String>,
    /// Only these statuses, separated by commas: OPEN, CLOSED, DRAFT, ARCHIVED.
    #[param(value_type = Option<String>)]
    statuses: Option<Vec<String>>,
    /// Only this status. Deprecated: use `statuses`.
    #[param(value_type = Option<String>)]
    status: Option<Vec<String>>,
    /// Only these types, separated by commas: `FULL_TIME`, `PART_TIME`, `CONTRACT`, `SEASONAL`, `INTERNSHIP`.
    #[param(value_type = Option<String>)]
    employment_types: Option<Vec<String>>,
    /// Only these visibilities, separated by commas: PUBLIC, INTERNAL, UNLISTED, CONFIDENTIAL.
    #[param(value_type = Option<String>)]
    visibilities: Option<Vec<String>>,
    /// Only jobs created in the ATS on or after this day.
    #[param(value_type = Option<String>, example = "2024-05-01T00:00:00.000Z")]
    remote_created_after: Option<DateTime<Utc>>,
    /// Only jobs whose name contains this text, in any case.
    name_contains: Option<String>,
}

/// Jobs with their stages, postings and hiring team.
#[utoipa::path(
    get,
    path = "/ats/jobs",
    operation_id = "GetAtsJobs",
    tag = "Unified ATS API",
    params(ListParams, JobParams),
    responses((status = 200, description = "One page.", body = JobsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_jobs(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Job, |params, _scope| Ok(JobParams::read(params)?.filter())).await
}

impl JobParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            job_codes: params.list("job_codes")?,
            post_url: params.text("post_url")?,
            statuses: params.one_of_list("statuses", &STATUSES)?,
            status: params.one_of_list("status", &STATUSES)?,
            employment_types: params.one_of_list("employment_types", &EMPLOYMENT_TYPES)?,
            visibilities: params.one_of_list("visibilities", &VISIBILITIES)?,
            remote_created_after: params.time("remote_created_after")?,
            name_contains: params.text("name_contains")?,
        })
    }

    fn filter(self) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        let mut needs = Vec::new();
        if self.employment_types.is_some() {
            needs.push("employment_type");
        }
        if self.visibilities.is_some() {
            needs.push("visibility");
        }
        let filter = Filter::Jobs {
            job_codes: self.job_codes.map(|codes| codes.iter().map(|code| index_key(code)).collect()),
            post_url: self.post_url.as_deref().map(index_key),
            statuses: both(self.statuses, self.status),
            employment_types: self.employment_types,
            visibilities: self.visibilities,
            remote_created_after: self.remote_created_after,
            name_contains: self.name_contains.map(|text| text.to_lowercase()),
        };
        ListFilter { filter, needs }
    }
}
