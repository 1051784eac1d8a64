//! Who may make a change: whoever writes it down first.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{Digest, Doubted, Ended, Row, State, lock};
use crate::store::{IntegrationScope, StoreError};

/// An action that somebody asks for.
#[derive(Debug, Clone, Copy)]
pub struct NewAction<'a> {
    pub public_id: &'a str,
    pub kind: &'a str,
    pub key: Option<&'a Digest>,
    /// Of the whole request.
    pub digest: &'a Digest,
    /// Of what no two actions may be at the same time.
    pub guard: &'a Digest,
    pub now: DateTime<Utc>,
    pub lease_until: DateTime<Utc>,
}

/// What becomes of asking.
#[derive(Debug)]
pub enum Claim {
    /// It is the caller's, under this id.
    Claimed(String),
    /// Another call is at it.
    Running,
    /// Another call is at something that must not happen at the same time.
    InTheWay,
    /// It has ended before; the caller gets the same answer.
    Ended(Ended),
    /// It was done before, and its answer is gone with the person that it told of.
    Erased(String),
    /// It is not known what became of it, or of something that must not happen at the same time.
    Doubted(Doubted),
    /// The key was used for another request.
    OtherRequest,
}

/// Claims an action, in a transaction that ends at once.
pub async fn claim(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewAction<'_>,
) -> Result<Claim, StoreError> {
    lock(db, scope).await?;
    if let Some(key) = new.key
        && let Some(row) = by_key(db, scope, key).await?
    {
        return again(db, scope, new, row).await;
    }
    if new.key.is_none()
        && let Some(row) = owed(db, scope, new.digest).await?
    {
        tell(db, scope, &row.public_id).await?;
        return ended(row);
    }
    if let Some(claim) = in_the_way(db, scope, new).await? {
        return Ok(claim);
    }
    insert(db, scope, new).await?;
    Ok(Claim::Claimed(new.public_id.to_owned()))
}

/// The key was used before.
async fn again(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewAction<'_>,
    row: Row,
) -> Result<Claim, StoreError> {
    if row.digest.as_slice() != new.digest {
        return Ok(Claim::OtherRequest);
    }
    match row.state()? {
        State::Done if row.answer.is_none() => Ok(Claim::Erased(row.public_id)),
        State::Refused if row.answer.is_none() => match in_the_way(db, scope, new).await? {
            Some(claim) => Ok(claim),
            None => anew(db, scope, new, &row.public_id).await,
        },
        State::Done | State::Refused => ended(row),
        State::Claimed | State::Sent if row.lease_until > new.now => Ok(Claim::Running),
        State::Sent | State::Uncertain => Ok(Claim::Doubted(row.doubted())),
        State::Claimed => {
            super::release(db, scope, &row.public_id, new.now).await?;
            anew(db, scope, new, &row.public_id).await
        }
        State::Released => {
            if let Some(claim) = in_the_way(db, scope, new).await? {
                return Ok(claim);
            }
            anew(db, scope, new, &row.public_id).await
        }
    }
}

/// Another try of what did not happen. It has a row of its own: the call before may only have stood still, and what it
/// writes down when it goes on must not be taken for this one's.
async fn anew(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewAction<'_>,
    before: &str,
) -> Result<Claim, StoreError> {
    give_key_up(db, scope, before).await?;
    insert(db, scope, new).await?;
    Ok(Claim::Claimed(new.public_id.to_owned()))
}

/// What must not happen at the same time, if it does.
async fn in_the_way(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewAction<'_>,
) -> Result<Option<Claim>, StoreError> {
    let Some(row) = open(db, scope, new.guard).await? else { return Ok(None) };
    Ok(match row.state()? {
        State::Claimed | State::Sent if row.lease_until > new.now => {
            let same = row.digest.as_slice() == new.digest;
            Some(if same { Claim::Running } else { Claim::InTheWay })
        }
        // Its call is gone, and had sent nothing.
        State::Claimed => {
            super::release(db, scope, &row.public_id, new.now).await?;
            None
        }
        _sent => Some(Claim::Doubted(row.doubted())),
    })
}

fn ended(row: Row) -> Result<Claim, StoreError> {
    let broken = row.broken("answer");
    let answer = row.answer.ok_or(broken)?;
    Ok(Claim::Ended(Ended { public_id: row.public_id, answer }))
}

/// SQL for a row.
macro_rules! select {
    ($name:literal, $condition:literal) => {
        concat!(
            "-- ",
            $name,
            "
             SELECT public_id, kind, state, digest, lease_until, doubted_at, look_at, doubt, request, answer
             FROM actions WHERE integration_id = $1 AND ",
            $condition
        )
    };
}

async fn by_key(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    key: &Digest,
) -> Result<Option<Row>, StoreError> {
    let query = sqlx::query_as(select!("actions.by_key", "idempotency_key = $2"));
    Ok(query.bind(scope.key()).bind(key.as_slice()).fetch_optional(db).await?)
}

async fn open(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    guard: &Digest,
) -> Result<Option<Row>, StoreError> {
    let query =
        sqlx::query_as(select!("actions.open", "guard = $2 AND state IN ('CLAIMED', 'SENT', 'UNCERTAIN')"));
    Ok(query.bind(scope.key()).bind(guard.as_slice()).fetch_optional(db).await?)
}

/// The latest action of the same request that went well without anybody having been told.
async fn owed(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    digest: &Digest,
) -> Result<Option<Row>, StoreError> {
    let query = sqlx::query_as(select!(
        "actions.owed",
        "digest = $2 AND owed AND state = 'DONE' AND idempotency_key IS NULL AND answer IS NOT NULL
         ORDER BY created_at DESC LIMIT 1"
    ));
    Ok(query.bind(scope.key()).bind(digest.as_slice()).fetch_optional(db).await?)
}

async fn tell(db: &mut PgConnection, scope: &IntegrationScope, id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.tell
         UPDATE actions SET owed = false WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}

async fn insert(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    new: NewAction<'_>,
) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.insert
         INSERT INTO actions (integration_id, public_id, kind, state, idempotency_key, digest, guard, created_at,
                              lease_until)
         VALUES ($1, $2, $3, 'CLAIMED', $4, $5, $6, $7, $8)",
    )
    .bind(scope.key())
    .bind(new.public_id)
    .bind(new.kind)
    .bind(new.key.map(Digest::as_slice))
    .bind(new.digest.as_slice())
    .bind(new.guard.as_slice())
    .bind(new.now)
    .bind(new.lease_until)
    .execute(db)
    .await?;
    Ok(())
}

/// The key is the next try's from now on.
async fn give_key_up(db: &mut PgConnection, scope: &IntegrationScope, id: &str) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.give_key_up
         UPDATE actions SET idempotency_key = NULL WHERE integration_id = $1 AND public_id = $2",
    )
    .bind(scope.key())
    .bind(id)
    .execute(db)
    .await?;
    Ok(())
}
