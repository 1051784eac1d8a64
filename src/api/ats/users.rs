use axum::extract::State;
use axum::response::Response;
use utoipa::IntoParams;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::UsersPage;
use crate::domain::index_key::folded_key;
use crate::domain::model::Model;
use crate::store::pages::Filter;

/// The filters of this list (contract section 2.2). Texts are compared without regard to case where it says so.
#[derive(Debug, Default, PartialEq, Eq, IntoParams)]
#[into_params(parameter_in = Query)]
struct UserParams {
    /// Only users with these addresses, in any case, separated by commas.
    #[param(value_type = Option<String>)]
    emails: Option<Vec<String>>,
}

/// Users of the ATS with their roles.
#[utoipa::path(
    get,
    path = "/ats/users",
    operation_id = "GetAtsUsers",
    tag = "Unified ATS API",
    params(ListParams, UserParams),
    responses((status = 200, description = "One page.", body = UsersPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_users(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::User, |params, _scope| Ok(UserParams::read(params)?.filter())).await
}

impl UserParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self { emails: params.list("emails")? })
    }

    fn filter(self) -> ListFilter {
        if self == Self::default() {
            return ListFilter::none();
        }
        let emails = self.emails.map(|emails| emails.iter().map(|email| folded_key(email)).collect());
        ListFilter { filter: Filter::Users { emails }, needs: Vec::new() }
    }
}
