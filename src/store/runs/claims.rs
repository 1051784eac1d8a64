//! Claims on runs: how a worker comes by one, keeps it, proves it with everything it writes, and gives it back.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::PgConnection;

use super::super::{IntegrationScope, StoreError};
use super::{Cost, Kind, NewRun, Outcome, Wait, Withheld};
use crate::domain::digest::json_text;

/// A claim on a run. Every write of the run proves it, so that a worker that was taken for dead writes nothing.
#[derive(Debug, Clone)]
pub struct Claim {
    run: i64,
    holder: String,
    pub public_id: String,
    pub kind: Kind,
    /// When the run was begun, by whatever worker.
    pub started_at: DateTime<Utc>,
    /// By model: how many deletions the operator confirmed.
    pub confirmed: BTreeMap<String, u64>,
}

/// Who asks for a claim, and for how long it is to hold.
#[derive(Debug, Clone, Copy)]
pub struct Claimant<'a> {
    /// The process; it may go on at once with a run that it let go of itself.
    pub worker: &'a str,
    /// This claim, told apart from all others.
    pub holder: &'a str,
    pub now: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// What asking for a claim yields.
#[derive(Debug)]
pub enum Claimed {
    /// A run nobody has worked on yet.
    New(Claim),
    /// A run whose worker is gone, with the JSON text of its checkpoint, and what it has cost.
    TakenOver(Claim, Option<String>, Cost),
    /// Another worker is at it, at least until then.
    Busy(DateTime<Utc>),
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    sync_run_id: i64,
    public_id: String,
    kind: String,
    started_at: DateTime<Utc>,
    checkpoint: Option<String>,
    confirmed: String,
    requests: i64,
    bytes: i64,
    waited_ms: i64,
}

impl ClaimRow {
    fn cost(&self) -> Cost {
        let number = |value: i64| u64::try_from(value).unwrap_or_default();
        Cost { requests: number(self.requests), bytes: number(self.bytes), waited_ms: number(self.waited_ms) }
    }

    fn claim(&self, holder: &str) -> Result<Claim, StoreError> {
        Ok(Claim {
            run: self.sync_run_id,
            holder: holder.to_owned(),
            public_id: self.public_id.clone(),
            kind: Kind::parse(&self.kind).ok_or_else(|| self.broken("kind"))?,
            started_at: self.started_at,
            confirmed: serde_json::from_str(&self.confirmed)
                .map_err(|_unreadable| self.broken("confirmed"))?,
        })
    }

    fn broken(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent { table: "sync_runs", column, row: self.public_id.clone() }
    }
}

/// Goes on with a run whose claim has lapsed, else begins the queued run of the kind, else a new one. Begins none of an
/// integration that is switched off, and reports it as busy.
pub async fn claim(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewRun<'_>,
    claimant: Claimant<'_>,
) -> Result<Claimed, StoreError> {
    if let Some(row) = take_over(db, scope, claimant).await? {
        let (claim, cost) = (row.claim(claimant.holder)?, row.cost());
        return Ok(Claimed::TakenOver(claim, row.checkpoint, cost));
    }
    let begun = match begin_queued(db, scope, new.kind, claimant).await {
        Err(error) if error.violates(RUNNING_KEY) => None,
        Ok(Some(row)) => Some(row),
        Ok(None) => begin_new(db, scope, new, claimant).await?,
        Err(error) => return Err(error),
    };
    match begun {
        Some(row) => Ok(Claimed::New(row.claim(claimant.holder)?)),
        None => Ok(Claimed::Busy(busy_until(db, scope).await?.unwrap_or(claimant.now))),
    }
}

/// The constraint that keeps a second run from running.
const RUNNING_KEY: &str = "sync_runs_running_key";

async fn take_over(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claimant: Claimant<'_>,
) -> Result<Option<ClaimRow>, StoreError> {
    Ok(sqlx::query_as(
        "-- runs.take_over
         UPDATE sync_runs SET worker = $2, holder = $3, lease_until = $5, takeovers = takeovers + 1,
                              waiting_until = NULL, waiting_for = NULL
         WHERE integration_id = $1 AND state = 'RUNNING' AND (lease_until <= $4 OR worker = $2)
         RETURNING sync_run_id, public_id, kind, started_at, checkpoint::text, confirmed::text,
                   requests, bytes, waited_ms",
    )
    .bind(scope.key())
    .bind(claimant.worker)
    .bind(claimant.holder)
    .bind(claimant.now)
    .bind(claimant.until)
    .fetch_optional(db)
    .await?)
}

