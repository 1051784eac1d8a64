//! How an action goes on, once it is claimed.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::State;
use crate::store::{IntegrationScope, StoreError};

/// Writes down, before it is sent, what is sent. `request` is sealed.
pub async fn send(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    request: &[u8],
    (now, lease_until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), StoreError> {
    let done = sqlx::query(
        "-- actions.send
         UPDATE actions SET state = 'SENT', request = $3, lease_until = $5
         WHERE integration_id = $1 AND public_id = $2 AND state = 'CLAIMED' AND lease_until > $4",
    )
    .bind(scope.key())
    .bind(id)
    .bind(request)
    .bind(now)
    .bind(lease_until)
    .execute(db)
    .await?;
    held(done.rows_affected())
}

/// A claim that was lost was taken by another call.
fn held(rows: u64) -> Result<(), StoreError> {
    if rows == 0 { Err(StoreError::LeaseLost) } else { Ok(()) }
}

/// It is not known whether it took effect. `look_at` is when the ATS is to be asked; `None` where that is no use. The
/// first doubt counts.
pub async fn doubt(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    what: &str,
    (doubted_at, look_at): (DateTime<Utc>, Option<DateTime<Utc>>),
) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.doubt
         UPDATE actions
         SET state = 'UNCERTAIN', doubt = COALESCE(doubt, $3), doubted_at = COALESCE(doubted_at, $4), look_at = $5
         WHERE integration_id = $1 AND public_id = $2 AND state IN ('SENT', 'UNCERTAIN')",
    )
    .bind(scope.key())
    .bind(id)
    .bind(what)
    .bind(doubted_at)
    .bind(look_at)
    .execute(db)
    .await?;
    Ok(())
}

/// Keeps how it ended, `DONE` or `REFUSED`, with the sealed answer. `told` when the caller still waits for it. What took
/// effect is done, whatever was thought of it before; a refusal does not count against that. False when it had been done
/// before.
pub async fn end(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    (state, told): (State, bool),
    answer: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- actions.end
         UPDATE actions
         SET state = $3, owed = owed AND NOT $4, answer = $5, ended_at = $6, look_at = NULL, request = NULL
         WHERE integration_id = $1 AND public_id = $2 AND state <> 'DONE'",
    )
    .bind(scope.key())
    .bind(id)
    .bind(state.as_str())
    .bind(told)
    .bind(answer)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Nothing happened: it may be tried again. False when it had ended before.
pub async fn release(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- actions.release
         UPDATE actions SET state = 'RELEASED', ended_at = $3, look_at = NULL, request = NULL
         WHERE integration_id = $1 AND public_id = $2 AND state IN ('CLAIMED', 'SENT', 'UNCERTAIN')",
    )
    .bind(scope.key())
    .bind(id)
    .bind(now)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}
