//! Candidates by what is known of a person, and the records of people who were erased.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::{IntegrationScope, StoreError, integrations};
use crate::domain::id::RecordId;
use crate::domain::index_key::folded_key;
use crate::domain::model::Model;

/// The ATS's ids of the live candidates with an e-mail address, whatever its case; in the order of our ids.
pub async fn with_email(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    email: &str,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(
        "-- people.with_email
         SELECT remote_id FROM candidates
         WHERE integration_id = $1 AND email_keys(integration_id, emails) @> email_keys($1, ARRAY[$2])
           AND remote_deleted_at IS NULL
         ORDER BY id LIMIT 50",
    )
    .bind(scope.key())
    .bind(folded_key(email))
    .fetch_all(db)
    .await?)
}

/// The candidates and the users with an e-mail address, live or deleted, and those of which only other records tell.
pub async fn everybody_with_email(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    email: &str,
) -> Result<Vec<(Model, RecordId)>, StoreError> {
    let rows: Vec<(i16, String)> = sqlx::query_as(
        "-- people.everybody_with_email
         SELECT 9::int2, id FROM candidates
         WHERE integration_id = $1 AND email_keys(integration_id, emails) @> email_keys($1, ARRAY[$2])
         UNION ALL
         SELECT 1::int2, id FROM users WHERE integration_id = $1 AND email = $2
         ORDER BY 1, 2",
    )
    .bind(scope.key())
    .bind(folded_key(email))
    .fetch_all(db)
    .await?;
    let known = |(code, id)| Some((Model::from_code(code)?, RecordId::from_stored(id)));
    Ok(rows.into_iter().filter_map(known).collect())
}

/// All integrations that hold something, of one environment or of all; deleted ones hold it until they are erased.
pub async fn integrations(
    db: &mut PgConnection,
    environment: Option<EnvironmentKey>,
) -> Result<Vec<IntegrationScope>, StoreError> {
    let keys: Vec<i64> = sqlx::query_scalar(
        "-- people.integrations
         SELECT integration_id FROM integrations
         WHERE erased_at IS NULL AND ($1::bigint IS NULL OR environment_id = $1)",
    )
    .persistent(false)
    .bind(environment.map(|environment| environment.0))
    .fetch_all(&mut *db)
    .await?;
    integrations::with_keys(db, &keys).await
}

/// A record of somebody who was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    pub model: Model,
    pub id: RecordId,
    /// The person's candidate.
    pub person: RecordId,
}

/// The records of people who were erased, each with the person's own record.
pub async fn erased(
    db: &mut PgConnection,
    scope: &IntegrationScope,
) -> Result<HashMap<(Model, RecordId), RecordId>, StoreError> {
    let rows: Vec<(i16, String, String)> = sqlx::query_as(
        "-- people.erased
         SELECT model, id, person_id FROM erased_people WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_all(db)
    .await?;
    let known = |(code, id, person)| {
        Some(((Model::from_code(code)?, RecordId::from_stored(id)), RecordId::from_stored(person)))
    };
    Ok(rows.into_iter().filter_map(known).collect())
}

/// Whatever the ATS says of these records from now on is not stored.
pub async fn remember(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    records: &[Erased],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "-- people.remember
         INSERT INTO erased_people (integration_id, model, id, person_id, erased_at)
         SELECT DISTINCT ON (e.model, e.id) $1, e.model, e.id, e.person_id, $5
         FROM UNNEST($2::int2[], $3::text[], $4::text[]) AS e(model, id, person_id)
         ON CONFLICT (integration_id, model, id) DO NOTHING",
    )
    .bind(scope.key())
    .bind(records.iter().map(|record| record.model.code()).collect::<Vec<_>>())
    .bind(records.iter().map(|record| record.id.as_str()).collect::<Vec<_>>())
    .bind(records.iter().map(|record| record.person.as_str()).collect::<Vec<_>>())
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Lets a person back in, with the next full sync, and says how many records of theirs had been kept out.
pub async fn readmit(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    person: &RecordId,
) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- people.readmit
         DELETE FROM erased_people WHERE integration_id = $1 AND person_id = $2",
    )
    .bind(scope.key())
    .bind(person.as_str())
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
