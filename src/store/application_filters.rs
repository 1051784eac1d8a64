//! Which applications an integration keeps, and what hangs on those that are kept.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::application_filter::ApplicationFilter;
use crate::domain::digest::json_text;
use crate::domain::id::RecordId;

/// Sets the filter, and makes a sync due that reads everything.
pub async fn set(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    filter: ApplicationFilter,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- application_filters.set
         UPDATE integrations
         SET application_filter = $2::json, scopes_changed_at = $3, next_full_at = LEAST(next_full_at, $3)
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind((!filter.is_everything()).then(|| json_text(&filter)))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Those of the applications that are live.
pub async fn live_among(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    ids: &[&str],
) -> Result<HashSet<RecordId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<String> = sqlx::query_scalar(
        "-- application_filters.live_among
         SELECT id FROM applications
         WHERE integration_id = $1 AND id = ANY($2) AND knowledge > 0 AND remote_deleted_at IS NULL",
    )
    .bind(scope.key())
    .bind(ids)
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().map(RecordId::from_stored).collect())
}

/// Those of the candidates who have a live application besides these.
pub async fn applicants_among(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    candidates: &[&str],
    without: &[&str],
) -> Result<HashSet<RecordId>, StoreError> {
    if candidates.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<String> = sqlx::query_scalar(
        "-- application_filters.applicants_among
         SELECT DISTINCT candidate_id FROM applications
         WHERE integration_id = $1 AND candidate_id = ANY($2) AND knowledge > 0 AND remote_deleted_at IS NULL
               AND id <> ALL($3)",
    )
    .bind(scope.key())
    .bind(candidates)
    .bind(without)
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().map(RecordId::from_stored).collect())
}
