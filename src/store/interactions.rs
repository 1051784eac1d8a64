//! Calls to ATSs of the last 30 days.

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::interaction::{Cause, CauseKind, Interaction, Mishap};

/// Writes calls down, in one statement. Those of an integration that is gone are left out.
pub async fn insert(db: &mut PgConnection, calls: &[Interaction]) -> Result<(), StoreError> {
    sqlx::query(
        "-- interactions.insert
         INSERT INTO interactions (integration_id, at, public_id, cause, cause_id, method, path, status, mishap,
                                   duration_ms, sent_bytes, received_bytes, excerpt)
         SELECT i.integration_id, c.at, c.public_id, c.cause, c.cause_id, c.method, c.path, c.status, c.mishap,
                c.duration_ms, c.sent_bytes, c.received_bytes, c.excerpt
         FROM UNNEST($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                     $8::smallint[], $9::text[], $10::bigint[], $11::bigint[], $12::bigint[], $13::text[])
              AS c(integration, at, public_id, cause, cause_id, method, path, status, mishap, duration_ms, sent_bytes,
                   received_bytes, excerpt)
         JOIN integrations i ON i.public_id = c.integration",
    )
    .bind(column(calls, |call| call.integration.as_str()))
    .bind(column(calls, |call| call.at))
    .bind(column(calls, |call| call.id.as_str()))
    .bind(column(calls, |call| call.cause.kind.as_str()))
    .bind(column(calls, |call| call.cause.id.as_deref()))
    .bind(column(calls, |call| call.method.as_str()))
    .bind(column(calls, |call| call.path.as_str()))
    .bind(column(calls, |call| call.status.and_then(|status| i16::try_from(status).ok())))
    .bind(column(calls, |call| call.mishap.map(Mishap::as_str)))
    .bind(column(calls, |call| number(call.duration_ms)))
    .bind(column(calls, |call| number(call.sent_bytes)))
    .bind(column(calls, |call| number(call.received_bytes)))
    .bind(column(calls, |call| call.excerpt.as_deref()))
    .execute(db)
    .await?;
    Ok(())
}

fn column<'a, T>(calls: &'a [Interaction], value: impl Fn(&'a Interaction) -> T) -> Vec<T> {
    calls.iter().map(value).collect()
}

fn number(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What kind of status an answer has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusClass {
    Success,
    Redirect,
    ClientError,
    ServerError,
    /// No answer began.
    Absent,
}

impl StatusClass {
    pub const ALL: [Self; 5] =
        [Self::Success, Self::Redirect, Self::ClientError, Self::ServerError, Self::Absent];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "2XX",
            Self::Redirect => "3XX",
            Self::ClientError => "4XX",
            Self::ServerError => "5XX",
            Self::Absent => "NONE",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == text)
    }

    /// The hundreds of the status.
    const fn hundreds(self) -> i32 {
        match self {
            Self::Success => 2,
            Self::Redirect => 3,
            Self::ClientError => 4,
            Self::ServerError => 5,
            Self::Absent => 0,
        }
    }
}

/// Which calls are asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub status: Option<StatusClass>,
    pub since: Option<DateTime<Utc>>,
    pub kind: Option<CauseKind>,
    /// The public id of a sync or an action.
    pub cause_id: Option<String>,
}

/// A place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    at: DateTime<Utc>,
    id: String,
}

impl Spot {
    /// Behind this call.
    pub fn of(call: &Interaction) -> Self {
        Self { at: call.at, id: call.id.clone() }
    }

    /// As [`fmt::Display`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let (at, id) = text.split_once(' ')?;
        let at = DateTime::from_timestamp_micros(at.parse().ok()?)?;
        Some(Self { at, id: id.to_owned() })
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.at.timestamp_micros(), self.id)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    at: DateTime<Utc>,
    public_id: String,
    cause: String,
    cause_id: Option<String>,
    method: String,
    path: String,
    status: Option<i16>,
    mishap: Option<String>,
    duration_ms: i64,
    sent_bytes: i64,
    received_bytes: i64,
    excerpt: Option<String>,
}

impl Row {
    fn read(self, scope: &IntegrationScope) -> Result<Interaction, StoreError> {
        let row = self.public_id.clone();
        let broken = |column| StoreError::Inconsistent { table: "interactions", column, row: row.clone() };
        let kind = CauseKind::parse(&self.cause).ok_or_else(|| broken("cause"))?;
        let mishap = self.mishap.map(|text| Mishap::parse(&text).ok_or_else(|| broken("mishap")));
        Ok(Interaction {
            id: self.public_id,
            integration: scope.id().clone(),
            cause: Cause { kind, id: self.cause_id },
            at: self.at,
            method: self.method,
            path: self.path,
            status: self.status.and_then(|status| u16::try_from(status).ok()),
            mishap: mishap.transpose()?,
            duration_ms: u64::try_from(self.duration_ms).unwrap_or_default(),
            sent_bytes: u64::try_from(self.sent_bytes).unwrap_or_default(),
            received_bytes: u64::try_from(self.received_bytes).unwrap_or_default(),
            excerpt: self.excerpt,
        })
    }
}

/// The calls of an integration behind a place, the latest first. Planned at every call, so that the filter that is there
/// finds its index.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    wanted: &Wanted,
    behind: Option<&Spot>,
    limit: i64,
) -> Result<Vec<Interaction>, StoreError> {
    let rows: Vec<Row> = sqlx::query_as(
        "-- interactions.list
         SELECT at, public_id, cause, cause_id, method, path, status, mishap, duration_ms, sent_bytes, received_bytes,
                excerpt
         FROM interactions
         WHERE integration_id = $1 AND at >= COALESCE($2, '-infinity'::timestamptz)
           AND (at, public_id) < (COALESCE($3, 'infinity'::timestamptz), COALESCE($4, ''))
           AND ($5::text IS NULL OR cause = $5) AND ($6::text IS NULL OR cause_id = $6)
           AND ($7::int IS NULL OR COALESCE(status, 0) / 100 = $7)
         ORDER BY at DESC, public_id DESC LIMIT $8",
    )
    .bind(scope.key())
    .bind(wanted.since)
    .bind(behind.map(|spot| spot.at))
    .bind(behind.map(|spot| spot.id.as_str()))
    .bind(wanted.kind.map(CauseKind::as_str))
    .bind(wanted.cause_id.as_deref())
    .bind(wanted.status.map(StatusClass::hundreds))
    .bind(limit)
    .persistent(false)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(|row| row.read(scope)).collect()
}

/// One call.
pub async fn find(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
) -> Result<Option<Interaction>, StoreError> {
    let row: Option<Row> = sqlx::query_as(
        "-- interactions.find
         SELECT at, public_id, cause, cause_id, method, path, status, mishap, duration_ms, sent_bytes, received_bytes,
                excerpt
         FROM interactions WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .fetch_optional(db)
    .await?;
    row.map(|row| row.read(scope)).transpose()
}

/// Forgets calls that began before a time.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- interactions.purge
         DELETE FROM interactions c USING integrations i WHERE c.integration_id = i.integration_id AND c.at < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
