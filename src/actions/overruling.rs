//! Actions of which the ATS tells nothing: the operator looks there, and says how they ended.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use sqlx::PgConnection;

use super::kept::{Kept, Sealing};
use crate::domain::action::ActionKind;
use crate::domain::audit::{Actor, Deed};
use crate::keyring::{KeyringError, data};
use crate::secrets::sealer::{SealError, Sealer};
use crate::store::actions::{self, Listed, State};
use crate::store::{IntegrationScope, StoreError, audit};

/// What the operator found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Done,
    NotDone,
}

/// Why the operator's word does not count.
#[derive(Debug, thiserror::Error)]
pub enum NotOverruled {
    #[error("the integration has no action with this id; actions are kept for 60 days")]
    Absent,
    #[error("the action is not uncertain: it is {}", .0.as_str())]
    NotUncertain(State),
    #[error(
        "what a creation is answered with can be read from the ATS only: once the ATS answers, it is found by itself; \
         only that it was not done can be said"
    )]
    NeedsResult,
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl From<KeyringError> for NotOverruled {
    fn from(error: KeyringError) -> Self {
        match error {
            KeyringError::Store(error) => error.into(),
            KeyringError::Sealed(error) => error.into(),
        }
    }
}

/// Ends an uncertain action at the operator's or a caller's word. To be called in a transaction that ends at once.
pub async fn overrule(
    db: &mut PgConnection,
    scope: &IntegrationScope,
    id: &str,
    verdict: Verdict,
    sealer: &Sealer,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<Listed, NotOverruled> {
    let action = actions::find(db, scope, id).await?.ok_or(NotOverruled::Absent)?;
    if action.state != State::Uncertain {
        return Err(NotOverruled::NotUncertain(action.state));
    }
    match verdict {
        Verdict::NotDone => drop(actions::release(db, scope, id, now).await?),
        Verdict::Done => {
            let creates = [ActionKind::CreateApplication, ActionKind::CreateCandidate];
            if creates.iter().any(|kind| kind.id() == action.kind) {
                return Err(NotOverruled::NeedsResult);
            }
            let warnings =
                vec!["The answer of the ATS was lost; the operator found that it was done.".to_owned()];
            let kept = Kept::Done { data: Value::Object(Map::new()), warnings };
            let sealer = data::sealer(db, sealer, scope).await?;
            let sealed = Sealing { sealer, action: id }.seal("answer", &kept)?;
            actions::end(db, scope, id, (State::Done, false), &sealed, now).await?;
        }
    }
    let outcome = if verdict == Verdict::Done { "done" } else { "not done" };
    let deed = Deed::new("action.settled").to(id).with("kind", action.kind).with("outcome", outcome);
    audit::append_of(db, scope, actor, deed, now).await?;
    actions::find(db, scope, id).await?.ok_or(NotOverruled::Absent)
}
