//! Candidates by what is known of a person.

use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::index_key::folded_key;

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
