//! Calls that are under way. An integration may have only so many at a time, in all processes together (contract
//! section 1.4).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::lock;
use crate::store::{IntegrationScope, StoreError};

/// Takes a turn, and says how many are taken with it; `None` when all are. To be called in a transaction that ends at
/// once.
pub async fn take(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    limit: u32,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Option<u32>, StoreError> {
    lock(db, scope).await?;
    let taken = count(db, scope, now).await?;
    if taken >= limit {
        return Ok(None);
    }
    sqlx::query(
        "-- turns.take
         INSERT INTO action_turns (integration_id, public_id, until) VALUES ($1, $2, $3)",
    )
    .bind(scope.key())
    .bind(id)
    .bind(until)
    .execute(db)
    .await?;
    Ok(Some(taken + 1))
}

/// How many are taken.
pub async fn count(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<u32, StoreError> {
    let taken: i64 = sqlx::query_scalar(
        "-- turns.count
         SELECT count(*) FROM action_turns WHERE integration_id = $1 AND until > $2",
    )
    .bind(scope.key())
    .bind(now)
    .fetch_one(db)
    .await?;
    Ok(u32::try_from(taken).unwrap_or(u32::MAX))
}

/// Gives a turn back.
pub async fn give_back(db: &mut PgConnection, scope: &IntegrationScope, id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "-- turns.give_back
         DELETE FROM action_turns WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets the turns of calls that died.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- turns.purge
         DELETE FROM action_turns t USING integrations i
         WHERE t.integration_id = i.integration_id AND t.until < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
