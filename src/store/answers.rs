//! Pages that a run has fetched ahead of what it has written, so that whoever takes it over need not fetch them again.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgConnection;

use super::runs::Claim;
use super::{IntegrationScope, StoreError};

/// Which page of which read of which list.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    pub pass: &'a str,
    /// Counted from 1, like the page.
    pub read: u16,
    pub page: u32,
    /// Where the page begins, as JSON; `None` at the beginning of the list.
    pub cursor: Option<&'a Value>,
}

/// A page that was kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// When the ATS was asked for it, or earlier.
    pub asked_at: DateTime<Utc>,
    pub body: Vec<u8>,
    pub notes: Value,
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    cursor: Option<String>,
    body: Vec<u8>,
    notes: String,
    asked_at: DateTime<Utc>,
}

/// Keeps a page; one of the same number that was kept before is replaced.
pub async fn keep(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
    spot: Spot<'_>,
    asked_at: DateTime<Utc>,
    body: &[u8],
    notes: &Value,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- answers.keep
         INSERT INTO sync_answers (integration_id, sync_run_id, pass, read, page, cursor, body, notes, asked_at)
         VALUES ($1, $2, $3, $4, $5, $6::json, $7, $8::json, $9)
         ON CONFLICT (integration_id, sync_run_id, pass, read, page)
         DO UPDATE SET cursor = EXCLUDED.cursor, body = EXCLUDED.body, notes = EXCLUDED.notes,
                       asked_at = EXCLUDED.asked_at",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(spot.pass)
    .bind(i16::try_from(spot.read).unwrap_or(i16::MAX))
    .bind(i32::try_from(spot.page).unwrap_or(i32::MAX))
    .bind(spot.cursor.map(Value::to_string))
    .bind(body)
    .bind(notes.to_string())
    .bind(asked_at)
    .execute(db)
    .await?;
    Ok(())
}

/// A page that was kept; `None` when there is none that begins there.
pub async fn find(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
    spot: Spot<'_>,
) -> Result<Option<Kept>, StoreError> {
    let row: Option<KeptRow> = sqlx::query_as(
        "-- answers.find
         SELECT cursor::text AS cursor, body, notes::text AS notes, asked_at FROM sync_answers
         WHERE integration_id = $1 AND sync_run_id = $2 AND pass = $3 AND read = $4 AND page = $5",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(spot.pass)
    .bind(i16::try_from(spot.read).unwrap_or(i16::MAX))
    .bind(i32::try_from(spot.page).unwrap_or(i32::MAX))
    .fetch_optional(db)
    .await?;
    Ok(row.and_then(|row| {
        // What cannot be read is fetched again.
        let cursor: Option<Value> = row.cursor.map(|text| serde_json::from_str(&text)).transpose().ok()?;
        let notes = serde_json::from_str(&row.notes).ok()?;
        let kept = Kept { asked_at: row.asked_at, body: row.body, notes };
        (cursor.as_ref() == spot.cursor).then_some(kept)
    }))
}

/// Forgets the pages of a read up to one that is written.
pub async fn forget_until(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
    spot: Spot<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- answers.forget_until
         DELETE FROM sync_answers
         WHERE integration_id = $1 AND sync_run_id = $2 AND pass = $3 AND read = $4 AND page <= $5",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(spot.pass)
    .bind(i16::try_from(spot.read).unwrap_or(i16::MAX))
    .bind(i32::try_from(spot.page).unwrap_or(i32::MAX))
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the pages of a run that has ended.
pub async fn forget(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- answers.forget
         DELETE FROM sync_answers WHERE integration_id = $1 AND sync_run_id = $2",
    )
    .bind(scope.key())
    .bind(claim.run())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets all pages of an integration. Runs that go on fetch them again.
pub async fn forget_all(db: &mut PgConnection, scope: &IntegrationScope) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- answers.forget_all
         DELETE FROM sync_answers WHERE integration_id = $1",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets the pages of runs that have ended without saying so themselves, such as cancelled ones.
pub async fn purge(db: &mut PgConnection) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- answers.purge
         DELETE FROM sync_answers a USING sync_runs r
         WHERE a.integration_id = r.integration_id AND a.sync_run_id = r.sync_run_id AND r.ended_at IS NOT NULL",
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
