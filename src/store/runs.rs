//! Sync runs: who works on one, how far it got, how it ended.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::digest::json_text;
use crate::domain::id::IntegrationId;

/// What a run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Full,
    Delta,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Delta => "DELTA",
        }
    }
}

/// How a run ended (contract section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Succeeded,
    PartiallyFailed,
    Failed,
    AuthenticationFailed,
    Cancelled,
    TimedOut,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::PartiallyFailed => "PARTIALLY_FAILED",
            Self::Failed => "FAILED",
            Self::AuthenticationFailed => "AUTHENTICATION_FAILED",
            Self::Cancelled => "CANCELLED",
            Self::TimedOut => "TIMED_OUT",
        }
    }
}

/// A claim on a run. Every write of the run proves it, so that a worker that was taken for dead writes nothing.
#[derive(Debug, Clone)]
pub struct Claim {
    run: i64,
    pub public_id: String,
    holder: String,
}

/// Who asks for a claim, and for how long it is to hold.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a> {
    pub holder: &'a str,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// What asking for a claim yields.
#[derive(Debug)]
pub enum Claimed<P> {
    /// A new run.
    New(Claim),
    /// A run whose worker is gone, with the place where it was and what it had counted.
    TakenOver(Claim, Option<P>),
    /// Another worker is at it, at least until then.
    Busy(DateTime<Utc>),
}

/// Starts a run, or takes over one whose claim has lapsed.
pub async fn claim<P: DeserializeOwned>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    kind: Kind,
    new_public_id: &str,
    claimant: Claimant<'_>,
) -> Result<Claimed<P>, StoreError> {
    if let Some((run, public_id, checkpoint)) = take_over(db, scope, claimant).await? {
        let checkpoint = checkpoint.map(|text| read_checkpoint(&public_id, &text)).transpose()?;
        return Ok(Claimed::TakenOver(
            Claim { run, public_id, holder: claimant.holder.to_owned() },
            checkpoint,
        ));
    }
    let inserted: Option<i64> = sqlx::query_scalar(
        "-- runs.claim
         INSERT INTO sync_runs (integration_id, public_id, kind, state, started_at, holder, lease_until)
         VALUES ($1, $2, $3, 'RUNNING', $4, $5, $6)
         ON CONFLICT (integration_id) WHERE state = 'RUNNING' DO NOTHING
         RETURNING sync_run_id",
    )
    .bind(scope.key())
    .bind(new_public_id)
    .bind(kind.as_str())
    .bind(claimant.now)
    .bind(claimant.holder)
    .bind(claimant.until)
    .fetch_optional(&mut *db)
    .await?;
    match inserted {
        Some(run) => Ok(Claimed::New(Claim {
            run,
            public_id: new_public_id.to_owned(),
            holder: claimant.holder.to_owned(),
        })),
        None => Ok(Claimed::Busy(busy_until(db, scope).await?.unwrap_or(claimant.now))),
    }
}

fn read_checkpoint<P: DeserializeOwned>(run: &str, text: &str) -> Result<P, StoreError> {
    serde_json::from_str(text).map_err(|_unreadable| StoreError::Inconsistent {
        table: "sync_runs",
        column: "checkpoint",
        row: run.to_owned(),
    })
}

async fn take_over(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claimant: Claimant<'_>,
) -> Result<Option<(i64, String, Option<String>)>, StoreError> {
    Ok(sqlx::query_as(
        "-- runs.take_over
         UPDATE sync_runs SET holder = $2, lease_until = $4
         WHERE integration_id = $1 AND state = 'RUNNING' AND lease_until <= $3
         RETURNING sync_run_id, public_id, checkpoint::text",
    )
    .bind(scope.key())
    .bind(claimant.holder)
    .bind(claimant.now)
    .bind(claimant.until)
    .fetch_optional(db)
    .await?)
}

async fn busy_until(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sqlx::query_scalar(
        "-- runs.busy_until
         SELECT lease_until FROM sync_runs WHERE integration_id = $1 AND state = 'RUNNING'",
    )
    .bind(scope.key())
    .fetch_optional(db)
    .await?)
}

/// Keeps the claim alive.
pub async fn heartbeat(db: &mut PgConnection, claim: &Claim, until: DateTime<Utc>) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.heartbeat
         UPDATE sync_runs SET lease_until = $3 WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(until)
    .execute(db)
    .await?;
    held(done.rows_affected())
}

/// Says where to go on, in the transaction that got there.
pub async fn checkpoint<P: Serialize + Sync>(
    db: &mut PgConnection,
    claim: &Claim,
    place: &P,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.checkpoint
         UPDATE sync_runs SET checkpoint = $3::json, lease_until = $4
         WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(json_text(place))
    .bind(until)
    .execute(db)
    .await?;
    held(done.rows_affected())
}

/// Ends the run for good. `error` is a sentence for the operator.
pub async fn finish<C: Serialize + Sync>(
    db: &mut PgConnection,
    claim: &Claim,
    outcome: Outcome,
    counts: &C,
    error: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.finish
         UPDATE sync_runs SET state = $3, counts = $4::json, error = $5, ended_at = $6
         WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(outcome.as_str())
    .bind(json_text(counts))
    .bind(error)
    .bind(now)
    .execute(db)
    .await?;
    held(done.rows_affected())
}

fn held(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

/// When an integration's next run is due.
#[derive(Debug, Clone, Copy)]
pub struct Schedule {
    /// Runs that ended well before this time are due again.
    pub succeeded_before: DateTime<Utc>,
    /// Runs that ended badly before this time are due again.
    pub failed_before: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

/// Active integrations that were never synced, whose last run is old enough, or whose worker is gone. The longest
/// waiting first.
pub async fn due(
    db: &mut PgConnection,
    schedule: Schedule,
    limit: i64,
) -> Result<Vec<IntegrationId>, StoreError> {
    let ids: Vec<String> = sqlx::query_scalar(
        "-- runs.due
         SELECT i.public_id
         FROM integrations i
         LEFT JOIN LATERAL (
             SELECT state, ended_at, lease_until FROM sync_runs r
             WHERE r.integration_id = i.integration_id ORDER BY started_at DESC LIMIT 1
         ) last ON true
         WHERE i.status = 'ACTIVE' AND (
             last.state IS NULL
             OR (last.state = 'RUNNING' AND last.lease_until <= $1)
             OR (last.state = 'SUCCEEDED' AND last.ended_at <= $2)
             OR (last.state NOT IN ('RUNNING', 'SUCCEEDED') AND last.ended_at <= $3))
         ORDER BY last.ended_at NULLS FIRST, i.integration_id LIMIT $4",
    )
    .bind(schedule.now)
    .bind(schedule.succeeded_before)
    .bind(schedule.failed_before)
    .bind(limit)
    .fetch_all(db)
    .await?;
    Ok(ids.iter().filter_map(|id| IntegrationId::parse(id)).collect())
}
