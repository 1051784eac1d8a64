use axum::Json;
use axum::extract::{Path, State};

use super::page::{self, PageParams};
use crate::api::auth::{Allowed, Manage, Named};
use crate::api::body::Body;
use crate::api::params::Params;
use crate::api::responses::{GeneralErrors, SyncErrors};
use crate::api::{ApiError, App};
use crate::contract::general::ForceSyncResponse;
use crate::contract::management::{Nothing, SyncRunResponse};
use crate::contract::page::{SuccessStatus, SyncRunsPage};
use crate::control::confirm::confirm;
use crate::control::view;
use crate::domain::id::SyncId;
use crate::store::StoreError;
use crate::store::api_keys::Caller;
use crate::store::runs::history::{self, Run};

const LIST: &str = "syncs";

/// The syncs of an integration, the latest first: what is queued or runs, and what ended within 60 days.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/syncs",
    operation_id = "GetManagementIntegrationsIntegrationIdSyncs",
    tag = "Management",
    params(("integration_id" = String, Path, description = "The id of the integration."), PageParams),
    responses((status = 200, description = "One page.", body = SyncRunsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_syncs(
    State(app): State<App>,
    named: Named<Manage>,
    params: Params,
) -> Result<Json<SyncRunsPage>, ApiError> {
    let scope = &named.integration.scope;
    let params = PageParams::read(&params)?;
    let before = match &params.cursor {
        Some(cursor) => {
            page::decode(LIST, scope.id(), cursor)?.parse().map_err(|_no_number| page::wrong())?
        }
        None => i64::MAX,
    };
    let mut db = app.store.pool().acquire().await?;
    let mut runs = history::of_integration(&mut db, scope, before, params.limit()).await?;
    let last = params.cut(&mut runs, |run| run.sync_run_id.to_string());
    let next = last.map(|place| page::encode(LIST, scope.id(), &place));
    let now = app.clock.now();
    let results = runs.iter().map(|run| view::run(run, now)).collect::<Result<_, _>>()?;
    Ok(Json(SyncRunsPage::new(next, results)))
}

/// One sync, with how far it got if it runs.
#[utoipa::path(
    get,
    path = "/management/syncs/{sync_id}",
    operation_id = "GetManagementSyncsSyncId",
    tag = "Management",
    params(("sync_id" = String, Path, description = "The id of the sync.")),
    responses((status = 200, description = "The sync.", body = SyncRunResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_sync(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(sync_id): Path<String>,
) -> Result<Json<SyncRunResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let run = find(&mut db, &allowed.caller, &sync_id).await?;
    let data = view::run(&run, app.clock.now())?;
    Ok(Json(SyncRunResponse { status: SuccessStatus::Success, data }))
}

/// Confirms the deletions that a sync withheld: queues a full sync that may make them. It deletes only what it does not
/// find itself, and not more records of a model than the sync has missed, and a tenth more.
#[utoipa::path(
    post,
    path = "/management/syncs/{sync_id}/confirm-deletions",
    operation_id = "PostManagementSyncsSyncIdConfirmDeletions",
    tag = "Management",
    params(("sync_id" = String, Path, description = "The id of the sync that withheld deletions.")),
    request_body(content = Option<Nothing>, description = "May be empty."),
    responses((status = 200, description = "The sync that will run.", body = ForceSyncResponse), SyncErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn confirm_deletions(
    State(app): State<App>,
    allowed: Allowed<Manage>,
    Path(sync_id): Path<String>,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<ForceSyncResponse>, ApiError> {
    let mut tx = app.store.begin().await?;
    let run = find(&mut tx, &allowed.caller, &sync_id).await?;
    let data = confirm(&mut tx, &run, (&allowed.caller.actor(), app.clock.now())).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(ForceSyncResponse { status: SuccessStatus::Success, data }))
}

/// A sync of the caller's environment. What cannot be an id names none.
async fn find(db: &mut sqlx::PgConnection, caller: &Caller, sync_id: &str) -> Result<Run, ApiError> {
    let id = SyncId::parse(sync_id).ok_or_else(ApiError::no_sync)?;
    let run = history::find_in(db, caller.environment.key, &id).await?;
    run.filter(|run| caller.sees(&run.integration_id)).ok_or_else(ApiError::no_sync)
}
