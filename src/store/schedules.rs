//! When an integration is synced, and how its syncs have gone.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::integrations::Status;
use super::{IntegrationScope, StoreError};

/// What decides about an integration's syncs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub delta_every: TimeDelta,
    pub full_every: TimeDelta,
    /// The share of a model's live records that one sweep may mark as deleted, in percent.
    pub sweep_limit_percent: u8,
    /// Runs that ended badly since the last good one.
    pub failures: u32,
    /// Those among them whose credentials were refused.
    pub auth_failures: u32,
    /// By what the stored records were mapped and rendered; `None` before the first sync.
    pub shaped_by: Option<Vec<u8>>,
}

#[derive(sqlx::FromRow)]
struct ScheduleRow {
    delta_every_seconds: i32,
    full_every_seconds: i32,
    sweep_limit_percent: i32,
    failures: i32,
    auth_failures: i32,
    shaped_by: Option<Vec<u8>>,
}

/// The schedule of an integration.
pub async fn get(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Schedule, StoreError> {
    let row: ScheduleRow = sqlx::query_as(
        "-- schedules.get
         SELECT delta_every_seconds, full_every_seconds, sweep_limit_percent, failures, auth_failures, shaped_by
         FROM integrations WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    Ok(Schedule {
        delta_every: TimeDelta::seconds(row.delta_every_seconds.into()),
        full_every: TimeDelta::seconds(row.full_every_seconds.into()),
        sweep_limit_percent: u8::try_from(row.sweep_limit_percent).unwrap_or(100),
        failures: u32::try_from(row.failures).unwrap_or_default(),
        auth_failures: u32::try_from(row.auth_failures).unwrap_or_default(),
        shaped_by: row.shaped_by,
    })
}

/// What the operator sets; `None` leaves a value as it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// At least a minute.
    pub delta_every: Option<TimeDelta>,
    /// At least ten minutes.
    pub full_every: Option<TimeDelta>,
    /// 0 to 100.
    pub sweep_limit_percent: Option<u8>,
}

/// Changes the schedule. A shorter interval counts from now on, not only after the next sync.
pub async fn change(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    changes: Changes,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let seconds =
        |every: Option<TimeDelta>| every.map(|e| i32::try_from(e.num_seconds()).unwrap_or(i32::MAX));
    sqlx::query(
        "-- schedules.change
         UPDATE integrations
         SET delta_every_seconds = COALESCE($2, delta_every_seconds),
             full_every_seconds = COALESCE($3, full_every_seconds),
             sweep_limit_percent = COALESCE($4, sweep_limit_percent),
             next_delta_at = LEAST(next_delta_at, $5 + make_interval(secs => COALESCE($2, delta_every_seconds))),
             next_full_at = LEAST(next_full_at, $5 + make_interval(secs => COALESCE($3, full_every_seconds)))
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(seconds(changes.delta_every))
    .bind(seconds(changes.full_every))
    .bind(changes.sweep_limit_percent.map(i32::from))
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// What a run that ended leaves behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aftermath {
    pub failures: u32,
    pub auth_failures: u32,
    /// `None`: as it was. An integration that was switched off meanwhile stays so.
    pub status: Option<Status>,
    pub next_delta_at: Option<DateTime<Utc>>,
    pub next_full_at: Option<DateTime<Utc>>,
    pub shaped_by: Option<Vec<u8>>,
}

/// Writes down what follows from the end of a run that began at a time. Where what is wanted has been changed since, the
/// next full one stays due.
pub async fn settle(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    aftermath: &Aftermath,
    began: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- schedules.settle
         UPDATE integrations
         SET failures = $2, auth_failures = $3,
             status = CASE WHEN status = 'INACTIVE' THEN status ELSE COALESCE($4, status) END,
             next_delta_at = COALESCE($5, next_delta_at),
             next_full_at = CASE WHEN scopes_changed_at > $8 THEN next_full_at ELSE COALESCE($6, next_full_at) END,
             shaped_by = COALESCE($7, shaped_by)
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(i32::try_from(aftermath.failures).unwrap_or(i32::MAX))
    .bind(i32::try_from(aftermath.auth_failures).unwrap_or(i32::MAX))
    .bind(aftermath.status.map(Status::as_str))
    .bind(aftermath.next_delta_at)
    .bind(aftermath.next_full_at)
    .bind(aftermath.shaped_by.as_deref())
    .bind(began)
    .execute(db)
    .await?;
    Ok(())
}
