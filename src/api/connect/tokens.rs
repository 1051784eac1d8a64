use axum::Json;
use axum::extract::{Path, State};

use crate::api::auth::{Allowed, Read};
use crate::api::body::Body;
use crate::api::integrations::setup_status;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::connect::handed::{self, Handed};
use crate::contract::general::{ActivateIntegrationRequest, IntegrationByToken, IntegrationByTokenResponse};
use crate::contract::page::SuccessStatus;
use crate::secrets::pass::Pass;
use crate::store::StoreError;
use crate::store::api_keys::Caller;
use crate::store::integrations::Integration;

/// The integration that a customer has connected, by the token that they brought back. A token is good for an hour, for keys
/// of the environment whose link was used.
#[utoipa::path(
    get,
    path = "/connect/integration-by-token/{token}",
    operation_id = "GetConnectIntegrationByTokenToken",
    tag = "Connect",
    params(("token" = String, Path, description = "What the customer brought back.")),
    responses((status = 200, description = "The integration.", body = IntegrationByTokenResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn integration_by_token(
    State(app): State<App>,
    allowed: Allowed<Read>,
    Path(token): Path<String>,
) -> Result<Json<IntegrationByTokenResponse>, ApiError> {
    find(&app, &allowed.caller, &token).await
}

/// Deprecated: the same as `GET /connect/integration-by-token/{token}`.
#[utoipa::path(
    post,
    path = "/connect/activate-integration",
    operation_id = "PostConnectActivateIntegration",
    tag = "Connect",
    request_body = ActivateIntegrationRequest,
    responses((status = 200, description = "The integration.", body = IntegrationByTokenResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
#[deprecated = "the contract keeps it for clients of old"]
pub(super) async fn activate_integration(
    State(app): State<App>,
    allowed: Allowed<Read>,
    Body(request): Body<ActivateIntegrationRequest>,
) -> Result<Json<IntegrationByTokenResponse>, ApiError> {
    find(&app, &allowed.caller, &request.token.0).await
}

async fn find(app: &App, caller: &Caller, token: &str) -> Result<Json<IntegrationByTokenResponse>, ApiError> {
    // A token of another form cannot exist.
    let pass = Pass::parse(token).ok_or_else(ApiError::no_token)?;
    let mut db = app.store.pool().acquire().await.map_err(StoreError::from)?;
    match handed::find(&mut db, caller.environment.key, &pass, app.clock.now()).await? {
        Handed::Integration(integration) if caller.sees(integration.scope.id().as_str()) => {
            Ok(Json(IntegrationByTokenResponse { status: SuccessStatus::Success, data: told(*integration) }))
        }
        Handed::Expired => Err(ApiError::invalid("token", "it has expired: tokens are good for an hour")),
        Handed::Integration(_) | Handed::Unknown => Err(ApiError::no_token()),
    }
}

fn told(integration: Integration) -> IntegrationByToken {
    let id = integration.scope.id();
    IntegrationByToken {
        tool: id.tool().to_owned(),
        id: id.to_string(),
        setup_status: setup_status(&integration),
        end_user_origin_id: integration.origin_id,
        end_user_organization_name: integration.organization_name,
        end_user_email: integration.creator_email,
    }
}
