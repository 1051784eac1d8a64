//! Runs that wait for a worker: asked for, due by the schedule, or left by a worker that is gone.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::environments::EnvironmentKey;
use super::super::{IntegrationScope, StoreError};
use super::{Cause, Kind, NewRun};
use crate::domain::digest::json_text;
use crate::domain::id::IntegrationId;

/// A run that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub sync_id: String,
    /// A run of the kind was queued or running before.
    pub already: bool,
}

/// Queues a run, unless one of the kind is queued or running: then that one is meant. `confirmed` says by model how
/// many deletions the operator allows.
pub async fn enqueue(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewRun<'_>,
    confirmed: &BTreeMap<String, u64>,
    now: DateTime<Utc>,
) -> Result<Queued, StoreError> {
    loop {
        if let Some(sync_id) = insert(db, scope, new, confirmed, now).await? {
            return Ok(Queued { sync_id, already: false });
        }
        // Between the two statements the active run may end: then there is room for a new one.
        if let Some(sync_id) = active(db, scope, new.kind).await? {
            return Ok(Queued { sync_id, already: true });
        }
    }
}

async fn insert(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewRun<'_>,
    confirmed: &BTreeMap<String, u64>,
    now: DateTime<Utc>,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "-- queue.insert
         INSERT INTO sync_runs (integration_id, public_id, kind, cause, state, started_at, holder, lease_until, confirmed)
         VALUES ($1, $2, $3, $4, 'QUEUED', $5, '', $5, $6::json)
         ON CONFLICT (integration_id, kind) WHERE state IN ('QUEUED', 'RUNNING') DO NOTHING
         RETURNING public_id",
    )
    .bind(scope.key())
    .bind(new.public_id)
    .bind(new.kind.as_str())
    .bind(new.cause.as_str())
    .bind(now)
    .bind(json_text(confirmed))
    .fetch_optional(db)
    .await?)
}

async fn active(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    kind: Kind,
) -> Result<Option<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "-- queue.active
         SELECT public_id FROM sync_runs
         WHERE integration_id = $1 AND kind = $2 AND state IN ('QUEUED', 'RUNNING')",
    )
    .bind(scope.key())
    .bind(kind.as_str())
    .fetch_optional(db)
    .await?)
}

/// Ends what is queued or running, whoever works on it: that worker fails at its next write.
pub async fn cancel(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- queue.cancel
         UPDATE sync_runs SET state = 'CANCELLED', ended_at = $2, error = $3, waiting_until = NULL, waiting_for = NULL
         WHERE integration_id = $1 AND state IN ('QUEUED', 'RUNNING')",
    )
    .bind(scope.key())
    .bind(now)
    .bind(reason)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// A sync that somebody should work on now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub integration: IntegrationId,
    pub kind: Kind,
    pub cause: Cause,
}

/// What is due for a worker, at most `limit`: runs whose worker is gone first, then queued ones, then what the
/// schedule says; in each of them the longest waiting first. `only` leaves out all other integrations.
pub async fn due(
    db: &mut PgConnection,
    worker: &str,
    now: DateTime<Utc>,
    limit: i64,
    only: Option<EnvironmentKey>,
) -> Result<Vec<Due>, StoreError> {
    let rows: Vec<(String, String)> = sqlx::query_as(
        "-- queue.due
         SELECT public_id, kind FROM (
             SELECT i.public_id, i.environment_id, r.kind, 0 AS turn, r.lease_until AS since
             FROM sync_runs r JOIN integrations i USING (integration_id)
             WHERE r.state = 'RUNNING' AND (r.lease_until <= $1 OR r.worker = $2) AND i.status <> 'INACTIVE'
             UNION ALL
             SELECT i.public_id, i.environment_id, r.kind, 1, r.started_at
             FROM sync_runs r JOIN integrations i USING (integration_id)
             WHERE r.state = 'QUEUED' AND i.status <> 'INACTIVE'
                   AND NOT EXISTS (SELECT FROM sync_runs o
                                   WHERE o.integration_id = r.integration_id AND o.state = 'RUNNING')
             UNION ALL
             SELECT i.public_id, i.environment_id, CASE WHEN i.next_full_at <= $1 THEN 'FULL' ELSE 'DELTA' END, 2,
                    i.next_sync_at
             FROM integrations i
             WHERE i.status <> 'INACTIVE' AND i.next_sync_at <= $1
                   AND NOT EXISTS (SELECT FROM sync_runs o
                                   WHERE o.integration_id = i.integration_id AND o.state IN ('QUEUED', 'RUNNING'))
         ) due
         WHERE $4::bigint IS NULL OR environment_id = $4
         ORDER BY turn, since LIMIT $3",
    )
    .bind(now)
    .bind(worker)
    .bind(limit)
    .bind(only.map(|environment| environment.0))
    .fetch_all(db)
    .await?;
    let due = |(id, kind): (String, String)| {
        let broken = |column| StoreError::Inconsistent { table: "sync_runs", column, row: id.clone() };
        Ok(Due {
            integration: IntegrationId::parse(&id).ok_or_else(|| broken("public_id"))?,
            kind: Kind::parse(&kind).ok_or_else(|| broken("kind"))?,
            cause: Cause::Schedule,
        })
    };
    rows.into_iter().map(due).collect()
}
