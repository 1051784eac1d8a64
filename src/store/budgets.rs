//! Request budgets: token buckets that all processes take from. Times come from the caller.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::StoreError;

/// A bucket by its key, and as large as the asking side says: `per_second` tokens flow in, `burst` fit.
#[derive(Debug, Clone, Copy)]
pub struct Bucket<'a> {
    pub key: &'a [u8],
    pub per_second: u32,
    pub burst: u32,
}

/// A bucket after somebody took from it.
#[derive(Debug, Clone, Copy, PartialEq, sqlx::FromRow)]
pub struct Level {
    /// What this taking yielded.
    pub taken: i32,
    /// What is left, as of `refilled_at`.
    pub tokens: f64,
    pub refilled_at: DateTime<Utc>,
    /// Nothing is given before, if that is in the future.
    pub held_until: Option<DateTime<Utc>>,
}

/// Refills a bucket, and takes up to `want` whole tokens, as long as `leave` are left. A new bucket is full;
/// `want` and `leave` have to fit into it together.
///
/// Clocks of processes may differ by seconds: time that was credited once is not credited again. A time far ahead was
/// written by a clock that was wrong; it is put right, or nothing would flow until then.
pub async fn take(
    db: &mut PgConnection,
    bucket: Bucket<'_>,
    want: u32,
    leave: u32,
    now: DateTime<Utc>,
) -> Result<Level, StoreError> {
    Ok(sqlx::query_as(
        "-- budgets.take
         INSERT INTO request_budgets AS b (budget_key, tokens, taken, refilled_at)
         VALUES ($1, $3 - $4, $4, $6)
         ON CONFLICT (budget_key) DO UPDATE SET (tokens, taken, refilled_at) = (
             SELECT filled.tokens - got.tokens, got.tokens, filled.at
             FROM (SELECT CASE WHEN b.refilled_at > $6 + interval '1 minute' THEN $6
                               ELSE b.refilled_at END AS at) AS since,
                  LATERAL (SELECT greatest(since.at, $6) AS at,
                                  least($3, b.tokens + $2 * greatest(0, extract(epoch FROM
                                      $6 - greatest(since.at, b.held_until))::float8)) AS tokens) AS filled,
                  LATERAL (SELECT CASE WHEN b.held_until > $6 THEN 0
                                       ELSE greatest(0, least($4, floor(filled.tokens - $5))) END AS tokens) AS got)
         RETURNING taken, tokens, refilled_at, held_until",
    )
    .bind(bucket.key)
    .bind(f64::from(bucket.per_second))
    .bind(f64::from(bucket.burst))
    .bind(f64::from(want))
    .bind(f64::from(leave))
    .bind(now)
    .fetch_one(db)
    .await?)
}

/// Gives nothing until then. Meanwhile a bucket fills up to `keep` tokens only, so that the end of the rest is not the
/// beginning of a burst.
pub async fn hold_off(
    db: &mut PgConnection,
    bucket: Bucket<'_>,
    keep: u32,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- budgets.hold_off
         INSERT INTO request_budgets AS b (budget_key, tokens, taken, refilled_at, held_until)
         VALUES ($1, $3, 0, $5, $4)
         ON CONFLICT (budget_key) DO UPDATE
         SET tokens = least($3, b.tokens + $2 * greatest(0, extract(epoch FROM
                 $4 - greatest(b.refilled_at, b.held_until))::float8)),
             held_until = greatest(b.held_until, $4)",
    )
    .bind(bucket.key)
    .bind(f64::from(bucket.per_second))
    .bind(f64::from(keep))
    .bind(until)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets buckets that nobody asked since, and that nobody has to wait for. The next one who asks finds a full one.
/// Reads the whole table, which has a row per key: an index on its times would have to follow every request.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let purged = sqlx::query(
        "-- budgets.purge
         DELETE FROM request_budgets WHERE refilled_at < $1 AND (held_until IS NULL OR held_until < $1)",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(purged.rows_affected())
}
