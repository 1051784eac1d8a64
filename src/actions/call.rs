//! One call: what is asked for, and by which right it is done: whoever writes it down first does it, all others wait for
//! the end and are told the same.

use chrono::{DateTime, Utc};
use tracing::Instrument as _;

use super::Actions;
use super::asked::{Call, IDEMPOTENCY_KEY, IdempotencyKey, Performed};
use super::failure::{Broken, uncertain};
use super::kept::{Kept, Told};
use super::limits::{CLAIM_LEASE, LOOK, WAITING};
use super::settling::{Patience, Settled};
use crate::connectors::change::Doubt;
use crate::domain::audit::Actor;
use crate::domain::digest::Hash;
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;
use crate::random;
use crate::store::StoreError;
use crate::store::actions::{self, Claim, Doubted, Ended, NewAction};

/// How a call begins.
enum Start {
    Claimed(String),
    /// There is nothing to do any more.
    Over(Performed),
}

/// By what a call is known.
#[derive(Clone, Copy)]
struct Marks<'a> {
    key: Option<&'a Hash>,
    digest: &'a Hash,
    guard: &'a Hash,
}

impl Actions {
    /// Performs an action, in a task of its own: a caller who leaves does not end it.
    pub async fn perform(&self, call: Call) -> Performed {
        let (actions, kind) = (self.clone(), call.intent.kind());
        let begun = self.clock.now();
        let integration = call.integration.scope.id().to_string();
        let acting = async move { actions.perform_here(call).await };
        let performed = tokio::spawn(acting.in_current_span()).await;
        let performed = performed.unwrap_or_else(|error| {
            tracing::error!(%error, "an action broke off");
            let what = "the service broke off".to_owned();
            Performed::alone(uncertain(&Doubt { what, timed_out: false }, true))
        });
        let took = (self.clock.now() - begun).num_milliseconds();
        tracing::info!(
            integration.id = integration,
            action = performed.action,
            kind = kind.id(),
            outcome = outcome(&performed.told),
            replayed = performed.replayed,
            took_ms = took,
            "an action was performed"
        );
        performed
    }

    async fn perform_here(&self, call: Call) -> Performed {
        let request = call.intent.digest(&call.body);
        let guard = call.intent.guard(&request);
        let key = call.key.as_ref().map(|IdempotencyKey(key)| key);
        match self.start(&call, Marks { key, digest: &request, guard: &guard }).await {
            Ok(Start::Claimed(id)) => self.carry_out(call, &id).await,
            Ok(Start::Over(performed)) => performed,
            Err(broken) => Performed::alone(broken.unsent()),
        }
    }

    /// Claims the action, once nothing is in the way.
    async fn start(&self, call: &Call, marks: Marks<'_>) -> Result<Start, Broken> {
        let give_up = self.clock.now() + WAITING;
        loop {
            match self.claim(call, marks).await? {
                Claim::Claimed(id) => return Ok(Start::Claimed(id)),
                Claim::Ended(ended) => return Ok(Start::Over(self.again(call, ended).await?)),
                Claim::OtherRequest => return Ok(Start::Over(refused(other_request()))),
                Claim::Running if self.clock.now() >= give_up => return Ok(Start::Over(still_running())),
                Claim::InTheWay if self.clock.now() >= give_up => return Ok(Start::Over(still_in_the_way())),
                Claim::Running | Claim::InTheWay => self.clock.sleep(LOOK).await,
                Claim::Doubted(action) => {
                    if let Some(performed) = self.clear_up(call, marks, action).await? {
                        return Ok(Start::Over(performed));
                    }
                }
            }
        }
    }

    async fn claim(&self, call: &Call, marks: Marks<'_>) -> Result<Claim, Broken> {
        let now: DateTime<Utc> = self.clock.now();
        let new = NewAction {
            public_id: &random::id(),
            kind: call.intent.kind().id(),
            key: marks.key,
            digest: marks.digest,
            guard: marks.guard,
            now,
            lease_until: now + CLAIM_LEASE,
        };
        let mut tx = self.store().begin().await?;
        let claim = actions::claim(&mut tx, &call.integration.scope, new).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(claim)
    }

    /// Finds out what became of an action that stands in the way; `None` when it does no longer.
    async fn clear_up(
        &self,
        call: &Call,
        marks: Marks<'_>,
        action: Doubted,
    ) -> Result<Option<Performed>, Broken> {
        let same = action.digest.as_slice() == marks.digest;
        let asking = (&Actor::Service, Patience::UntilKnown);
        let settled = self.settle(&call.integration, &action, asking, same).await;
        // Whatever breaks here says nothing about what was sent before.
        let settled = settled.unwrap_or_else(|broken| {
            tracing::error!(action = action.public_id, error = %broken, "what became of an action cannot be kept");
            Settled::Open { tellable: true }
        });
        Ok(match settled {
            Settled::Done(kept) if same => Some(Performed::before(action.public_id, kept)),
            Settled::Done(_) | Settled::Nothing => None,
            Settled::Open { tellable } => {
                let doubt = Doubt { what: action.doubt, timed_out: false };
                let told =
                    if same { uncertain(&doubt, tellable) } else { earlier_uncertain(&action.public_id) };
                Some(Performed::now(&action.public_id, told))
            }
        })
    }

    async fn again(&self, call: &Call, ended: Ended) -> Result<Performed, Broken> {
        let mut db = self.store().pool().acquire().await.map_err(StoreError::from)?;
        let sealing = self.sealing(&mut db, &call.integration.scope, &ended.public_id).await?;
        let kept: Kept = sealing.open("answer", &ended.answer)?;
        Ok(Performed::before(ended.public_id, kept))
    }
}

fn refused(refusal: Refusal) -> Performed {
    Performed::alone(Told::Refused(refusal))
}

fn other_request() -> Refusal {
    Refusal::invalid(
        IDEMPOTENCY_KEY,
        "this key was used for another request (another action, record or body) within the last day; each request needs \
         a key of its own",
    )
}

/// What the other call does is this one's, too.
fn still_running() -> Performed {
    let what = "an earlier call of the same action is still under way".to_owned();
    Performed::alone(uncertain(&Doubt { what, timed_out: true }, true))
}

fn still_in_the_way() -> Performed {
    let message = "Another action that must not happen at the same time is still under way. Nothing was done by this one; \
                   try again in a moment.";
    Performed::alone(Told::failed(ProblemCode::TaskTimedOut, message))
}

fn earlier_uncertain(id: &str) -> Told {
    let message = format!(
        "The outcome of an earlier action on the same record is uncertain (action {id}), and nothing else is done to it \
         until that is known. Nothing was done by this call; try again later."
    );
    Told::failed(ProblemCode::RemoteServiceUnavailable, message)
}

/// For the log.
fn outcome(told: &Told) -> &'static str {
    match told {
        Told::Done { .. } => "done",
        Told::Refused(refusal) => refusal.code.as_str(),
        Told::Failed { code, .. } => code.as_str(),
        Told::Uncertain { .. } => "uncertain",
    }
}
