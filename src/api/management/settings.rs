use axum::Json;
use axum::extract::State;

use crate::api::auth::{Manage, Named};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{SyncSettingsChange, SyncSettingsResponse};
use crate::contract::page::SuccessStatus;
use crate::control::settings;
use crate::store::StoreError;

/// How often the integration is synced, and how much a sync may delete.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/sync-settings",
    operation_id = "GetManagementIntegrationsIntegrationIdSyncSettings",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    responses((status = 200, description = "The settings.", body = SyncSettingsResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_sync_settings(
    State(app): State<App>,
    named: Named<Manage>,
) -> Result<Json<SyncSettingsResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let data = settings::get(&mut db, &named.integration.scope).await?;
    Ok(Json(SyncSettingsResponse { status: SuccessStatus::Success, data }))
}

/// Changes the settings that are given. A shorter interval counts from now on.
#[utoipa::path(
    patch,
    path = "/management/integrations/{integration_id}/sync-settings",
    operation_id = "PatchManagementIntegrationsIntegrationIdSyncSettings",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = SyncSettingsChange,
    responses((status = 200, description = "The settings as they are now.", body = SyncSettingsResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn change_sync_settings(
    State(app): State<App>,
    named: Named<Manage>,
    Body(change): Body<SyncSettingsChange>,
) -> Result<Json<SyncSettingsResponse>, ApiError> {
    let mut tx = app.store.begin().await?;
    let by = (&named.caller.actor(), app.clock.now());
    let data = settings::change(&mut tx, &named.integration.scope, change, by).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(SyncSettingsResponse { status: SuccessStatus::Success, data }))
}
