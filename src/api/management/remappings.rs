use axum::Json;
use axum::extract::{Path, State};

use crate::api::auth::{Manage, Named};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::general::SourceChoice;
use crate::contract::management::RemappingResponse;
use crate::contract::page::{RemappingsPage, SuccessStatus};
use crate::control::fields::remapping;
use crate::store::StoreError;

/// Every unified field that can be fed from another field of the ATS, with what it is fed from. There is never more than
/// one page.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/remappings",
    operation_id = "GetManagementIntegrationsIntegrationIdRemappings",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    responses((status = 200, description = "All of them.", body = RemappingsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_remappings(
    State(app): State<App>,
    named: Named<Manage>,
) -> Result<Json<RemappingsPage>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let results = remapping::list(&mut db, &named.integration.scope).await?;
    Ok(Json(RemappingsPage::new(None, results)))
}

/// Feeds a unified field from a field of the ATS; a value of another type is null. Null: again as the connector maps it.
/// Stored records follow within seconds, and count as changed.
#[utoipa::path(
    put,
    path = "/management/integrations/{integration_id}/remappings/{model}/{field}",
    operation_id = "PutManagementIntegrationsIntegrationIdRemappingsModelField",
    tag = "Management",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("model" = String, Path, description = "The model, such as `ats_jobs`."),
        ("field" = String, Path, description = "The unified field, such as `job_code`.")
    ),
    request_body = SourceChoice,
    responses((status = 200, description = "The field as it is now.", body = RemappingResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn remap(
    State(app): State<App>,
    named: Named<Manage>,
    Path((_integration, model, field)): Path<(String, String, String)>,
    Body(choice): Body<SourceChoice>,
) -> Result<Json<RemappingResponse>, ApiError> {
    let (scope, actor, now) = (&named.integration.scope, named.caller.actor(), app.clock.now());
    let source = choice.integration_field_id.as_deref();
    let mut tx = app.store.begin().await?;
    let data = remapping::remap(&mut tx, scope, &actor, (&model, &field), source, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(RemappingResponse { status: SuccessStatus::Success, data }))
}
