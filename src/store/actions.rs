//! What callers have changed in the ATS, and how far each action got (`docs/adr/0022-actions-that-are-safe-to-repeat.md`).

mod claim;
mod history;
mod sealed;
mod steps;
pub mod turns;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::{IntegrationScope, StoreError};
use crate::domain::digest::Hash;

pub use claim::{Claim, NewAction, claim};
pub use history::{Listed, Overdue, Spot, find, forget_answers, list, overdue, purge};
pub use sealed::{Sealed, reseal, sealed_otherwise};
pub use steps::{doubt, end, release, send};

/// How far an action got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing was sent.
    Claimed,
    /// It may have been sent.
    Sent,
    Done,
    /// By the ATS.
    Refused,
    /// Nothing happened, and it may be tried again.
    Released,
    /// Nobody knows.
    Uncertain,
}

impl State {
    pub const ALL: [Self; 6] =
        [Self::Claimed, Self::Sent, Self::Done, Self::Refused, Self::Released, Self::Uncertain];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Claimed => "CLAIMED",
            Self::Sent => "SENT",
            Self::Done => "DONE",
            Self::Refused => "REFUSED",
            Self::Released => "RELEASED",
            Self::Uncertain => "UNCERTAIN",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// An action of which it is not known whether it took effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubted {
    pub public_id: String,
    pub kind: String,
    pub digest: Vec<u8>,
    /// Sealed; what was sent, to look for it. `None` when there is nothing to look for.
    pub request: Option<Vec<u8>>,
    /// Since when its call has been in doubt; `None` when the call is gone, and held it until `lease_until`.
    pub doubted_at: Option<DateTime<Utc>>,
    pub lease_until: DateTime<Utc>,
    /// What was met in place of an answer.
    pub doubt: String,
    /// The ATS can be asked.
    pub tellable: bool,
}

/// How an action ended, as its caller was or would have been told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub public_id: String,
    /// Sealed.
    pub answer: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Row {
    public_id: String,
    kind: String,
    state: String,
    digest: Vec<u8>,
    lease_until: DateTime<Utc>,
    doubted_at: Option<DateTime<Utc>>,
    look_at: Option<DateTime<Utc>>,
    doubt: Option<String>,
    request: Option<Vec<u8>>,
    answer: Option<Vec<u8>>,
}

impl Row {
    fn state(&self) -> Result<State, StoreError> {
        State::parse(&self.state).ok_or_else(|| self.broken("state"))
    }

    fn broken(&self, column: &'static str) -> StoreError {
        StoreError::Inconsistent { table: "actions", column, row: self.public_id.clone() }
    }

    /// What is doubted of it: it was sent, and either its call said so, or it is gone.
    fn doubted(self) -> Doubted {
        let gone = "the service ended while the ATS was being asked";
        Doubted {
            tellable: self.doubted_at.is_none() || self.look_at.is_some(),
            doubted_at: self.doubted_at,
            lease_until: self.lease_until,
            doubt: self.doubt.unwrap_or_else(|| gone.to_owned()),
            public_id: self.public_id,
            kind: self.kind,
            digest: self.digest,
            request: self.request,
        }
    }
}

/// Keeps all others from claiming and from counting until the transaction ends. Not the lock of those who write records,
/// which are numbered by integrations, too: no action waits behind a sync.
async fn lock(db: &mut PgConnection, scope: &IntegrationScope) -> Result<(), StoreError> {
    sqlx::query(
        "-- actions.lock
         SELECT pg_advisory_xact_lock(-$1)",
    )
    .bind(scope.key())
    .execute(db)
    .await?;
    Ok(())
}

/// What is told apart by its digest.
pub type Digest = Hash;
