use axum::Json;
use axum::extract::State;

use crate::api::auth::{Manage, Named};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{ApplicationFilterResponse, SetApplicationFilterRequest};
use crate::contract::page::SuccessStatus;
use crate::control::application_filter;
use crate::domain::application_filter::ApplicationFilter;
use crate::store::StoreError;

/// Which of the account's applications are kept.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/application-filter",
    operation_id = "GetManagementIntegrationsIntegrationIdApplicationFilter",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    responses((status = 200, description = "The filter.", body = ApplicationFilterResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_application_filter(
    named: Named<Manage>,
) -> Result<Json<ApplicationFilterResponse>, ApiError> {
    Ok(answer(named.integration.scope.applications()))
}

/// Says which of the account's applications are kept. The others, and the candidates, interviews and offers that hang on
/// no application that is kept, are marked as deleted by the next sync, which is due at once.
#[utoipa::path(
    put,
    path = "/management/integrations/{integration_id}/application-filter",
    operation_id = "PutManagementIntegrationsIntegrationIdApplicationFilter",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = SetApplicationFilterRequest,
    responses(
        (status = 200, description = "The filter as it is now.", body = ApplicationFilterResponse), GeneralErrors
    ),
    security(("ApiKey" = []))
)]
pub(super) async fn set_application_filter(
    State(app): State<App>,
    named: Named<Manage>,
    Body(request): Body<SetApplicationFilterRequest>,
) -> Result<Json<ApplicationFilterResponse>, ApiError> {
    let filter = application_filter::read(&request)?;
    let actor = named.caller.actor();
    let mut tx = app.store.begin().await?;
    application_filter::set(&mut tx, &named.integration.scope, filter, &actor, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(answer(filter))
}

fn answer(filter: ApplicationFilter) -> Json<ApplicationFilterResponse> {
    let data = application_filter::shown(filter);
    Json(ApplicationFilterResponse { status: SuccessStatus::Success, data })
}
