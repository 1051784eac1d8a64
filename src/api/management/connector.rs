use axum::Json;
use axum::extract::State;

use crate::api::auth::{Manage, Named};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{ConnectorSettings, ConnectorSettingsResponse};
use crate::contract::page::SuccessStatus;
use crate::control::connector;
use crate::store::StoreError;

/// The settings of the integration's connector, such as the user of the ATS in whose name notes are written.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/connector-settings",
    operation_id = "GetManagementIntegrationsIntegrationIdConnectorSettings",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    responses((status = 200, description = "The settings.", body = ConnectorSettingsResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_connector_settings(named: Named<Manage>) -> Json<ConnectorSettingsResponse> {
    let data = connector::shown(named.integration.settings.clone());
    Json(ConnectorSettingsResponse { status: SuccessStatus::Success, data })
}

/// Changes the settings that are given; null removes one.
#[utoipa::path(
    patch,
    path = "/management/integrations/{integration_id}/connector-settings",
    operation_id = "PatchManagementIntegrationsIntegrationIdConnectorSettings",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = ConnectorSettings,
    responses(
        (status = 200, description = "The settings as they are now.", body = ConnectorSettingsResponse), GeneralErrors
    ),
    security(("ApiKey" = []))
)]
pub(super) async fn change_connector_settings(
    State(app): State<App>,
    named: Named<Manage>,
    Body(ConnectorSettings(change)): Body<ConnectorSettings>,
) -> Result<Json<ConnectorSettingsResponse>, ApiError> {
    let mut tx = app.store.begin().await?;
    let by = (&named.caller.actor(), app.clock.now());
    let data = connector::change(&mut tx, &named.integration.scope, &change, by).await?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(ConnectorSettingsResponse { status: SuccessStatus::Success, data }))
}
