use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::TagsPage;
use crate::domain::model::Model;

/// Tags that candidates have.
#[utoipa::path(
    get,
    path = "/ats/tags",
    operation_id = "GetAtsTags",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = TagsPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_tags(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Tag, |_params, _scope| Ok(ListFilter::none())).await
}
