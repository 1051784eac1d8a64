//! Whole lists as a stream of lines. An addition to Kombo's contract.

mod copying;
mod limits;
mod lines;

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Scoped;
use super::list::{available, known, readable};
use super::list_name::ListName;
use super::params::Params;
use super::responses::ExportErrors;
use super::{ApiError, App, freshness};
use crate::contract::export::ExportLine;
use crate::domain::model::Model;
use crate::domain::problem::ProblemCode;
use crate::store::exports::Export;
use crate::store::replica::{Need, Walk};

pub(super) use limits::Exports;
pub use limits::Limits;

pub(super) fn routes() -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::new().routes(routes!(export_list));
    let items = routes.get_openapi_mut().paths.paths.values_mut();
    items.filter_map(|item| item.get.as_mut()).for_each(freshness::describe);
    routes
}

#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
struct ExportParams {
    /// Only records that changed at this time or later, as in the lists.
    #[param(value_type = Option<String>, example = "2024-05-01T12:30:00.000Z")]
    updated_after: Option<DateTime<Utc>>,
    /// Whether deleted records are exported too.
    #[param(value_type = Option<bool>, default = false)]
    include_deleted: bool,
    /// Whether `remote_data` holds the record as the ATS delivered it.
    #[param(value_type = Option<bool>, default = false)]
    include_remote_data: bool,
}

impl ExportParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            updated_after: params.time("updated_after")?,
            include_deleted: params.flag("include_deleted")?,
            include_remote_data: params.flag("include_remote_data")?,
        })
    }
}

/// A whole list as it was at one moment, one JSON text per line. An addition to Kombo's contract.
///
/// The first line is an `ExportHead`, which tells how to follow the list from there. The records come in the order of
/// the list. The last line is an `ExportTail`: without it, the export is not complete. A caller that takes nothing for a
/// minute is cut off, and so is an export that takes more than an hour.
#[utoipa::path(
    get,
    path = "/ats/{model}/export",
    operation_id = "GetAtsModelExport",
    tag = "Unified ATS API",
    params(("model" = inline(ListName), Path, description = "The list."), ExportParams),
    responses(
        (status = 200, description = "Lines.", body = ExportLine, content_type = "application/x-ndjson"),
        ExportErrors
    ),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn export_list(
    State(app): State<App>,
    list: ListName,
    scoped: Scoped,
    params: Params,
) -> Result<Response, ApiError> {
    let mut answer = answer(&app, list, &scoped, &params).await.into_response();
    if let Some(model) = list.model {
        freshness::tell(&scoped.freshness, model, answer.headers_mut());
    }
    Ok(answer)
}

async fn answer(app: &App, list: ListName, scoped: &Scoped, params: &Params) -> Result<Response, ApiError> {
    let integration = &*scoped.integration;
    available(integration, list.slug)?;
    let unread =
        || ApiError::new(ProblemCode::ModelNotAvailable, format!("{} cannot be read yet.", list.slug));
    let model = list.model.ok_or_else(unread)?;
    let params = ExportParams::read(params)?;
    readable(integration)?;
    let body = start(app, scoped, model, &params).await?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/x-ndjson"))], body).into_response())
}

async fn start(app: &App, scoped: &Scoped, model: Model, params: &ExportParams) -> Result<Body, ApiError> {
    let turn = app.exports.turn().ok_or_else(|| {
        ApiError::busy("As many exports are running as this process allows. Try again in a moment.", 5)
    })?;
    let export = Export {
        scope: scoped.integration.scope.clone(),
        model,
        updated_after: params.updated_after.map(|time| app.store.unseen_since(time)),
        include_deleted: params.include_deleted,
        include_raw: params.include_remote_data,
    };
    // Before the snapshot is taken: what it cannot show is committed later.
    let head = lines::head(model, app.clock.now());
    let need = Need { known: known(scoped, model), walk: Walk::Begins };
    copying::start(app, export, need, head, turn).await
}
