use axum::Json;
use axum::extract::State;

use super::page::{self, PageParams};
use crate::api::auth::{Manage, Named};
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::page::QuarantinePage;
use crate::control::view;
use crate::store::quarantine;

const LIST: &str = "quarantine";

/// The rows of the ATS of which something could not be read, by model and id.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/quarantine",
    operation_id = "GetManagementIntegrationsIntegrationIdQuarantine",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration."), PageParams),
    responses((status = 200, description = "One page.", body = QuarantinePage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_quarantine(
    State(app): State<App>,
    named: Named<Manage>,
    params: Params,
) -> Result<Json<QuarantinePage>, ApiError> {
    let scope = &named.integration.scope;
    let params = PageParams::read(&params)?;
    let place = match &params.cursor {
        Some(cursor) => page::decode(LIST, scope.id(), cursor)?,
        None => " ".to_owned(),
    };
    // No model's name has a space in it.
    let after = place.split_once(' ').ok_or_else(page::wrong)?;
    let mut db = app.store.pool().acquire().await?;
    let mut entries = quarantine::list(&mut db, scope, after, params.limit()).await?;
    let last = params.cut(&mut entries, |entry| format!("{} {}", entry.resource, entry.remote_id));
    let next = last.map(|place| page::encode(LIST, scope.id(), &place));
    Ok(Json(QuarantinePage::new(next, entries.into_iter().map(view::quarantine_entry).collect())))
}
