use axum::Json;
use axum::extract::{Path, State};

use crate::api::auth::{Allowed, Manage, Whole};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::general::DoneResponse;
use crate::contract::management::{CustomFieldChange, CustomFieldDefinitionResponse, NewCustomField};
use crate::contract::page::{CustomFieldDefinitionsPage, SuccessStatus};
use crate::control::fields::definitions;
use crate::store::StoreError;

/// The custom fields that the environment defines, by model and key. There are never more than one page.
#[utoipa::path(
    get,
    path = "/management/custom-fields",
    operation_id = "GetManagementCustomFields",
    tag = "Management",
    responses((status = 200, description = "All of them.", body = CustomFieldDefinitionsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_custom_fields(
    State(app): State<App>,
    allowed: Allowed<Manage>,
) -> Result<Json<CustomFieldDefinitionsPage>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let results = definitions::list(&mut db, &allowed.caller.environment).await?;
    Ok(Json(CustomFieldDefinitionsPage::new(None, results)))
}

/// Defines a custom field for all integrations of the environment. It is null in the records of an integration until it is
/// mapped to one of its integration fields.
#[utoipa::path(
    post,
    path = "/management/custom-fields",
    operation_id = "PostManagementCustomFields",
    tag = "Management",
    request_body = NewCustomField,
    responses((status = 200, description = "The custom field.", body = CustomFieldDefinitionResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn define_custom_field(
    State(app): State<App>,
    whole: Whole<Manage>,
    Body(new): Body<NewCustomField>,
) -> Result<Json<CustomFieldDefinitionResponse>, ApiError> {
    let (environment, actor) = (&whole.caller.environment, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    let data = definitions::define(&mut tx, environment, &actor, new, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(CustomFieldDefinitionResponse { status: SuccessStatus::Success, data }))
}

/// Changes label and description, as far as they are given; null removes. Key and model stay.
#[utoipa::path(
    patch,
    path = "/management/custom-fields/{custom_field_id}",
    operation_id = "PatchManagementCustomFieldsCustomFieldId",
    tag = "Management",
    params(("custom_field_id" = String, Path, description = "The id of the custom field.")),
    request_body = CustomFieldChange,
    responses(
        (status = 200, description = "The custom field as it is now.", body = CustomFieldDefinitionResponse), GeneralErrors
    ),
    security(("ApiKey" = []))
)]
pub(super) async fn describe_custom_field(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
    Body(change): Body<CustomFieldChange>,
) -> Result<Json<CustomFieldDefinitionResponse>, ApiError> {
    let (environment, actor) = (&whole.caller.environment, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    let data = definitions::describe(&mut tx, environment, &actor, &id, change, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(CustomFieldDefinitionResponse { status: SuccessStatus::Success, data }))
}

/// Removes a custom field from the records of all integrations of the environment, with what it was mapped to.
#[utoipa::path(
    delete,
    path = "/management/custom-fields/{custom_field_id}",
    operation_id = "DeleteManagementCustomFieldsCustomFieldId",
    tag = "Management",
    params(("custom_field_id" = String, Path, description = "The id of the custom field.")),
    responses((status = 200, description = "Done.", body = DoneResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn remove_custom_field(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
) -> Result<Json<DoneResponse>, ApiError> {
    let (environment, actor) = (&whole.caller.environment, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    definitions::remove(&mut tx, environment, &actor, &id, app.clock.now()).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(DoneResponse::default()))
}
