mod told;

use axum::Json;
use axum::extract::{Path, State};
use chrono::TimeDelta;

use super::page::{self, PageParams};
use crate::api::auth::{Manage, Whole};
use crate::api::body::Body;
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{
    ApiKeyResponse, ChangeApiKeyRequest, CreateApiKeyRequest, CreatedApiKeyResponse, RotateApiKeyRequest,
};
use crate::contract::page::ApiKeysPage;
use crate::control::api_keys::{self as control, Refused, Wanted};
use crate::control::view;
use crate::store::StoreError;
use crate::store::api_keys::{self, Change, Permission};
use told::{by, named, permission, refused, response, shown, time};

const LIST: &str = "api-keys";
/// How long a key that was replaced goes on being good, if nothing is said.
const OVERLAP: i64 = 86_400;

/// The API keys of the environment, the latest first, revoked and expired ones included.
#[utoipa::path(
    get,
    path = "/management/api-keys",
    operation_id = "GetManagementApiKeys",
    tag = "Management",
    params(PageParams),
    responses((status = 200, description = "One page.", body = ApiKeysPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_api_keys(
    State(app): State<App>,
    whole: Whole<Manage>,
    params: Params,
) -> Result<Json<ApiKeysPage>, ApiError> {
    let environment = &whole.caller.environment;
    let params = PageParams::read(&params)?;
    let before = match &params.cursor {
        Some(cursor) => {
            page::decode(LIST, &environment.public_id, cursor)?.parse().map_err(|_no_number| page::wrong())?
        }
        None => i64::MAX,
    };
    let mut db = app.store.pool().acquire().await?;
    let mut keys = api_keys::list(&mut db, environment.key, before, params.limit()).await?;
    let last = params.cut(&mut keys, |key| key.place().to_string());
    let next = last.map(|place| page::encode(LIST, &environment.public_id, &place));
    Ok(Json(ApiKeysPage::new(next, keys.into_iter().map(view::api_key).collect())))
}

/// Makes an API key, with at most the rights of the key that asks. It is shown this once.
#[utoipa::path(
    post,
    path = "/management/api-keys",
    operation_id = "PostManagementApiKeys",
    tag = "Management",
    request_body = CreateApiKeyRequest,
    responses((status = 200, description = "The key.", body = CreatedApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn create_api_key(
    State(app): State<App>,
    whole: Whole<Manage>,
    Body(request): Body<CreateApiKeyRequest>,
) -> Result<Json<CreatedApiKeyResponse>, ApiError> {
    let permissions: Vec<Permission> = request.permissions.into_iter().map(permission).collect();
    let wanted = Wanted {
        name: &request.name,
        permissions: &permissions,
        integrations: request.integration_ids.as_deref(),
        expires_at: request.expires_at.as_deref().map(time).transpose()?,
        rate_limit: None,
    };
    let actor = whole.caller.actor();
    let mut tx = app.store.begin().await?;
    let created = control::create(&mut tx, by(&app, &whole, &actor), wanted).await.map_err(refused)?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(shown(created)))
}

/// One API key.
#[utoipa::path(
    get,
    path = "/management/api-keys/{api_key_id}",
    operation_id = "GetManagementApiKeysApiKeyId",
    tag = "Management",
    params(("api_key_id" = String, Path, description = "The id of the key; not the key itself.")),
    responses((status = 200, description = "The key.", body = ApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_api_key(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
) -> Result<Json<ApiKeyResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let key = api_keys::find(&mut db, whole.caller.environment.key, &named(id)?).await?;
    Ok(Json(response(key.ok_or_else(|| refused(Refused::Absent))?)))
}

/// Changes the name or the expiry of an API key.
#[utoipa::path(
    patch,
    path = "/management/api-keys/{api_key_id}",
    operation_id = "PatchManagementApiKeysApiKeyId",
    tag = "Management",
    params(("api_key_id" = String, Path, description = "The id of the key; not the key itself.")),
    request_body = ChangeApiKeyRequest,
    responses((status = 200, description = "The key as it is now.", body = ApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn change_api_key(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
    Body(request): Body<ChangeApiKeyRequest>,
) -> Result<Json<ApiKeyResponse>, ApiError> {
    let expires_at = request.expires_at.map(|at| at.as_deref().map(time).transpose()).transpose()?;
    let change = Change { name: request.name, expires_at };
    let (id, actor) = (named(id)?, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    let key = control::change(&mut tx, by(&app, &whole, &actor), &id, change).await.map_err(refused)?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(response(key)))
}

/// Revokes an API key, also the one that asks. It is good for nothing within a second.
#[utoipa::path(
    delete,
    path = "/management/api-keys/{api_key_id}",
    operation_id = "DeleteManagementApiKeysApiKeyId",
    tag = "Management",
    params(("api_key_id" = String, Path, description = "The id of the key; not the key itself.")),
    responses((status = 200, description = "The key as it is now.", body = ApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn revoke_api_key(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
) -> Result<Json<ApiKeyResponse>, ApiError> {
    let (id, actor) = (named(id)?, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    let key = control::revoke(&mut tx, by(&app, &whole, &actor), &id).await.map_err(refused)?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(response(key)))
}

/// Makes a key with the same rights, and as long a life, in the place of another one, which goes on being good for a while. The
/// new key is shown this once.
#[utoipa::path(
    post,
    path = "/management/api-keys/{api_key_id}/rotate",
    operation_id = "PostManagementApiKeysApiKeyIdRotate",
    tag = "Management",
    params(("api_key_id" = String, Path, description = "The id of the key; not the key itself.")),
    request_body(content = Option<RotateApiKeyRequest>, description = "May be empty."),
    responses((status = 200, description = "The new key.", body = CreatedApiKeyResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn rotate_api_key(
    State(app): State<App>,
    whole: Whole<Manage>,
    Path(id): Path<String>,
    Body(request): Body<RotateApiKeyRequest>,
) -> Result<Json<CreatedApiKeyResponse>, ApiError> {
    let overlap = request.overlap_seconds.map_or(OVERLAP, |overlap| overlap.get().into());
    let (id, actor) = (named(id)?, whole.caller.actor());
    let mut tx = app.store.begin().await?;
    let by = by(&app, &whole, &actor);
    let created = control::rotate(&mut tx, by, &id, TimeDelta::seconds(overlap)).await.map_err(refused)?;
    tx.commit().await.map_err(StoreError::from)?;
    app.memory.forget();
    Ok(Json(shown(created)))
}
