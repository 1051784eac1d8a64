//! What is kept of actions, as sealed values: for whoever seals it anew.

use sqlx::PgConnection;

use crate::store::{IntegrationScope, StoreError};

/// The sealed values of an action.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Sealed {
    pub public_id: String,
    pub request: Option<Vec<u8>>,
    pub answer: Option<Vec<u8>>,
}

/// Actions behind an id of which anything was sealed by another key, in the order of their ids. Nobody changes them until
/// the transaction ends.
pub async fn sealed_otherwise(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    key_id: &str,
    behind: &str,
    limit: i64,
) -> Result<Vec<Sealed>, StoreError> {
    Ok(sqlx::query_as(
        "-- actions.sealed_otherwise
         SELECT public_id, request, answer FROM actions
         WHERE integration_id = $1 AND public_id > $3
           AND (substring(request FROM 2 FOR get_byte(request, 0)) <> $2
                OR substring(answer FROM 2 FOR get_byte(answer, 0)) <> $2)
         ORDER BY public_id LIMIT $4 FOR NO KEY UPDATE",
    )
    .bind(scope.key())
    .bind(key_id.as_bytes())
    .bind(behind)
    .bind(limit)
    .fetch_all(db)
    .await?)
}

/// Puts the values that are given in the place of those that are stored.
pub async fn reseal(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    (request, answer): (Option<&[u8]>, Option<&[u8]>),
) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.reseal
         UPDATE actions SET request = COALESCE($3, request), answer = COALESCE($4, answer)
         WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .bind(request)
    .bind(answer)
    .execute(db)
    .await?;
    Ok(())
}
