//! About one integration: what it is, and what it delivers.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{Named, Read, Write};
use super::body::Body;
use super::responses::GeneralErrors;
use super::tools::{assets, coverage};
use super::{ApiError, App};
use crate::connectors::capability::{Capabilities, Coverage};
use crate::connectors::registry;
use crate::contract::general::{
    ActionFieldDetails, DoneResponse, EndUser, FieldDetails, IntegrationCategory, IntegrationDetails,
    IntegrationDetailsResponse, IntegrationTool, ReadModelDetails, ScopeConfig, ScopeSetting,
    SetEnabledRequest, SetupStatus, WriteActionDetails,
};
use crate::contract::management::Nothing;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::control::deletion::delete;
use crate::control::listed;
use crate::control::switch::{Switch, switch};
use crate::store::StoreError;
use crate::store::integrations::Integration;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_integration, delete_integration)).routes(routes!(set_enabled))
}

/// The integration's state, and every model, field and action with how far it is covered.
#[utoipa::path(
    get,
    path = "/integrations/{integration_id}",
    operation_id = "GetIntegrationsIntegrationId",
    tag = "General",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    responses((status = 200, description = "The integration.", body = IntegrationDetailsResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn get_integration(named: Named<Read>) -> Result<Json<IntegrationDetailsResponse>, ApiError> {
    let data = details(&named.integration).ok_or_else(ApiError::no_integration)?;
    Ok(Json(IntegrationDetailsResponse { status: SuccessStatus::Success, data }))
}

/// Switches the integration on or off. Off: queued and running syncs are cancelled, and lists answer
/// `INTEGRATION.INACTIVE`; credentials and records are kept. On: it is synced at once. Doing it again changes nothing.
#[utoipa::path(
    put,
    path = "/integrations/{integration_id}/enabled",
    operation_id = "PutIntegrationsIntegrationIdEnabled",
    tag = "General",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = SetEnabledRequest,
    responses((status = 200, description = "Done.", body = DoneResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn set_enabled(
    State(app): State<App>,
    named: Named<Write>,
    Body(wanted): Body<SetEnabledRequest>,
) -> Result<Json<DoneResponse>, ApiError> {
    let to = if wanted.value { Switch::On } else { Switch::Off };
    let mut tx = app.store.begin().await?;
    switch(&mut tx, &named.integration.scope, (&named.caller.actor(), to), app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(DoneResponse::default()))
}

/// Deletes the integration: from now on its id is unknown, and nothing of it is synced. What callers can undo ends here; its
/// credentials and records are erased some days later, in which the operator can restore it.
#[utoipa::path(
    delete,
    path = "/integrations/{integration_id}",
    operation_id = "DeleteIntegrationsIntegrationId",
    tag = "General",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = Nothing,
    responses((status = 200, description = "Done.", body = DoneResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn delete_integration(
    State(app): State<App>,
    named: Named<Write>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<DoneResponse>, ApiError> {
    let mut tx = app.store.begin().await?;
    let times = (app.clock.now(), app.deleted_kept);
    if !delete(&mut tx, &named.integration.scope, &named.caller.actor(), times).await? {
        return Err(ApiError::no_integration());
    }
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(DoneResponse::default()))
}

/// `None` when the build no longer has the integration's connector.
fn details(integration: &Integration) -> Option<IntegrationDetails> {
    let id = integration.scope.id();
    let tool = registry::find(id.tool())?;
    let capabilities = (tool.capabilities)(&integration.settings);
    let assets = assets(tool.label);
    Some(IntegrationDetails {
        id: id.to_string(),
        tool: IntegrationTool {
            id: tool.slug.to_owned(),
            label: tool.label.to_owned(),
            internal_label: None,
            logo_url: assets.logo_url,
            icon_url: assets.icon_url,
        },
        category: IntegrationCategory::Ats,
        status: listed::status(integration.status),
        setup_status: match integration.published_at {
            Some(_published) => SetupStatus::Completed,
            None => SetupStatus::FinalSyncPending,
        },
        end_user: EndUser {
            organization_name: integration.organization_name.clone(),
            creator_email: integration.creator_email.clone(),
            origin_id: integration.origin_id.clone(),
        },
        scope_config: ScopeConfig { id: "default".to_owned(), name: Some("Everything".to_owned()) },
        data_expired_at: integration.expired_at.map(Timestamp),
        created_at: Timestamp(integration.created_at),
        beta: false,
        read_models: read_models(&capabilities),
        write_actions: write_actions(&capabilities),
    })
}

fn read_models(capabilities: &Capabilities) -> Vec<ReadModelDetails> {
    let field = |field: &crate::connectors::capability::FieldCapability, available: bool| FieldDetails {
        id: field.id.to_owned(),
        is_available: available && field.coverage == Coverage::Supported,
        coverage_status: coverage(field.coverage),
        scope_config_setting: ScopeSetting::Enabled,
        opted_out_by_customer: false,
    };
    let model = |model: &crate::connectors::capability::ModelCapability| ReadModelDetails {
        id: model.id.to_owned(),
        label: model.label.to_owned(),
        is_available: model.available,
        coverage_status: coverage(model.coverage),
        scope_config_setting: ScopeSetting::Enabled,
        opted_out_by_customer: false,
        fields: model.fields.iter().map(|f| field(f, model.available)).collect(),
    };
    capabilities.models.iter().map(model).collect()
}

fn write_actions(capabilities: &Capabilities) -> Vec<WriteActionDetails> {
    let action = |action: &crate::connectors::capability::ActionCapability| WriteActionDetails {
        id: action.id.to_owned(),
        label: action.label.to_owned(),
        is_available: action.available,
        coverage_status: coverage(action.coverage),
        scope_config_setting: ScopeSetting::Enabled,
        opted_out_by_customer: false,
        fields: action
            .fields
            .iter()
            .map(|field| ActionFieldDetails {
                id: field.id.to_owned(),
                is_available: action.available && field.coverage == Coverage::Supported,
                coverage_status: coverage(field.coverage),
            })
            .collect(),
    };
    capabilities.actions.iter().map(action).collect()
}
