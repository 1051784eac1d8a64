//! The audit log: appended to in the transaction that does the deed, never changed. Each entry holds the digest of the one
//! before, so that whoever keeps one digest elsewhere can tell whether anything before it was altered.

mod reading;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SubsecRound as _, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use sqlx::PgConnection;

use super::environments::EnvironmentKey;
use super::{IntegrationScope, StoreError};
use crate::domain::audit::{Actor, Deed};
use crate::domain::digest::json_text;
use crate::domain::id::IntegrationId;

pub use reading::{Chain, Entry, Wanted, list, verify};

/// What an entry's digest covers, in this order.
#[derive(Serialize)]
struct Covered<'a> {
    previous: String,
    number: i64,
    at: DateTime<Utc>,
    actor_kind: &'a str,
    actor_id: Option<&'a str>,
    deed: &'a str,
    integration: Option<&'a str>,
    subject: Option<&'a str>,
    details: &'a str,
}

impl Covered<'_> {
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(json_text(self).as_bytes()).into()
    }
}

/// Appends an entry to an environment's log. As the last thing of a transaction, if possible: others that append wait for
/// its end.
pub async fn append(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    actor: &Actor,
    deed: &Deed,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (number, previous): (i64, Vec<u8>) = sqlx::query_as(
        "-- audit.append: next
         INSERT INTO audit_heads AS h (environment_id, number, digest) VALUES ($1, 1, ''::bytea)
         ON CONFLICT (environment_id) DO UPDATE SET number = h.number + 1
         RETURNING number, digest",
    )
    .bind(environment.0)
    .fetch_one(&mut *db)
    .await?;
    // As exact as Postgres keeps it, so that the digest can be made again.
    let at = now.trunc_subsecs(6);
    let details = json_text(&deed.details);
    let integration = deed.integration.as_ref().map(IntegrationId::as_str);
    let digest = Covered {
        previous: STANDARD.encode(&previous),
        number,
        at,
        actor_kind: actor.kind(),
        actor_id: actor.id(),
        deed: deed.name,
        integration,
        subject: deed.subject.as_deref(),
        details: &details,
    }
    .digest();
    sqlx::query(
        "-- audit.append
         WITH head AS (UPDATE audit_heads SET digest = $10 WHERE environment_id = $1)
         INSERT INTO audit_log (environment_id, number, at, actor_kind, actor_id, deed, integration, subject, details,
                                previous, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $10)",
    )
    .bind(environment.0)
    .bind(number)
    .bind(at)
    .bind(actor.kind())
    .bind(actor.id())
    .bind(deed.name)
    .bind(integration)
    .bind(deed.subject.as_deref())
    .bind(details)
    .bind(digest.as_slice())
    .bind(previous)
    .execute(db)
    .await?;
    Ok(())
}

/// The same to the log of the environment that an integration belongs to.
pub async fn append_of(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    actor: &Actor,
    deed: Deed,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let environment: i64 = sqlx::query_scalar(
        "-- audit.append_of
         SELECT environment_id FROM integrations WHERE integration_id = $1",
    )
    .bind(scope.key())
    .fetch_one(&mut *db)
    .await?;
    append(db, EnvironmentKey(environment), actor, &deed.on(scope.id()), now).await
}
