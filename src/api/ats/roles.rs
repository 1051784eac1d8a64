use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::RolesPage;
use crate::domain::model::Model;
use crate::store::pages::Filter;

const SCOPES: [&str; 2] = ["SYSTEM", "JOB"];

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct RoleParams {
    /// Only these scopes, separated by commas: SYSTEM, JOB.
    #[param(value_type = Option<String>)]
    scopes: Option<Vec<String>>,
}

/// Roles that users have in the ATS or on jobs.
#[utoipa::path(
    get,
    path = "/ats/roles",
    operation_id = "GetAtsRoles",
    tag = "Unified ATS API",
    params(ListParams, RoleParams),
    responses((status = 200, description = "One page.", body = RolesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_roles(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Role, |params, _scope| Ok(RoleParams::read(params)?.filter())).await
}

impl RoleParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self { scopes: params.one_of_list("scopes", &SCOPES)? })
    }

    fn filter(self) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        ListFilter { filter: Filter::Roles { scopes: self.scopes }, needs: Vec::new() }
    }
}
