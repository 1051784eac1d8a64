//! How far each model of an integration was read.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::runs::Kind;
use super::{IntegrationScope, StoreError};
use crate::domain::model::Model;

/// How old an integration's records are, as of the moment it was looked up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Freshness {
    by_model: HashMap<Model, Ended>,
    /// Whether a worker is at a sync of the integration.
    pub is_syncing: bool,
}

/// When the last syncs of a model ended; `None` when there was none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ended {
    pub delta: Option<DateTime<Utc>>,
    pub full: Option<DateTime<Utc>>,
}

impl Freshness {
    pub(super) fn new(ended: impl Iterator<Item = (Model, Ended)>, is_syncing: bool) -> Self {
        Self { by_model: ended.collect(), is_syncing }
    }

    pub fn of(&self, model: Model) -> Ended {
        self.by_model.get(&model).copied().unwrap_or_default()
    }
}

/// The times up to which models were read: whatever changed in the ATS before is known.
pub async fn read_until(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<HashMap<Model, DateTime<Utc>>, StoreError> {
    let rows: Vec<(i16, DateTime<Utc>)> = sqlx::query_as(
        "-- model_syncs.read_until
         SELECT model, read_until FROM model_syncs WHERE integration_id = $1 AND read_until IS NOT NULL",
    )
    .bind(scope.key())
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().filter_map(|(code, time)| Some((Model::from_code(code)?, time))).collect())
}

/// A model has been read as far as `until`. It never moves back.
pub async fn mark_read(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    model: Model,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- model_syncs.mark_read
         INSERT INTO model_syncs (integration_id, model, read_until) VALUES ($1, $2, $3)
         ON CONFLICT (integration_id, model)
         DO UPDATE SET read_until = GREATEST(model_syncs.read_until, EXCLUDED.read_until)",
    )
    .bind(scope.key())
    .bind(model.code())
    .bind(until)
    .execute(db)
    .await?;
    Ok(())
}

/// A sync of these models has ended.
pub async fn mark_ended(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    kind: Kind,
    models: &[Model],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (delta, full) = match kind {
        Kind::Delta => (Some(at), None),
        Kind::Full => (None, Some(at)),
    };
    sqlx::query(
        "-- model_syncs.mark_ended
         INSERT INTO model_syncs (integration_id, model, delta_ended_at, full_ended_at)
         SELECT $1, m.model, $3, $4 FROM UNNEST($2::int2[]) AS m(model)
         ON CONFLICT (integration_id, model)
         DO UPDATE SET delta_ended_at = COALESCE(EXCLUDED.delta_ended_at, model_syncs.delta_ended_at),
                       full_ended_at = COALESCE(EXCLUDED.full_ended_at, model_syncs.full_ended_at)",
    )
    .bind(scope.key())
    .bind(models.iter().map(|model| model.code()).collect::<Vec<_>>())
    .bind(delta)
    .bind(full)
    .execute(db)
    .await?;
    Ok(())
}
