use axum::extract::State;
use axum::response::Response;

use crate::api::auth::Scoped;
use crate::api::list::{ListFilter, ListParams, list};
use crate::api::params::Params;
use crate::api::responses::ListErrors;
use crate::api::{ApiError, App};
use crate::contract::page::OffersPage;
use crate::domain::model::Model;

/// Offers with their application.
#[utoipa::path(
    get,
    path = "/ats/offers",
    operation_id = "GetAtsOffers",
    tag = "Unified ATS API",
    params(ListParams),
    responses((status = 200, description = "One page.", body = OffersPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
pub(super) async fn list_offers(
    State(app): State<App>,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    list(&app, &scoped, &params, Model::Offer, |_params, _scope| Ok(ListFilter::none())).await
}
