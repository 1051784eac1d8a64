//! What a call does once it has claimed its action: check, write down, send, keep.

use std::sync::{Arc, OnceLock};

use super::Actions;
use super::asked::{Call, Performed};
use super::claimed::{Claimed, Request};
use super::failure::{Broken, did_not_happen, not_sent, uncertain};
use super::kept::{Kept, Told};
use super::limits::{PREPARATION, REMOTE_WORK, SENDING_LEASE};
use super::settling::{Patience, Settled};
use crate::connectors::change::{Doubt, Unsent};
use crate::connectors::{Calls, Connector, Effect, Survey};
use crate::domain::interaction::Cause;
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::actions::{self, Doubted, State};

/// What the checks say.
enum Prepared {
    Ready(Arc<dyn Connector>, Box<Request>),
    /// Everything is as the action would make it.
    Already(Effect),
    Refused(Refusal),
}

impl Actions {
    pub(super) async fn carry_out(&self, call: Call, id: &str) -> Performed {
        let integration = Arc::clone(&call.integration);
        let actor = call.actor.clone();
        let action = Claimed { integration: &integration, kind: call.intent.kind(), id, actor: &actor };
        let calls = OnceLock::new();
        let prepared = tokio::time::timeout(PREPARATION, self.prepare(call, id, &calls)).await;
        let told = match prepared {
            Ok(Ok(Prepared::Ready(connector, request))) => self.send(action, &*connector, *request).await,
            Ok(Ok(Prepared::Already(effect))) => match self.finish(action, effect, true).await {
                Ok(kept) => kept.told(),
                Err(broken) => self.release(action, broken.unsent()).await,
            },
            Ok(Ok(Prepared::Refused(refusal))) => self.release(action, Told::Refused(refusal)).await,
            Ok(Err(broken)) => self.release(action, broken.unsent()).await,
            Err(_elapsed) => self.release(action, took_too_long()).await,
        };
        Performed { interaction: calls.get().and_then(Calls::last), ..Performed::now(id, told) }
    }

    /// Everything that can be said before anything is sent. `calls` are left behind, whatever becomes of it.
    async fn prepare(&self, call: Call, id: &str, calls: &OnceLock<Calls>) -> Result<Prepared, Broken> {
        let change = match self.resolve(&call.integration, call.intent).await? {
            Ok(change) => change,
            Err(refusal) => return Ok(Prepared::Refused(refusal)),
        };
        let connector = self.connections.open_for(&call.integration, Cause::action(id)).await?;
        calls.get_or_init(|| connector.calls().clone());
        let survey = connector.survey(&change).await.map_err(|error| Broken::Connection(error.into()))?;
        Ok(match survey {
            Survey::Clear(before) => Prepared::Ready(connector, Box::new(Request { change, before })),
            Survey::Already(effect) => Prepared::Already(effect),
            Survey::Refused(refusal) => Prepared::Refused(refusal),
        })
    }

    async fn send(&self, action: Claimed<'_>, connector: &dyn Connector, request: Request) -> Told {
        if let Err(broken) = self.write_down(action, &request).await {
            return self.release(action, broken.unsent()).await;
        }
        match connector.make(&request.change, &request.before).await {
            Ok(effect) => match self.finish(action, effect, true).await {
                Ok(kept) => kept.told(),
                Err(broken) => {
                    tracing::error!(action = action.id, error = %broken, "an action was done, and could not be kept");
                    let what = "the ATS did it, and the service could not write it down".to_owned();
                    uncertain(&Doubt { what, timed_out: false }, true)
                }
            },
            Err(Unsent::NotSent(error)) => self.give_up(action, not_sent(&error)).await,
            Err(Unsent::Refused(refusal)) => self.refuse(action, refusal).await,
            Err(Unsent::Uncertain(doubt)) => self.doubt(action, &request, doubt).await,
        }
    }

    async fn write_down(&self, action: Claimed<'_>, request: &Request) -> Result<(), Broken> {
        let scope = &action.integration.scope;
        let mut tx = self.store().begin().await?;
        let sealed = self.sealing(&mut tx, scope, action.id).await?.seal("request", request)?;
        let now = self.clock.now();
        actions::send(&mut tx, scope, action.id, &sealed, (now, now + SENDING_LEASE)).await?;
        self.note(&mut tx, action, "action.requested", now).await?;
        Ok(tx.commit().await.map_err(StoreError::from)?)
    }

    /// The answer was lost: the ATS is asked until it is known what happened, as long as it may still happen.
    async fn doubt(&self, action: Claimed<'_>, request: &Request, doubt: Doubt) -> Told {
        let settled = async {
            let now = self.clock.now();
            let mut tx = self.store().begin().await?;
            let (scope, look_at) = (&action.integration.scope, now + REMOTE_WORK);
            actions::doubt(&mut tx, scope, action.id, &doubt.what, (now, Some(look_at))).await?;
            let sealed = self.sealing(&mut tx, scope, action.id).await?.seal("request", request)?;
            self.note(&mut tx, action, "action.uncertain", now).await?;
            tx.commit().await.map_err(StoreError::from)?;
            let doubted = Doubted {
                public_id: action.id.to_owned(),
                kind: action.kind.id().to_owned(),
                digest: Vec::new(),
                request: Some(sealed),
                doubted_at: Some(now),
                lease_until: now,
                doubt: doubt.what.clone(),
                tellable: true,
            };
            self.settle(action.integration, &doubted, (action.actor, Patience::UntilKnown), true).await
        };
        match settled.await {
            Ok(Settled::Done(kept)) => kept.told(),
            Ok(Settled::Nothing) => did_not_happen(&doubt),
            Ok(Settled::Open { tellable }) => uncertain(&doubt, tellable),
            Err(broken) => {
                tracing::error!(action = action.id, error = %broken, "it cannot be found out what became of an action");
                uncertain(&doubt, true)
            }
        }
    }

    async fn refuse(&self, action: Claimed<'_>, refusal: Refusal) -> Told {
        let kept = async {
            let (scope, now) = (&action.integration.scope, self.clock.now());
            let mut tx = self.store().begin().await?;
            let sealing = self.sealing(&mut tx, scope, action.id).await?;
            let sealed = sealing.seal("answer", &Kept::refusal(&refusal))?;
            if actions::end(&mut tx, scope, action.id, (State::Refused, true), &sealed, now).await? {
                self.note(&mut tx, action, "action.refused", now).await?;
            }
            Ok::<_, Broken>(tx.commit().await.map_err(StoreError::from)?)
        };
        if let Err(error) = kept.await {
            // Once its lease is over it is looked for, and found not to have happened.
            tracing::warn!(action = action.id, %error, "the refusal of an action could not be kept");
        }
        Told::Refused(refusal)
    }
}

fn took_too_long() -> Told {
    Told::failed(
        ProblemCode::TaskTimedOut,
        "Files and the ATS took too long to answer. Nothing was done; try again.",
    )
}