async fn begin_queued(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    kind: Kind,
    claimant: Claimant<'_>,
) -> Result<Option<ClaimRow>, StoreError> {
    Ok(sqlx::query_as(
        "-- runs.begin_queued
         UPDATE sync_runs SET state = 'RUNNING', worker = $3, holder = $4, started_at = $5, lease_until = $6
         WHERE integration_id = $1 AND kind = $2 AND state = 'QUEUED'
               AND NOT EXISTS (SELECT FROM sync_runs r WHERE r.integration_id = $1 AND r.state = 'RUNNING')
         RETURNING sync_run_id, public_id, kind, started_at, checkpoint::text, confirmed::text,
                   requests, bytes, waited_ms",
    )
    .bind(scope.key())
    .bind(kind.as_str())
    .bind(claimant.worker)
    .bind(claimant.holder)
    .bind(claimant.now)
    .bind(claimant.until)
    .fetch_optional(db)
    .await?)
}

async fn begin_new(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewRun<'_>,
    claimant: Claimant<'_>,
) -> Result<Option<ClaimRow>, StoreError> {
    Ok(sqlx::query_as(
        "-- runs.begin_new
         INSERT INTO sync_runs (integration_id, public_id, kind, cause, state, worker, holder, started_at, lease_until)
         SELECT i.integration_id, $2, $3, $4, 'RUNNING', $5, $6, $7, $8
         FROM integrations i WHERE i.integration_id = $1 AND i.status <> 'INACTIVE'
         FOR SHARE
         ON CONFLICT DO NOTHING
         RETURNING sync_run_id, public_id, kind, started_at, checkpoint::text, confirmed::text,
                   requests, bytes, waited_ms",
    )
    .bind(scope.key())
    .bind(new.public_id)
    .bind(new.kind.as_str())
    .bind(new.cause.as_str())
    .bind(claimant.worker)
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

/// Keeps the claim alive, and says what the run waits for.
pub async fn heartbeat(
    db: &mut PgConnection,
    claim: &Claim,
    until: DateTime<Utc>,
    wait: Option<Wait<'_>>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.heartbeat
         UPDATE sync_runs SET lease_until = $3, waiting_until = $4, waiting_for = $5
         WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(until)
    .bind(wait.map(|wait| wait.until))
    .bind(wait.map(|wait| wait.reason))
    .execute(db)
    .await?;
    held(done.rows_affected())
}

/// Says where to go on, in the transaction that got there.
pub async fn checkpoint<P: Serialize + Sync>(
    db: &mut PgConnection,
    claim: &Claim,
    place: &P,
    cost: Cost,
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.checkpoint
         UPDATE sync_runs SET checkpoint = $3::json, requests = $4, bytes = $5, waited_ms = $6, lease_until = $7
         WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(json_text(place))
    .bind(count(cost.requests))
    .bind(count(cost.bytes))
    .bind(count(cost.waited_ms))
    .bind(until)
    .execute(db)
    .await?;
    held(done.rows_affected())
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct End<'a, C> {
    pub outcome: Outcome,
    pub counts: &'a C,
    pub cost: Cost,
    /// By model: deletions that were not made.
    pub withheld: &'a BTreeMap<String, Withheld>,
    /// What went wrong, in a sentence for the operator.
    pub error: Option<&'a str>,
}

/// Ends the run for good.
pub async fn finish<C: Serialize + Sync>(
    db: &mut PgConnection,
    claim: &Claim,
    end: &End<'_, C>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- runs.finish
         UPDATE sync_runs SET state = $3, counts = $4::json, error = $5, ended_at = $6, withheld = $7::json,
                              requests = $8, bytes = $9, waited_ms = $10, waiting_until = NULL, waiting_for = NULL
         WHERE sync_run_id = $1 AND holder = $2 AND state = 'RUNNING'",
    )
    .bind(claim.run)
    .bind(&claim.holder)
    .bind(end.outcome.as_str())
    .bind(json_text(end.counts))
    .bind(end.error)
    .bind(now)
    .bind(json_text(end.withheld))
    .bind(count(end.cost.requests))
    .bind(count(end.cost.bytes))
    .bind(count(end.cost.waited_ms))
    .execute(db)
    .await?;
    held(done.rows_affected())
}

fn held(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::LeaseLost) }
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Whether the run was cancelled while this worker held it.
pub async fn is_cancelled(db: &mut PgConnection, claim: &Claim) -> Result<bool, StoreError> {
    let state: Option<String> = sqlx::query_scalar(
        "-- runs.is_cancelled
         SELECT state FROM sync_runs WHERE sync_run_id = $1",
    )
    .bind(claim.run)
    .fetch_optional(db)
    .await?;
    Ok(state.as_deref() == Some(Outcome::Cancelled.as_str()))
}

impl Claim {
    /// The run, for what is kept beside it.
    pub(in crate::store) const fn run(&self) -> i64 {
        self.run
    }
}
