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
use crate::connectors::capability::{
    ActionCapability, Capabilities, Coverage, FieldCapability, ModelCapability,
};
use crate::connectors::registry;
use crate::contract::general::{
    ActionFieldDetails, DoneResponse, EndUser, FieldDetails, IntegrationCategory, IntegrationDetails,
    IntegrationDetailsResponse, IntegrationStatus, IntegrationTool, ReadModelDetails, ScopeConfig,
    SetEnabledRequest, SetupStatus, WriteActionDetails,
};
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::control::scopes;
use crate::control::switch::{Switch, switch};
use crate::domain::scopes::{Scopes, Setting, field_id};
use crate::store::StoreError;
use crate::store::integrations::{Integration, Status};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(get_integration)).routes(routes!(set_enabled))
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
        status: match integration.status {
            Status::Active => IntegrationStatus::Active,
            Status::Invalid => IntegrationStatus::Invalid,
            Status::Inactive => IntegrationStatus::Inactive,
        },
        setup_status: match integration.published_at {
            Some(_published) => SetupStatus::Completed,
            None => SetupStatus::FinalSyncPending,
        },
        end_user: EndUser {
            organization_name: integration.organization_name.clone(),
            creator_email: integration.creator_email.clone(),
            origin_id: integration.origin_id.clone(),
        },
        scope_config: scope_config(integration.scopes()),
        data_expired_at: None,
        created_at: Timestamp(integration.created_at),
        beta: false,
        read_models: read_models(&capabilities, integration.scopes()),
        write_actions: write_actions(&capabilities, integration.scopes()),
    })
}

fn scope_config(scopes: &Scopes) -> ScopeConfig {
    let name = scopes.config().cloned().unwrap_or_else(scopes::built_in);
    ScopeConfig { id: name.id, name: Some(name.name) }
}

fn read_models(capabilities: &Capabilities, scopes: &Scopes) -> Vec<ReadModelDetails> {
    capabilities.models.iter().map(|model| read_model(model, scopes)).collect()
}

fn read_model(model: &ModelCapability, scopes: &Scopes) -> ReadModelDetails {
    let is_available = model.available && scopes.takes_named(model.id);
    let field = |field: &FieldCapability| {
        let id = field_id(model.id, field.id);
        let (setting, opted_out) = (scopes.settings().field(&id), scopes.opted_out().fields.contains(&id));
        let is_filled = field.coverage == Coverage::Supported;
        FieldDetails {
            id: field.id.to_owned(),
            is_available: is_available && is_filled && setting.is_on(opted_out),
            coverage_status: coverage(field.coverage),
            scope_config_setting: setting.into(),
            opted_out_by_customer: setting == Setting::Optional && opted_out,
        }
    };
    let setting = scopes.settings().model(model.id);
    ReadModelDetails {
        id: model.id.to_owned(),
        label: model.label.to_owned(),
        is_available,
        coverage_status: coverage(model.coverage),
        scope_config_setting: setting.into(),
        opted_out_by_customer: setting == Setting::Optional && !scopes.takes_named(model.id),
        fields: model.fields.iter().map(field).collect(),
    }
}

fn write_actions(capabilities: &Capabilities, scopes: &Scopes) -> Vec<WriteActionDetails> {
    capabilities.actions.iter().map(|action| write_action(action, scopes)).collect()
}

fn write_action(action: &ActionCapability, scopes: &Scopes) -> WriteActionDetails {
    let setting = scopes.settings().action(action.id);
    let is_on = setting.is_on(scopes.opted_out().actions.contains(action.id));
    let is_available = action.available && is_on;
    let field = |field: &FieldCapability| ActionFieldDetails {
        id: field.id.to_owned(),
        is_available: is_available && field.coverage == Coverage::Supported,
        coverage_status: coverage(field.coverage),
    };
    WriteActionDetails {
        id: action.id.to_owned(),
        label: action.label.to_owned(),
        is_available,
        coverage_status: coverage(action.coverage),
        scope_config_setting: setting.into(),
        opted_out_by_customer: setting == Setting::Optional && !is_on,
        fields: action.fields.iter().map(field).collect(),
    }
}
