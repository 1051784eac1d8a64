//! The fields of the ATS that an integration has, and the custom fields that are fed from them (contract section 7.7).

use axum::Json;
use axum::extract::{Path, State};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{Named, Read, Write};
use super::body::Body;
use super::management::page;
use super::params::Params;
use super::responses::GeneralErrors;
use super::{ApiError, App};
use crate::contract::general::{
    CustomFieldResponse, IntegrationFieldResponse, PassthroughChange, SourceChoice,
};
use crate::contract::page::{CustomFieldsPage, IntegrationFieldsPage, SuccessStatus};
use crate::control::fields;
use crate::domain::id::IntegrationId;
use crate::store::StoreError;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_integration_fields))
        .routes(routes!(change_integration_field))
        .routes(routes!(list_custom_fields))
        .routes(routes!(map_custom_field))
}

/// The parameters of both lists.
struct FieldParams<const MOST: u32> {
    cursor: Option<String>,
    page_size: u32,
}

impl<const MOST: u32> FieldParams<MOST> {
    fn read(params: &Params) -> Result<Self, ApiError> {
        let page_size = params.number("page_size", 100, 1..=MOST)?;
        Ok(Self { cursor: params.text("cursor")?, page_size })
    }

    /// A page out of all fields, in an order in which none that is added moves another, and the cursor behind it.
    fn cut<T>(
        &self,
        list: &str,
        integration: &IntegrationId,
        fields: Vec<T>,
        place: impl Fn(&T) -> String,
    ) -> Result<(Option<String>, Vec<T>), ApiError> {
        let after =
            self.cursor.as_deref().map(|cursor| page::decode(list, integration, cursor)).transpose()?;
        let behind = match after {
            Some(after) => fields.iter().position(|field| place(field) == after).ok_or_else(page::wrong)? + 1,
            None => 0,
        };
        let size = self.page_size as usize;
        let more = fields.len() > behind + size;
        let fields: Vec<T> = fields.into_iter().skip(behind).take(size).collect();
        let next =
            fields.last().filter(|_last| more).map(|last| page::encode(list, integration, &place(last)));
        Ok((next, fields))
    }
}

/// The fields of the ATS's own records: those that every account has, and those of this account that syncs have met.
#[utoipa::path(
    get,
    path = "/integrations/{integration_id}/integration-fields",
    operation_id = "GetIntegrationsIntegrationIdIntegrationFields",
    tag = "General",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before."),
        (
            "page_size" = Option<u32>, Query, minimum = 1, maximum = 2_000,
            description = "How many fields a page has at most; 100 by default."
        )
    ),
    responses((status = 200, description = "One page.", body = IntegrationFieldsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn list_integration_fields(
    State(app): State<App>,
    named: Named<Read>,
    params: Params,
) -> Result<Json<IntegrationFieldsPage>, ApiError> {
    let (scope, params) = (&named.integration.scope, FieldParams::<2_000>::read(&params)?);
    let mut db = app.store.pool().acquire().await?;
    let fields = fields::list(&mut db, scope).await?;
    let (next, results) = params.cut("integration-fields", scope.id(), fields, |field| field.id.clone())?;
    Ok(Json(IntegrationFieldsPage::new(next, results)))
}

/// Has the values of a field shown among the `integration_fields` of records, or not. Stored records follow within
/// seconds, and count as changed.
#[utoipa::path(
    patch,
    path = "/integrations/{integration_id}/integration-fields/{integration_field_id}",
    operation_id = "PatchIntegrationsIntegrationIdIntegrationFieldsIntegrationFieldId",
    tag = "General",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("integration_field_id" = String, Path, description = "The id of the field.")
    ),
    request_body = PassthroughChange,
    responses((status = 200, description = "The field as it is now.", body = IntegrationFieldResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn change_integration_field(
    State(app): State<App>,
    named: Named<Write>,
    Path((_integration, id)): Path<(String, String)>,
    Body(change): Body<PassthroughChange>,
) -> Result<Json<IntegrationFieldResponse>, ApiError> {
    let (scope, actor, now) = (&named.integration.scope, named.caller.actor(), app.clock.now());
    let passthrough = change.enable_passthrough.unwrap_or(false);
    let mut tx = app.store.begin().await?;
    let data = fields::set_passthrough(&mut tx, scope, &actor, &id, passthrough, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(IntegrationFieldResponse { status: SuccessStatus::Success, data }))
}

/// The custom fields of the integration's records: those that the connector fills by itself, and those that the
/// environment defines.
#[utoipa::path(
    get,
    path = "/integrations/{integration_id}/custom-fields",
    operation_id = "GetIntegrationsIntegrationIdCustomFields",
    tag = "General",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("cursor" = Option<String>, Query, description = "The `next` of the page before."),
        (
            "page_size" = Option<u32>, Query, minimum = 1, maximum = 250,
            description = "How many fields a page has at most; 100 by default."
        )
    ),
    responses((status = 200, description = "One page.", body = CustomFieldsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn list_custom_fields(
    State(app): State<App>,
    named: Named<Read>,
    params: Params,
) -> Result<Json<CustomFieldsPage>, ApiError> {
    let (scope, params) = (&named.integration.scope, FieldParams::<250>::read(&params)?);
    let mut db = app.store.pool().acquire().await?;
    let fields = fields::custom::list(&mut db, scope, &named.caller.environment).await?;
    let (next, results) = params.cut("custom-fields", scope.id(), fields, |field| field.id.clone())?;
    Ok(Json(CustomFieldsPage::new(next, results)))
}

/// Feeds a custom field from a field of the ATS, or from none: then it is null. Stored records follow within seconds, and
/// count as changed.
#[utoipa::path(
    put,
    path = "/integrations/{integration_id}/custom-fields/{custom_field_id}",
    operation_id = "PutIntegrationsIntegrationIdCustomFieldsCustomFieldId",
    tag = "General",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("custom_field_id" = String, Path, description = "The id of the custom field.")
    ),
    request_body = SourceChoice,
    responses((status = 200, description = "The custom field as it is now.", body = CustomFieldResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn map_custom_field(
    State(app): State<App>,
    named: Named<Write>,
    Path((_integration, id)): Path<(String, String)>,
    Body(choice): Body<SourceChoice>,
) -> Result<Json<CustomFieldResponse>, ApiError> {
    let (scope, actor, now) = (&named.integration.scope, named.caller.actor(), app.clock.now());
    let source = choice.integration_field_id.as_deref();
    let by = (&named.caller.environment, &actor);
    let mut tx = app.store.begin().await?;
    let data = fields::custom::map(&mut tx, scope, by, &id, source, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(CustomFieldResponse { status: SuccessStatus::Success, data }))
}
