//! Which records were created through the API, for good: application filters keep them.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// Remembers records that an action created. Once is enough.
pub async fn note(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    records: &[(Model, RecordId)],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- created_records.note
         INSERT INTO created_records (integration_id, model, id, created_at)
         SELECT DISTINCT $1, c.model, c.id, $4 FROM UNNEST($2::int2[], $3::text[]) AS c(model, id)
         ON CONFLICT (integration_id, model, id) DO NOTHING",
    )
    .bind(scope.key())
    .bind(records.iter().map(|(model, _id)| model.code()).collect::<Vec<_>>())
    .bind(records.iter().map(|(_model, id)| id.as_str()).collect::<Vec<_>>())
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// Those of the records of a model that were created through the API.
pub async fn among(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    ids: &[&str],
) -> Result<HashSet<RecordId>, StoreError> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<String> = sqlx::query_scalar(
        "-- created_records.among
         SELECT id FROM created_records WHERE integration_id = $1 AND model = $2 AND id = ANY($3)",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(ids)
    .fetch_all(db)
    .await?;
    Ok(found.into_iter().map(RecordId::from_stored).collect())
}
