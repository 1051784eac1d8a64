//! What runs did, for operators: those that run, and those that ended within the last months.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::environments::EnvironmentKey;
use super::super::{IntegrationScope, StoreError};
use crate::domain::id::SyncId;

/// One run, as it is told. Those of deleted integrations are not.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Run {
    /// The place in the order of runs.
    pub sync_run_id: i64,
    pub sync_id: String,
    pub integration_id: String,
    pub kind: String,
    /// QUEUED, RUNNING, or how it ended.
    pub state: String,
    pub cause: String,
    /// When it was begun; while it is queued, when it was queued.
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// Until when its worker has to give a sign of life.
    pub lease_until: DateTime<Utc>,
    /// How often another worker had to go on with it.
    pub takeovers: i32,
    pub requests: i64,
    /// Of answers, as they came over the wire.
    pub bytes: i64,
    pub waited_ms: i64,
    pub waiting_until: Option<DateTime<Utc>>,
    pub waiting_for: Option<String>,
    /// JSON: counts by model. Of a run that runs, they are in the checkpoint.
    pub counts: String,
    /// JSON: how far a run that has not ended got.
    pub checkpoint: Option<String>,
    /// JSON: deletions that were not made, by model.
    pub withheld: String,
    pub error: Option<String>,
}

macro_rules! select_runs {
    ($name:literal, $rest:literal) => {
        concat!(
            "-- history.",
            $name,
            "
             SELECT r.sync_run_id, r.public_id AS sync_id, i.public_id AS integration_id, r.kind, r.state, r.cause,
                    r.started_at, r.ended_at, r.lease_until, r.takeovers, r.requests, r.bytes, r.waited_ms,
                    r.waiting_until, r.waiting_for, r.counts::text AS counts,
                    CASE WHEN r.ended_at IS NULL THEN r.checkpoint::text END AS checkpoint,
                    r.withheld::text AS withheld, r.error
             FROM sync_runs r JOIN integrations i ON i.integration_id = r.integration_id AND i.deleted_at IS NULL ",
            $rest
        )
    };
}

/// The runs of an integration before a place in their order, the latest first.
pub async fn of_integration(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    before: i64,
    limit: i64,
) -> Result<Vec<Run>, StoreError> {
    let statement = select_runs!(
        "of_integration",
        "WHERE r.integration_id = $1 AND r.sync_run_id < $2 ORDER BY r.sync_run_id DESC LIMIT $3"
    );
    Ok(sqlx::query_as(statement).bind(scope.key()).bind(before).bind(limit).fetch_all(db).await?)
}

/// The latest runs of all integrations, the latest first: for the operator, not for callers.
pub async fn of_all(db: &mut PgConnection, limit: i64) -> Result<Vec<Run>, StoreError> {
    let statement = select_runs!("of_all", "ORDER BY r.sync_run_id DESC LIMIT $1");
    Ok(sqlx::query_as(statement).bind(limit).fetch_all(db).await?)
}

/// A run by its id, in whatever environment: for the operator, not for callers.
pub async fn find(db: &mut PgConnection, sync_id: &SyncId) -> Result<Option<Run>, StoreError> {
    let statement = select_runs!("find", "WHERE r.public_id = $1");
    Ok(sqlx::query_as(statement).bind(sync_id.as_str()).fetch_optional(db).await?)
}

/// A run of an environment's integrations by its id.
pub async fn find_in(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    sync_id: &SyncId,
) -> Result<Option<Run>, StoreError> {
    let statement = select_runs!("find_in", "WHERE r.public_id = $2 AND i.environment_id = $1");
    Ok(sqlx::query_as(statement).bind(environment.0).bind(sync_id.as_str()).fetch_optional(db).await?)
}

/// Forgets runs that ended before a time.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- history.purge
         DELETE FROM sync_runs WHERE ended_at < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
