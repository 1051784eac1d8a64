//! Reading the log, and finding out whether anything in it was altered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Covered, EnvironmentKey, StoreError};

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub deed: String,
    pub integration: Option<String>,
    pub subject: Option<String>,
    pub details: String,
    pub previous: Vec<u8>,
    pub digest: Vec<u8>,
}

impl Entry {
    fn is_unaltered(&self) -> bool {
        let covered = Covered {
            previous: STANDARD.encode(&self.previous),
            number: self.number,
            at: self.at,
            actor_kind: &self.actor_kind,
            actor_id: self.actor_id.as_deref(),
            deed: &self.deed,
            integration: self.integration.as_deref(),
            subject: self.subject.as_deref(),
            details: &self.details,
        };
        self.digest == covered.digest()
    }
}

/// Which entries are wanted; `None` is no condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Only of these integrations.
    pub integrations: Option<Vec<String>>,
    pub deed: Option<String>,
    pub actor_kind: Option<String>,
    pub actor_id: Option<String>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// SQL with all conditions, of which one is told so that its index can be used.
macro_rules! select {
    ($name:literal, $condition:literal) => {
        concat!(
            "-- ",
            $name,
            "
             SELECT number, at, actor_kind, actor_id, deed, integration, subject, details, previous, digest
             FROM audit_log
             WHERE environment_id = $1 AND number < $2 AND ",
            $condition,
            " AND ($3::text[] IS NULL OR integration = ANY ($3)) AND ($4::text IS NULL OR deed = $4)
              AND ($5::text IS NULL OR actor_kind = $5) AND ($6::text IS NULL OR actor_id = $6)
              AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
             ORDER BY number DESC LIMIT $9"
        )
    };
}

/// Entries of an environment before a number, the latest first.
pub async fn list(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    wanted: &Wanted,
    before: i64,
    limit: i64,
) -> Result<Vec<Entry>, StoreError> {
    let statement = match wanted {
        Wanted { integrations: Some(_), .. } => select!("audit.list: integrations", "integration = ANY ($3)"),
        Wanted { actor_id: Some(_), .. } => {
            select!("audit.list: actor", "actor_kind = 'KEY' AND actor_id = $6")
        }
        Wanted { deed: Some(_), .. } => select!("audit.list: deed", "deed = $4"),
        Wanted { actor_kind: Some(_), .. } => select!("audit.list: kind of actor", "actor_kind = $5"),
        _ => select!("audit.list", "true"),
    };
    Ok(sqlx::query_as(statement)
        .bind(environment.0)
        .bind(before)
        .bind(wanted.integrations.as_deref())
        .bind(wanted.deed.as_deref())
        .bind(wanted.actor_kind.as_deref())
        .bind(wanted.actor_id.as_deref())
        .bind(wanted.since)
        .bind(wanted.until)
        .bind(limit)
        .fetch_all(db)
        .await?)
}

/// What is found when the chain is walked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chain {
    /// So many entries, the last one with this digest. Whoever kept an earlier digest can compare it.
    Whole { entries: i64, digest: Vec<u8> },
    /// At this entry, the first one that is not as it was written.
    Broken { number: i64, reason: &'static str },
}

/// How many entries are read at a time.
const BATCH: i64 = 1_000;

/// Walks the whole chain of an environment. What is appended meanwhile is not looked at.
pub async fn verify(db: &mut PgConnection, environment: EnvironmentKey) -> Result<Chain, StoreError> {
    let (head, newest): (Option<(i64, Vec<u8>)>, i64) = ends(db, environment).await?;
    let (last, digest) = head.unwrap_or_default();
    let mut before = Vec::new();
    let mut number = 0;
    while number < last {
        let entries = following(db, environment, number, last).await?;
        if entries.is_empty() {
            return Ok(Chain::Broken { number: number + 1, reason: "it is missing" });
        }
        for entry in entries {
            number += 1;
            if let Some(reason) = damage(&entry, number, &before) {
                return Ok(Chain::Broken { number, reason });
            }
            before = entry.digest;
        }
    }
    if newest > last {
        return Ok(Chain::Broken { number: last + 1, reason: "it lies behind the end of the log" });
    }
    if before != digest {
        return Ok(Chain::Broken { number, reason: "the end of the log is another one than was noted" });
    }
    Ok(Chain::Whole { entries: last, digest })
}

fn damage(entry: &Entry, number: i64, before: &[u8]) -> Option<&'static str> {
    if entry.number != number {
        return Some("it is missing");
    }
    if entry.previous != before {
        return Some("it does not follow the one before");
    }
    (!entry.is_unaltered()).then_some("it was altered")
}

/// The end as it is noted, and the number of the last entry that is there, of the same moment.
async fn ends(
    db: &mut PgConnection,
    environment: EnvironmentKey,
) -> Result<(Option<(i64, Vec<u8>)>, i64), StoreError> {
    let (number, digest, newest): (Option<i64>, Option<Vec<u8>>, i64) = sqlx::query_as(
        "-- audit.ends
         SELECT h.number, h.digest,
                COALESCE((SELECT number FROM audit_log WHERE environment_id = $1 ORDER BY number DESC LIMIT 1), 0)
         FROM (VALUES (1)) one LEFT JOIN audit_heads h ON h.environment_id = $1",
    )
    .bind(environment.0)
    .fetch_one(db)
    .await?;
    Ok((number.zip(digest), newest))
}

async fn following(
    db: &mut PgConnection,
    environment: EnvironmentKey,
    behind: i64,
    last: i64,
) -> Result<Vec<Entry>, StoreError> {
    Ok(sqlx::query_as(
        "-- audit.following
         SELECT number, at, actor_kind, actor_id, deed, integration, subject, details, previous, digest
         FROM audit_log WHERE environment_id = $1 AND number > $2 AND number <= $3
         ORDER BY number LIMIT $4",
    )
    .bind(environment.0)
    .bind(behind)
    .bind(last)
    .bind(BATCH)
    .fetch_all(db)
    .await?)
}
