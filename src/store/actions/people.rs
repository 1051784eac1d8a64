//! What actions hold of people, and how it goes.

use sqlx::PgConnection;

use crate::domain::id::RecordId;
use crate::store::{IntegrationScope, StoreError};

/// Notes which candidates the answer of an action tells of.
pub async fn note_candidates(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    candidates: &[RecordId],
) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.note_candidates
         UPDATE actions SET candidates = $3 WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .bind(candidates.iter().map(RecordId::as_str).collect::<Vec<_>>())
    .execute(db)
    .await?;
    Ok(())
}

/// Takes the answers about these candidates out, those of which nobody noted whom they tell of, and all refusals, which may
/// repeat what was sent. So go the requests of which nobody knows whether they took effect: only the operator can settle
/// those. Says how many actions lost something.
pub async fn forget_candidates(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    candidates: &[&str],
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- actions.forget_candidates
         UPDATE actions SET answer = NULL, request = NULL, look_at = NULL
         WHERE integration_id = $1 AND (answer IS NOT NULL OR request IS NOT NULL)
           AND (state IN ('REFUSED', 'UNCERTAIN')
                OR state = 'DONE' AND (candidates IS NULL OR candidates && $2))",
    )
    .bind(scope.key())
    .bind(candidates)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// How many actions are under way, whose requests cannot be taken out.
pub async fn under_way(db: &mut PgConnection, scope: &IntegrationScope) -> Result<u64, StoreError> {
    let count: i64 = sqlx::query_scalar(
        "-- actions.under_way
         SELECT count(*) FROM actions WHERE integration_id = $1 AND state IN ('CLAIMED', 'SENT')",
    )
    .bind(scope.key())
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(count).unwrap_or_default())
}
