use axum::Json;
use axum::extract::{Path, State};

use super::page::{self, PageParams};
use crate::api::auth::{Allowed, Manage};
use crate::api::body::Body;
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{Nothing, RestoredIntegrationResponse};
use crate::contract::page::{IntegrationsPage, SuccessStatus};
use crate::control::deletion::{NotRestored, restore};
use crate::control::listed;
use crate::domain::id::IntegrationId;
use crate::store::StoreError;
use crate::store::deletion::{self, Selection};

const LIST: &str = "integrations";

/// The integrations that the key sees in the order in which they were made, deleted ones included.
#[utoipa::path(
    get,
    path = "/management/integrations",
    operation_id = "GetManagementIntegrations",
    tag = "Management",
    params(
        ("state" = Option<String>, Query, description =
            "Only integrations in this state: ACTIVE, INVALID, INACTIVE, DELETED or ERASED."),
        PageParams
    ),
    responses((status = 200, description = "One page.", body = IntegrationsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_integrations(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    params: Params,
) -> Result<Json<IntegrationsPage>, ApiError> {
    let environment = &allowed.caller.environment;
    let states = params.one_of_list("state", &listed::STATES.map(|(_state, name)| name))?;
    let state = match states.as_deref().unwrap_or_default() {
        [] => None,
        [one] => Some(one.as_str()),
        _several => return Err(ApiError::invalid("state", "one state is expected")),
    };
    let params = PageParams::read(&params)?;
    let owner = environment.public_id.as_str();
    let after = params.cursor.as_deref().map(|cursor| page::decode(LIST, owner, cursor)).transpose()?;
    let selection = Selection {
        environment: Some(environment.key),
        only: allowed.caller.limited_to(),
        state,
        after: after.as_deref(),
        limit: params.limit(),
    };
    let mut db = app.store.pool().acquire().await?;
    let mut found = deletion::list(&mut db, selection).await?;
    let last = params.cut(&mut found, |integration| integration.id.to_string());
    let next = last.map(|place| page::encode(LIST, owner, &place));
    Ok(Json(IntegrationsPage::new(next, found.into_iter().map(listed::integration).collect())))
}

/// Brings a deleted integration back as it was, as long as it has not been erased. It is synced at once, unless it was
/// switched off when it was deleted.
#[utoipa::path(
    post,
    path = "/management/integrations/{integration_id}/restore",
    operation_id = "PostManagementIntegrationsIntegrationIdRestore",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the deleted integration.")),
    request_body = Nothing,
    responses(
        (status = 200, description = "The integration as it is now.", body = RestoredIntegrationResponse), GeneralErrors
    ),
    security(("ApiKey" = []))
)]
pub(super) async fn restore_integration(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(id): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<RestoredIntegrationResponse>, ApiError> {
    let id = IntegrationId::parse(&id).ok_or_else(ApiError::no_integration)?;
    let caller = &allowed.caller;
    if !caller.sees(id.as_str()) {
        return Err(ApiError::no_integration());
    }
    let environment = Some(caller.environment.key);
    let mut tx = app.store.begin().await?;
    let restored = restore(&mut tx, environment, &id, &caller.actor(), app.clock.now()).await;
    restored.map_err(refused)?;
    let found = deletion::find(&mut tx, environment, &id).await?.ok_or_else(ApiError::no_integration)?;
    tx.commit().await.map_err(StoreError::from)?;
    let data = listed::integration(found);
    Ok(Json(RestoredIntegrationResponse { status: SuccessStatus::Success, data }))
}

fn refused(reason: NotRestored) -> ApiError {
    match reason {
        NotRestored::Unknown(_) => ApiError::no_integration(),
        NotRestored::Erased(..) => ApiError::invalid("integration_id", &reason.to_string()),
        NotRestored::Store(error) => error.into(),
    }
}
