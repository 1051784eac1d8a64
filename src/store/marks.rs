//! Which records a run has seen: one row a page, so that a record that did not change is not rewritten for it.

use sqlx::PgConnection;

use super::records::Record;
use super::runs::Claim;
use super::{IntegrationScope, StoreError, own_writes};
use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// Where in a run records were seen.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    pub model: Model,
    pub pass: &'a str,
    /// Which read of the pass, counted from 1.
    pub read: u16,
    /// Which page of the read, counted from 1.
    pub page: u32,
}

/// Remembers the records of a page; a page that is written again replaces what it said before.
pub async fn insert(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
    sighting: Sighting<'_>,
    ids: &[&str],
) -> Result<(), StoreError> {
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- marks.insert
         INSERT INTO sync_marks (integration_id, sync_run_id, model, pass, read, page, ids)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (integration_id, sync_run_id, model, pass, read, page) DO UPDATE SET ids = EXCLUDED.ids",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(sighting.model.code())
    .bind(sighting.pass)
    .bind(i16::try_from(sighting.read).unwrap_or(i16::MAX))
    .bind(i32::try_from(sighting.page).unwrap_or(i32::MAX))
    .bind(ids)
    .execute(db)
    .await?;
    Ok(())
}

/// How many records a read of a pass saw that no read before it did.
pub async fn found_first_in(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
    pass: &str,
    read: u16,
) -> Result<u64, StoreError> {
    let found: i64 = sqlx::query_scalar(
        "-- marks.found_first_in
         SELECT count(*) FROM (
             SELECT model, unnest(ids) FROM sync_marks
             WHERE integration_id = $1 AND sync_run_id = $2 AND pass = $3 AND read = $4
             EXCEPT
             SELECT model, unnest(ids) FROM sync_marks
             WHERE integration_id = $1 AND sync_run_id = $2 AND pass = $3 AND read < $4
         ) fresh",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(pass)
    .bind(i16::try_from(read).unwrap_or(i16::MAX))
    .fetch_one(db)
    .await?;
    Ok(u64::try_from(found).unwrap_or_default())
}

/// What a sweep of a model has to decide about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unseen {
    /// Live records that neither the run has seen nor an action has written since it began, in id order.
    pub missing: Vec<RecordId>,
    /// All live records.
    pub live: u64,
    /// Whether the run has seen any record of the model.
    pub seen_any: bool,
}

/// The live records of a model that the run has not seen, stubs left out. Lists may have been read before an action
/// created a record: what actions wrote since the run began is not missing.
pub async fn unseen<T: Record>(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
) -> Result<Unseen, StoreError> {
    let missing: Vec<String> = sqlx::query_scalar(T::SQL.unseen)
        .bind(scope.key())
        .bind(claim.run())
        .bind(T::MODEL.code())
        .bind(own_writes::perhaps_since(claim.started_at))
        .fetch_all(&mut *db)
        .await?;
    let live: i64 = sqlx::query_scalar(T::SQL.count_live).bind(scope.key()).fetch_one(&mut *db).await?;
    let seen_any: bool = sqlx::query_scalar(
        "-- marks.seen_any
         SELECT EXISTS (SELECT FROM sync_marks WHERE integration_id = $1 AND sync_run_id = $2 AND model = $3)",
    )
    .bind(scope.key())
    .bind(claim.run())
    .bind(T::MODEL.code())
    .fetch_one(db)
    .await?;
    Ok(Unseen {
        missing: missing.into_iter().map(RecordId::from_stored).collect(),
        live: u64::try_from(live).unwrap_or_default(),
        seen_any,
    })
}

/// Forgets what a run saw, once it has ended.
pub async fn forget(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    claim: &Claim,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- marks.forget
         DELETE FROM sync_marks WHERE integration_id = $1 AND sync_run_id = $2",
    )
    .bind(scope.key())
    .bind(claim.run())
    .execute(db)
    .await?;
    Ok(())
}

/// Forgets what runs saw that have ended without saying so themselves, such as cancelled ones.
pub async fn purge(db: &mut PgConnection) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- marks.purge
         DELETE FROM sync_marks m USING sync_runs r
         WHERE m.integration_id = r.integration_id AND m.sync_run_id = r.sync_run_id AND r.ended_at IS NOT NULL",
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
