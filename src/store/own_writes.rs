//! Which records actions wrote, and when. A sync that reads at the same time may hold pages that it asked for before:
//! they must not overwrite these records, and their silence does not mean that a record is gone.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::writes::CLOCKS;
use super::{IntegrationScope, StoreError};
use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// The time from which on writes may be later than what another process did at that time.
pub(super) fn perhaps_since(time: DateTime<Utc>) -> DateTime<Utc> {
    time.checked_sub_signed(CLOCKS).unwrap_or(time)
}

/// Remembers that an action wrote these records. Of several times the latest counts.
pub async fn note(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    records: &[(Model, RecordId)],
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- own_writes.note
         INSERT INTO own_writes (integration_id, model, id, written_at)
         SELECT DISTINCT $1, o.model, o.id, $4 FROM UNNEST($2::int2[], $3::text[]) AS o(model, id)
         ON CONFLICT (integration_id, model, id) DO UPDATE
         SET written_at = GREATEST(own_writes.written_at, EXCLUDED.written_at)",
    )
    .bind(scope.key())
    .bind(records.iter().map(|(model, _id)| model.code()).collect::<Vec<_>>())
    .bind(records.iter().map(|(_model, id)| id.as_str()).collect::<Vec<_>>())
    .bind(at)
    .execute(db)
    .await?;
    Ok(())
}

/// The records that actions wrote since a time, or so shortly before it that clocks cannot tell.
pub async fn since(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    time: DateTime<Utc>,
) -> Result<HashSet<(Model, RecordId)>, StoreError> {
    let rows: Vec<(i16, String)> = sqlx::query_as(
        "-- own_writes.since
         SELECT model, id FROM own_writes WHERE integration_id = $1 AND written_at >= $2",
    )
    .bind(scope.key())
    .bind(perhaps_since(time))
    .fetch_all(db)
    .await?;
    let known = |(model, id)| Some((Model::from_code(model)?, RecordId::from_stored(id)));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Forgets what was written before a time, of all integrations, and says how much. Runs that began earlier must have
/// ended.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- own_writes.purge
         DELETE FROM own_writes w USING integrations i
         WHERE w.integration_id = i.integration_id AND w.written_at < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
