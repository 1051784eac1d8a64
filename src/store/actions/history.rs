//! What actions there were, which of them have to be looked after, and what is forgotten of them.

use std::fmt;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Doubted, Row, State};
use crate::domain::id::IntegrationId;
use crate::store::{IntegrationScope, StoreError};

/// An action as operators see it: nothing of what was in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub public_id: String,
    pub kind: String,
    pub state: State,
    pub created_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub doubt: Option<String>,
    /// The ATS will be asked again.
    pub look_at: Option<DateTime<Utc>>,
}

#[derive(sqlx::FromRow)]
struct ListedRow {
    public_id: String,
    kind: String,
    state: String,
    created_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    doubt: Option<String>,
    look_at: Option<DateTime<Utc>>,
}

impl TryFrom<ListedRow> for Listed {
    type Error = StoreError;

    fn try_from(row: ListedRow) -> Result<Self, StoreError> {
        let state = State::parse(&row.state).ok_or_else(|| StoreError::Inconsistent {
            table: "actions",
            column: "state",
            row: row.public_id.clone(),
        })?;
        Ok(Self {
            state,
            public_id: row.public_id,
            kind: row.kind,
            created_at: row.created_at,
            ended_at: row.ended_at,
            doubt: row.doubt,
            look_at: row.look_at,
        })
    }
}

/// A place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    created_at: DateTime<Utc>,
    public_id: String,
}

impl Spot {
    /// Behind this action.
    pub fn of(action: &Listed) -> Self {
        Self { created_at: action.created_at, public_id: action.public_id.clone() }
    }

    /// As [`fmt::Display`] writes it.
    pub fn parse(text: &str) -> Option<Self> {
        let (created_at, public_id) = text.split_once(' ')?;
        let created_at = DateTime::from_timestamp_millis(created_at.parse().ok()?)?;
        Some(Self { created_at, public_id: public_id.to_owned() })
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.created_at.timestamp_millis(), self.public_id)
    }
}

/// The actions of an integration behind a place, in a state or in any, the latest first.
pub async fn list(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    state: Option<State>,
    behind: Option<&Spot>,
    limit: i64,
) -> Result<Vec<Listed>, StoreError> {
    let rows: Vec<ListedRow> = sqlx::query_as(
        "-- actions.list
         SELECT public_id, kind, state, created_at, ended_at, doubt, look_at FROM actions
         WHERE integration_id = $1 AND ($2::text IS NULL OR state = $2)
           AND (created_at, public_id) < (COALESCE($3, 'infinity'), COALESCE($4, ''))
         ORDER BY created_at DESC, public_id DESC LIMIT $5",
    )
    .bind(scope.key())
    .bind(state.map(State::as_str))
    .bind(behind.map(|spot| spot.created_at))
    .bind(behind.map(|spot| spot.public_id.as_str()))
    .bind(limit)
    .fetch_all(db)
    .await?;
    rows.into_iter().map(Listed::try_from).collect()
}

/// One action.
pub async fn find(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
) -> Result<Option<Listed>, StoreError> {
    let row: Option<ListedRow> = sqlx::query_as(
        "-- actions.find
         SELECT public_id, kind, state, created_at, ended_at, doubt, look_at FROM actions
         WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .fetch_optional(db)
    .await?;
    row.map(Listed::try_from).transpose()
}

/// An action whose call is gone, or whose effect is to be looked for.
#[derive(Debug)]
pub struct Overdue {
    pub integration: IntegrationId,
    pub action: Doubted,
    /// Nothing of it was sent.
    pub unsent: bool,
}

#[derive(sqlx::FromRow)]
struct OverdueRow {
    integration: String,
    #[sqlx(flatten)]
    row: Row,
}

/// The actions of all integrations that have to be looked after now, those that have waited longest first.
pub async fn overdue(
    db: &mut PgConnection,
    now: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Overdue>, StoreError> {
    let rows: Vec<OverdueRow> = sqlx::query_as(
        "-- actions.overdue
         SELECT i.public_id AS integration, a.public_id, a.kind, a.state, a.digest, a.lease_until, a.doubted_at,
                a.look_at, a.doubt, a.request, a.answer
         FROM actions a JOIN integrations i USING (integration_id)
         WHERE a.state IN ('CLAIMED', 'SENT', 'UNCERTAIN') AND a.lease_until <= $1
           AND (a.state <> 'UNCERTAIN' OR a.look_at <= $1) AND i.status <> 'INACTIVE'
         ORDER BY a.lease_until LIMIT $2",
    )
    .bind(now)
    .bind(i64::from(limit))
    .fetch_all(db)
    .await?;
    let overdue = |OverdueRow { integration, row }: OverdueRow| {
        let integration = IntegrationId::parse(&integration).ok_or_else(|| row.broken("integration_id"))?;
        let unsent = row.state()? == State::Claimed;
        Ok(Overdue { integration, unsent, action: row.doubted() })
    };
    rows.into_iter().map(overdue).collect()
}

/// Forgets what callers were told and their keys, of actions that were asked for before a time and are not open.
pub async fn forget_answers(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- actions.forget_answers
         UPDATE actions a SET answer = NULL, idempotency_key = NULL FROM integrations i
         WHERE a.integration_id = i.integration_id AND a.created_at < $1
           AND (a.answer IS NOT NULL OR a.idempotency_key IS NOT NULL)
           AND a.state NOT IN ('CLAIMED', 'SENT', 'UNCERTAIN')",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Forgets actions that were asked for before a time, whatever became of them.
pub async fn purge(db: &mut PgConnection, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let done = sqlx::query(
        "-- actions.purge
         DELETE FROM actions a USING integrations i
         WHERE a.integration_id = i.integration_id AND a.created_at < $1",
    )
    .bind(before)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
