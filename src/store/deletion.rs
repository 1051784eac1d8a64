//! Integrations that are deleted: unseen at once, restorable for some days, then erased (`docs/erasure.md`).

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::integrations::Status;
use super::{IntegrationScope, StoreError};
use crate::domain::id::IntegrationId;

/// Hides the integration from everybody, until it is restored. False when somebody else was first.
pub async fn delete(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
    erase_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- deletion.delete
         UPDATE integrations
         SET deleted_at = $2, erase_at = $3, deleted_status = status, status = 'INACTIVE'
         WHERE integration_id = $1 AND deleted_at IS NULL",
    )
    .bind(scope.key())
    .bind(now)
    .bind(erase_at)
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A deleted integration, held until the transaction ends.
#[derive(Debug)]
pub struct Deleted {
    pub scope: IntegrationScope,
    pub erase_at: DateTime<Utc>,
    /// Its erasure has begun or is over.
    pub is_erased: bool,
}

/// The deleted integration with an id, of one environment or of any.
pub async fn hold(
    db: &mut PgConnection,
    environment: Option<EnvironmentKey>,
    id: &IntegrationId,
) -> Result<Option<Deleted>, StoreError> {
    let row: Option<(i64, DateTime<Utc>, bool)> = sqlx::query_as(
        "-- deletion.hold
         SELECT integration_id, erase_at, erasure_begun_at IS NOT NULL FROM integrations
         WHERE public_id = $1 AND ($2::bigint IS NULL OR environment_id = $2) AND deleted_at IS NOT NULL
         FOR UPDATE",
    )
    .bind(id.as_str())
    .bind(environment.map(|environment| environment.0))
    .fetch_optional(db)
    .await?;
    Ok(row.map(|(key, erase_at, is_erased)| Deleted {
        scope: IntegrationScope::of_no_records(key, id.clone()),
        erase_at,
        is_erased,
    }))
}

/// Makes it what it was when it was deleted; both kinds of sync are due at once. It has to be held.
pub async fn restore(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- deletion.restore
         UPDATE integrations
         SET deleted_at = NULL, erase_at = NULL, status = COALESCE(deleted_status, status), deleted_status = NULL,
             next_delta_at = $2, next_full_at = $2
         WHERE integration_id = $1",
    )
    .bind(scope.key())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// An integration as operators list it, deleted ones included.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    pub id: IntegrationId,
    pub organization_name: String,
    pub creator_email: Option<String>,
    pub origin_id: Option<String>,
    /// Of a deleted one, the status that it had before.
    pub status: Status,
    pub published_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub deleted_at: Option<DateTime<Utc>>,
    pub erase_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
    pub expired_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    public_id: String,
    organization_name: String,
    creator_email: Option<String>,
    origin_id: Option<String>,
    status: String,
    published_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    deleted_at: Option<DateTime<Utc>>,
    erase_at: Option<DateTime<Utc>>,
    erased_at: Option<DateTime<Utc>>,
    expired_at: Option<DateTime<Utc>>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let broken =
            |column| StoreError::Inconsistent { table: "integrations", column, row: row.public_id.clone() };
        Ok(Self {
            id: IntegrationId::parse(&row.public_id).ok_or_else(|| broken("public_id"))?,
            status: Status::parse(&row.status).ok_or_else(|| broken("status"))?,
            organization_name: row.organization_name,
            creator_email: row.creator_email,
            origin_id: row.origin_id,
            published_at: row.published_at,
            created_at: row.created_at,
            deleted_at: row.deleted_at,
            erase_at: row.erase_at,
            erased_at: row.erased_at,
            expired_at: row.expired_at,
        })
    }
}

/// What integrations are listed.
#[derive(Debug, Clone, Copy)]
pub struct Selection<'a> {
    /// All of them without one: for the operator, not for callers.
    pub environment: Option<EnvironmentKey>,
    /// Only these; all of them without any.
    pub only: Option<&'a [String]>,
    /// ACTIVE, INVALID, INACTIVE, DELETED or ERASED; all of them without one.
    pub state: Option<&'a str>,
    /// The id of the last one of the page before.
    pub after: Option<&'a str>,
    pub limit: i64,
}

/// Integrations in the order in which they were made.
pub async fn list(db: &mut PgConnection, selection: Selection<'_>) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = sqlx::query_as(
        "-- deletion.list
         SELECT public_id, organization_name, creator_email, origin_id, COALESCE(deleted_status, status) AS status,
                published_at, created_at, deleted_at, erase_at, erased_at, expired_at
         FROM integrations
         WHERE ($1::bigint IS NULL OR environment_id = $1)
           AND integration_id > COALESCE((SELECT a.integration_id FROM integrations a
                                          WHERE a.public_id = $2 AND ($1::bigint IS NULL OR a.environment_id = $1)), 0)
           AND ($3::text IS NULL OR $3 = CASE WHEN erased_at IS NOT NULL THEN 'ERASED'
                                              WHEN deleted_at IS NOT NULL THEN 'DELETED' ELSE status END)
           AND ($5::text[] IS NULL OR public_id = ANY($5))
         ORDER BY integration_id LIMIT $4",
    )
    .persistent(false)
    .bind(selection.environment.map(|environment| environment.0))
    .bind(selection.after)
    .bind(selection.state)
    .bind(selection.limit)
    .bind(selection.only)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// One integration of an environment or of any, deleted or not.
pub async fn find(
    db: &mut PgConnection,
    environment: Option<EnvironmentKey>,
    id: &IntegrationId,
) -> Result<Option<Listed>, StoreError> {
    let row: Option<ListedRow> = sqlx::query_as(
        "-- deletion.find
         SELECT public_id, organization_name, creator_email, origin_id, COALESCE(deleted_status, status) AS status,
                published_at, created_at, deleted_at, erase_at, erased_at, expired_at
         FROM integrations WHERE public_id = $1 AND ($2::bigint IS NULL OR environment_id = $2)",
    )
    .bind(id.as_str())
    .bind(environment.map(|environment| environment.0))
    .fetch_optional(db)
    .await?;
    row.map(Listed::try_from).transpose()
}
