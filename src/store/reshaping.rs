//! How far the stored records of an integration follow the configuration of its fields. Whoever walks over them holds the
//! integration's lock, and moves the place in the transaction that writes the records before it.

use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::writes::Write;
use super::{IntegrationScope, StoreError};
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;

/// Counts the changes of an integration's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct Version(i64);

/// Has all records brought up to the configuration as it is after this transaction.
pub async fn want(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- reshaping.want
         INSERT INTO reshapings AS r (integration_id, wanted) VALUES ($1, 1)
         ON CONFLICT (integration_id) DO UPDATE SET wanted = r.wanted + 1",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// The same for all integrations of an environment, in an order in which two of them do not wait for each other.
pub async fn want_all(db: &mut PgConnection, environment: EnvironmentKey) -> Result<(), StoreError> {
    sqlx::query(
        "-- reshaping.want_all
         INSERT INTO reshapings AS r (integration_id, wanted)
         SELECT integration_id, 1 FROM integrations WHERE environment_id = $1 ORDER BY integration_id
         ON CONFLICT (integration_id) DO UPDATE SET wanted = r.wanted + 1",
    )
    .bind(environment.0)
    .execute(db)
    .await?;
    Ok(())
}

/// The configuration as of now. Who writes records asks under the integration's lock: whatever changes later is brought
/// to those records by a walk, which waits for the lock.
pub async fn version(db: &mut PgConnection, scope: &IntegrationScope) -> Result<Version, StoreError> {
    let version: Option<Version> = sqlx::query_scalar(
        "-- reshaping.version
         SELECT wanted FROM reshapings WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_optional(db)
    .await?;
    Ok(version.unwrap_or(Version(0)))
}

/// The integrations whose records do not follow yet, in one environment or all of them. Before the first publication
/// nobody sees them; of deleted ones nobody does, until they are restored.
pub async fn due(
    db: &mut PgConnection,
    only: Option<EnvironmentKey>,
) -> Result<Vec<IntegrationId>, StoreError> {
    // LIMIT has each looked up: Postgres takes nearly all of the table to be due, and would read all integrations.
    let ids: Vec<String> = sqlx::query_scalar(
        "-- reshaping.due
         SELECT due.public_id FROM reshapings r
         CROSS JOIN LATERAL (SELECT i.public_id FROM integrations i
                             WHERE i.integration_id = r.integration_id AND i.published_at IS NOT NULL
                                   AND i.deleted_at IS NULL
                                   AND ($1::bigint IS NULL OR i.environment_id = $1) LIMIT 1) due
         WHERE r.wanted <> r.done
         ORDER BY r.integration_id",
    )
    .bind(only.map(|environment| environment.0))
    .fetch_all(db)
    .await?;
    Ok(ids.iter().filter_map(|id| IntegrationId::parse(id)).collect())
}

/// A walk over an integration's records, and its last place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walk {
    version: Version,
    /// `None` at the beginning.
    pub model: Option<Model>,
    pub after: String,
}

#[derive(sqlx::FromRow)]
struct WalkRow {
    wanted: Version,
    done: Version,
    walking: Version,
    model: i16,
    after: String,
}

/// The walk that is to be gone on with; a change of the configuration begins a new one. Until the transaction ends, the
/// configuration does not change. `None` when all records follow.
pub async fn hold(write: &mut Write) -> Result<Option<Walk>, StoreError> {
    let scope = write.scope().key();
    let row: Option<WalkRow> = sqlx::query_as(
        "-- reshaping.hold
         SELECT wanted, done, walking, model, after FROM reshapings WHERE integration_id = $1 FOR UPDATE",
    )
    .bind(scope)
    .fetch_optional(write.db())
    .await?;
    let row = row.filter(|row| row.wanted != row.done);
    Ok(row.map(|row| {
        let begun = row.walking == row.wanted;
        Walk {
            version: row.wanted,
            model: Model::from_code(row.model).filter(|_model| begun),
            after: if begun { row.after } else { String::new() },
        }
    }))
}

/// The walk is behind this place.
pub async fn advance(write: &mut Write, walk: &Walk) -> Result<(), StoreError> {
    let scope = write.scope().key();
    sqlx::query(
        "-- reshaping.advance
         UPDATE reshapings SET walking = $2, model = $3, after = $4 WHERE integration_id = $1",
    )
    .bind(scope)
    .bind(walk.version)
    .bind(walk.model.map_or(0, Model::code))
    .bind(&walk.after)
    .execute(write.db())
    .await?;
    Ok(())
}

/// All records follow.
pub async fn end(write: &mut Write, walk: &Walk) -> Result<(), StoreError> {
    let scope = write.scope().key();
    sqlx::query(
        "-- reshaping.end
         UPDATE reshapings SET done = $2 WHERE integration_id = $1",
    )
    .bind(scope)
    .bind(walk.version)
    .execute(write.db())
    .await?;
    Ok(())
}
