use axum::Json;
use axum::extract::State;

use crate::api::auth::{Manage, Whole};
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{EnvironmentData, EnvironmentResponse};
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::store::environments;

/// The environment that the key belongs to.
#[utoipa::path(
    get,
    path = "/management/environment",
    operation_id = "GetManagementEnvironment",
    tag = "Management",
    responses((status = 200, description = "The environment.", body = EnvironmentResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_environment(
    State(app): State<App>,
    whole: Whole<Manage>,
) -> Result<Json<EnvironmentResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    let found = environments::get(&mut db, whole.caller.environment.key).await?;
    let data = EnvironmentData {
        environment_id: found.public_id,
        name: found.name,
        created_at: Timestamp(found.created_at),
    };
    Ok(Json(EnvironmentResponse { status: SuccessStatus::Success, data }))
}
