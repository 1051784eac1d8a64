//! Which records are to lose their fields.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Record, Stored};
use crate::store::{IntegrationScope, StoreError, integrations};

/// The integrations that have records which were deleted before a time and still have fields.
pub async fn with_old_deletions<T: Record>(
    db: &mut PgConnection,
    before: DateTime<Utc>,
) -> Result<Vec<IntegrationScope>, StoreError> {
    let keys: Vec<i64> =
        sqlx::query_scalar(T::SQL.with_old_deletions).bind(before).fetch_all(&mut *db).await?;
    integrations::with_keys(db, &keys).await
}

/// Those records of an integration, the earliest deleted first.
pub async fn to_anonymise<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Stored<T>>, StoreError> {
    let query = sqlx::query_as(T::SQL.to_anonymise).bind(scope.key()).bind(before).bind(limit);
    Ok(query.fetch_all(db).await?)
}

/// The next records after `after` in id order that still have fields, deleted or not.
pub async fn filled_after<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    after: &str,
    limit: i64,
) -> Result<Vec<Stored<T>>, StoreError> {
    let query = sqlx::query_as(T::SQL.filled_after).bind(scope.key()).bind(after).bind(limit);
    Ok(query.fetch_all(db).await?)
}
