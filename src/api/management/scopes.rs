use axum::Json;
use axum::extract::{Path, State};

use super::page::{self, PageParams};
use crate::api::auth::{Allowed, Manage, Named};
use crate::api::body::Body;
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::general::DoneResponse;
use crate::contract::management::{
    ChangeScopeConfigRequest, ChooseScopeConfigRequest, CreateScopeConfigRequest, ScopeConfigResponse,
};
use crate::contract::page::{ScopeConfigsPage, SuccessStatus};
use crate::control::scopes::{self, Change, Hand};
use crate::control::view;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::scope_configs::{self, ScopeConfig};

const LIST: &str = "scope_configs";

/// The configurations of the environment that say which models, fields and actions are wanted.
#[utoipa::path(
    get,
    path = "/management/scope-configs",
    operation_id = "GetManagementScopeConfigs",
    tag = "Management",
    params(PageParams),
    responses((status = 200, description = "One page.", body = ScopeConfigsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_scope_configs(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    params: Params,
) -> Result<Json<ScopeConfigsPage>, ApiError> {
    let environment = &allowed.caller.environment;
    let params = PageParams::read(&params)?;
    let place = params
        .cursor
        .as_deref()
        .map(|cursor| page::decode(LIST, &environment.public_id, cursor))
        .transpose()?;
    let mut db = app.store.pool().acquire().await?;
    let after = place.unwrap_or_default();
    let mut found = scope_configs::list(&mut db, environment.key, &after, params.limit()).await?;
    let last = params.cut(&mut found, |config| config.id.clone());
    let next = last.map(|place| page::encode(LIST, &environment.public_id, &place));
    Ok(Json(ScopeConfigsPage::new(next, found.into_iter().map(view::scope_config).collect())))
}

/// Makes a configuration. As the default, it holds at once for every integration that has none of its own.
#[utoipa::path(
    post,
    path = "/management/scope-configs",
    operation_id = "PostManagementScopeConfigs",
    tag = "Management",
    request_body = CreateScopeConfigRequest,
    responses((status = 200, description = "The configuration.", body = ScopeConfigResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn create_scope_config(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Body(new): Body<CreateScopeConfigRequest>,
) -> Result<Json<ScopeConfigResponse>, ApiError> {
    let change = Change {
        name: Some(new.name.0),
        is_default: Some(new.is_default),
        settings: Some(new.settings.into()),
    };
    let actor = allowed.caller.actor();
    let hand = Hand { environment: allowed.caller.environment.key, actor: &actor, now: app.clock.now() };
    let mut tx = app.store.begin().await?;
    let config = scopes::create(&mut tx, hand, change).await?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(answer(config))
}

/// One configuration.
#[utoipa::path(
    get,
    path = "/management/scope-configs/{scope_config_id}",
    operation_id = "GetManagementScopeConfigsScopeConfigId",
    tag = "Management",
    params(("scope_config_id" = String, Path, description = "The id of the configuration.")),
    responses((status = 200, description = "The configuration.", body = ScopeConfigResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_scope_config(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(id): Path<String>,
) -> Result<Json<ScopeConfigResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let found = match known_form(&id) {
        Some(id) => scope_configs::find(&mut db, allowed.caller.environment.key, id).await?,
        None => None,
    };
    found.map(answer).ok_or_else(no_config)
}

/// Changes what is given. Models and actions are switched at once; fields become null, or are filled again, with the next
/// sync, which is due at once.
#[utoipa::path(
    patch,
    path = "/management/scope-configs/{scope_config_id}",
    operation_id = "PatchManagementScopeConfigsScopeConfigId",
    tag = "Management",
    params(("scope_config_id" = String, Path, description = "The id of the configuration.")),
    request_body = ChangeScopeConfigRequest,
    responses(
        (status = 200, description = "The configuration as it is now.", body = ScopeConfigResponse), GeneralErrors
    ),
    security(("ApiKey" = []))
)]
pub(super) async fn change_scope_config(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(id): Path<String>,
    Body(change): Body<ChangeScopeConfigRequest>,
) -> Result<Json<ScopeConfigResponse>, ApiError> {
    let change = Change {
        name: change.name.map(|name| name.0),
        is_default: change.is_default,
        settings: change.settings.map(Into::into),
    };
    let actor = allowed.caller.actor();
    let hand = Hand { environment: allowed.caller.environment.key, actor: &actor, now: app.clock.now() };
    let id = known_form(&id).ok_or_else(no_config)?;
    let mut tx = app.store.begin().await?;
    let config = scopes::change(&mut tx, hand, id, change).await?.ok_or_else(no_config)?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(answer(config))
}

/// Removes a configuration that no integration names.
#[utoipa::path(
    delete,
    path = "/management/scope-configs/{scope_config_id}",
    operation_id = "DeleteManagementScopeConfigsScopeConfigId",
    tag = "Management",
    params(("scope_config_id" = String, Path, description = "The id of the configuration.")),
    responses((status = 200, description = "Done.", body = DoneResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn delete_scope_config(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(id): Path<String>,
) -> Result<Json<DoneResponse>, ApiError> {
    let actor = allowed.caller.actor();
    let hand = Hand { environment: allowed.caller.environment.key, actor: &actor, now: app.clock.now() };
    let id = known_form(&id).ok_or_else(no_config)?;
    let mut tx = app.store.begin().await?;
    if !scopes::delete(&mut tx, hand, id).await? {
        return Err(no_config());
    }
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(DoneResponse::default()))
}

/// Gives an integration a configuration of its environment, or, with null, the environment's default.
#[utoipa::path(
    put,
    path = "/management/integrations/{integration_id}/scope-config",
    operation_id = "PutManagementIntegrationsIntegrationIdScopeConfig",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = ChooseScopeConfigRequest,
    responses((status = 200, description = "Done.", body = DoneResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn choose_scope_config(
    State(app): State<App>,
    named: Named<Manage>,
    Body(chosen): Body<ChooseScopeConfigRequest>,
) -> Result<Json<DoneResponse>, ApiError> {
    let actor = named.caller.actor();
    let hand = Hand { environment: named.caller.environment.key, actor: &actor, now: app.clock.now() };
    let id = chosen.scope_config_id.map(|id| id.0);
    let mut tx = app.store.begin().await?;
    if !scopes::choose(&mut tx, hand, &named.integration.scope, id.as_deref()).await? {
        let reason = "the environment has no scope configuration with this id; GET /v1/management/scope-configs lists them";
        return Err(ApiError::invalid("scope_config_id", reason));
    }
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(DoneResponse::default()))
}

fn answer(config: ScopeConfig) -> Json<ScopeConfigResponse> {
    Json(ScopeConfigResponse { status: SuccessStatus::Success, data: view::scope_config(config) })
}

/// A text that no database keeps is no id.
fn known_form(id: &str) -> Option<&str> {
    (!id.contains('\0')).then_some(id)
}

/// Unknown and foreign ones look the same.
fn no_config() -> ApiError {
    let reason = "no scope configuration with this id belongs to the API key's environment";
    Refusal::absent("scope_config_id", reason).into()
}
