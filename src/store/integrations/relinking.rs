//! Other credentials for an integration, and the steps that its customer may be led to.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::{IntegrationScope, StoreError};
use crate::domain::end_user::SetupSteps;

/// Replaces the credentials, sealed for (integrations, credentials, id). An integration that was invalid is active again,
/// and both kinds of sync are due at once; one that was switched off stays so.
pub async fn replace_credentials(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- relinking.replace_credentials
         UPDATE integrations
         SET credentials = $2, status = CASE WHEN status = 'INACTIVE' THEN status ELSE 'ACTIVE' END,
             next_delta_at = $3, next_full_at = $3, failures = 0, auth_failures = 0
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(sealed)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// The steps that the caller asked for when the integration was made.
pub async fn setup_steps(db: &mut PgConnection, scope: &IntegrationScope) -> Result<SetupSteps, StoreError> {
    let (filtering, mapping) = sqlx::query_as(
        "-- relinking.setup_steps
         SELECT enables_filtering, enables_mapping FROM integrations WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    Ok(SetupSteps { filtering, mapping })
}
