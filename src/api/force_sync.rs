//! Syncs that callers ask for.

use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{Scoped, Write};
use super::body::Body;
use super::responses::SyncErrors;
use super::{ApiError, App};
use crate::contract::general::{ForceSyncRequest, ForceSyncResponse};
use crate::contract::page::SuccessStatus;
use crate::control::force::force;
use crate::store::StoreError;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(force_sync))
}

/// Queues a sync of the integration, unless one of the type is queued or running. Not meant to be called periodically:
/// integrations are synced by themselves.
#[utoipa::path(
    post,
    path = "/force-sync",
    operation_id = "PostForceSync",
    tag = "General",
    request_body(content = Option<ForceSyncRequest>, description = "May be empty."),
    responses((status = 200, description = "The sync that runs or will run.", body = ForceSyncResponse), SyncErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn force_sync(
    State(app): State<App>,
    scoped: Scoped<Write>,
    Body(wanted): Body<ForceSyncRequest>,
) -> Result<Json<ForceSyncResponse>, ApiError> {
    let kind = wanted.r#type.unwrap_or_default().into();
    let mut tx = app.store.begin().await?;
    let data = force(&mut tx, &scoped.integration.scope, kind, (&scoped.actor(), app.clock.now())).await?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(ForceSyncResponse { status: SuccessStatus::Success, data }))
}
