//! Actions whose answer was lost: the ATS is asked what became of them.

use chrono::{DateTime, TimeDelta, Utc};

use super::Actions;
use super::claimed::{Claimed, Request};
use super::failure::Broken;
use super::kept::Kept;
use super::limits::{PAUSES, REMOTE_WORK, REST};
use crate::connectors::{ConnectorError, LookedBack};
use crate::domain::action::ActionKind;
use crate::domain::audit::Actor;
use crate::domain::interaction::Cause;
use crate::secrets::sealer::SealError;
use crate::store::StoreError;
use crate::store::actions::{self, Doubted};
use crate::store::integrations::Integration;

/// How long somebody is willing to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Patience {
    /// Once.
    OneLook,
    /// As long as it may still happen.
    UntilKnown,
}

/// What is known now.
#[derive(Debug)]
pub(super) enum Settled {
    /// It was done, and is kept as if its answer had arrived.
    Done(Kept),
    /// It did not happen, and may be tried again.
    Nothing,
    /// Still nobody knows. `tellable` when the ATS may know later.
    Open { tellable: bool },
}

impl Actions {
    /// Asks the ATS, at whose word and how long. `told` when the one who asks is told how it ended.
    pub(super) async fn settle(
        &self,
        integration: &Integration,
        action: &Doubted,
        (actor, patience): (&Actor, Patience),
        told: bool,
    ) -> Result<Settled, Broken> {
        let (Some(sealed), true, Some(kind)) =
            (&action.request, action.tellable, ActionKind::parse(&action.kind))
        else {
            return Ok(Settled::Open { tellable: false });
        };
        let Some(Request { change, before }) = self.request(integration, &action.public_id, sealed).await?
        else {
            return self.stay_open(integration, action, None).await;
        };
        let connector = self.connections.open_for(integration, Cause::action(&action.public_id)).await?;
        let claimed = Claimed { integration, kind, id: &action.public_id, actor };
        let settled_by = settled_by(action);
        let mut pauses = PAUSES.into_iter();
        let mut pause = PAUSES[0];
        loop {
            // Before it is asked: what happens afterwards is not in the answer.
            let asked_at = self.clock.now();
            let over = asked_at >= settled_by;
            match connector.look_back(&change, &before).await {
                Ok(LookedBack::Done(effect)) => {
                    return Ok(Settled::Done(self.finish(claimed, effect, told).await?));
                }
                Ok(LookedBack::NotYet) if over => {
                    self.released(claimed).await?;
                    return Ok(Settled::Nothing);
                }
                Ok(LookedBack::Untold) => return self.stay_open(integration, action, None).await,
                Ok(LookedBack::NotYet) if patience == Patience::OneLook => {
                    return self.stay_open(integration, action, Some(settled_by)).await;
                }
                Err(error) if over || patience == Patience::OneLook => {
                    unanswered(&action.public_id, &error);
                    return self.stay_open(integration, action, Some(asked_at + REST)).await;
                }
                Ok(LookedBack::NotYet) | Err(_) => {}
            }
            pause = pauses.next().unwrap_or(pause);
            let left = (settled_by - self.clock.now()).max(TimeDelta::milliseconds(1));
            self.clock.sleep(pause.min(left.to_std().unwrap_or(pause))).await;
        }
    }

    /// What was sent; `None` when the key that sealed it is gone.
    async fn request(
        &self,
        integration: &Integration,
        action: &str,
        sealed: &[u8],
    ) -> Result<Option<Request>, Broken> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        match self.sealing(&mut db, &integration.scope, action).await?.open("request", sealed) {
            Ok(request) => Ok(Some(request)),
            Err(SealError::Destroyed) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    async fn stay_open(
        &self,
        integration: &Integration,
        action: &Doubted,
        look_at: Option<DateTime<Utc>>,
    ) -> Result<Settled, Broken> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        let doubted_at = action.doubted_at.unwrap_or(action.lease_until - REMOTE_WORK);
        let (scope, id) = (&integration.scope, &action.public_id);
        actions::doubt(&mut db, scope, id, &action.doubt, (doubted_at, look_at)).await?;
        if look_at.is_none() {
            tracing::warn!(
                integration.id = %scope.id(), action = id, kind = action.kind, doubt = action.doubt,
                "the outcome of an action is uncertain, and the ATS offers no way to ask; see `unified-ats actions`"
            );
        }
        Ok(Settled::Open { tellable: look_at.is_some() })
    }
}

/// From which time on a look that finds nothing proves that nothing happened. A call that died had given up on the answer
/// by the end of its lease.
fn settled_by(action: &Doubted) -> DateTime<Utc> {
    action.doubted_at.map_or(action.lease_until, |since| since + REMOTE_WORK)
}

fn unanswered(action: &str, error: &ConnectorError) {
    tracing::warn!(action, %error, "the ATS could not be asked what became of an action");
}
