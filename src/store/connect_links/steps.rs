//! What becomes of a link, step by step.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::super::environments::EnvironmentKey;
use super::super::{IntegrationScope, StoreError};
use super::Link;
use crate::domain::id::IntegrationId;
use crate::secrets::pass::PassHash;

/// Counts one more try; false when there were `most` already.
pub async fn take_try(db: &mut PgConnection, link: &Link, most: u32) -> Result<bool, StoreError> {
    let done = sqlx::query(
        "-- connect_links.take_try
         UPDATE connect_links SET tries = tries + 1 WHERE connect_link_id = $1 AND tries < $2 AND used_at IS NULL",
    )
    .bind(link.key)
    .bind(i32::try_from(most).unwrap_or(i32::MAX))
    .execute(db)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps what was accepted for the next step; nothing of a link that was used meanwhile.
pub async fn keep(
    db: &mut PgConnection,
    link: &Link,
    sealed: &[u8],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- connect_links.keep
         UPDATE connect_links SET kept = $2, kept_at = $3 WHERE connect_link_id = $1 AND used_at IS NULL",
    )
    .bind(link.key)
    .bind(sealed)
    .bind(now)
    .execute(db)
    .await?;
    Ok(())
}

/// Goes back to the step before.
pub async fn drop_kept(db: &mut PgConnection, link: &Link) -> Result<(), StoreError> {
    sqlx::query(
        "-- connect_links.drop_kept
         UPDATE connect_links SET kept = NULL, kept_at = NULL WHERE connect_link_id = $1",
    )
    .bind(link.key)
    .execute(db)
    .await?;
    Ok(())
}

/// Uses the link up: it keeps no secret and nothing of a person. `handed` is what the customer takes back, and until when
/// it can be asked with.
pub async fn finish(
    db: &mut PgConnection,
    link: &Link,
    integration: &IntegrationScope,
    handed: Option<(&PassHash, DateTime<Utc>)>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- connect_links.finish
         UPDATE connect_links
         SET used_at = $2, integration_id = $3, handed_hash = $4, handed_until = $5, kept = NULL, kept_at = NULL,
             organization_name = '', creator_email = NULL, origin_id = NULL
         WHERE connect_link_id = $1",
    )
    .bind(link.key)
    .bind(now)
    .bind(integration.key())
    .bind(handed.map(|(hash, _until)| hash.as_bytes()))
    .bind(handed.map(|(_hash, until)| until))
    .execute(db)
    .await?;
    Ok(())
}

/// What a customer brought back stands for this integration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub integration: IntegrationId,
    pub until: DateTime<Utc>,
}

/// What was handed to a customer of the environment.
pub async fn find_handed(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    handed: &PassHash,
) -> Result<Option<Handed>, StoreError> {
    let row: Option<(String, DateTime<Utc>)> = sqlx::query_as(
        "-- connect_links.find_handed
         SELECT i.public_id, l.handed_until
         FROM connect_links l JOIN integrations i USING (integration_id)
         WHERE l.handed_hash = $2 AND l.environment_id = $1 AND i.environment_id = $1",
    )
    .bind(environment.0)
    .bind(handed.as_bytes())
    .fetch_optional(db)
    .await?;
    row.map(|(id, until)| {
        let broken =
            || StoreError::Inconsistent { table: "integrations", column: "public_id", row: id.clone() };
        Ok(Handed { integration: IntegrationId::parse(&id).ok_or_else(broken)?, until })
    })
    .transpose()
}

/// Forgets links that expired before a time, and what was kept before another one.
pub async fn purge(
    db: &mut PgConnection,
    expired_before: DateTime<Utc>,
    kept_before: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- connect_links.purge: kept
         UPDATE connect_links SET kept = NULL, kept_at = NULL WHERE kept IS NOT NULL AND kept_at < $1",
    )
    .bind(kept_before)
    .execute(&mut *db)
    .await?;
    sqlx::query(
        "-- connect_links.purge
         DELETE FROM connect_links WHERE expires_at < $1",
    )
    .bind(expired_before)
    .execute(db)
    .await?;
    Ok(())
}
