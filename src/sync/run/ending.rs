//! The end of a run: how it went, what follows for the schedule, and what may be forgotten.

use chrono::TimeDelta;

use super::checkpoint::Checkpoint;
use super::working::Begun;
use super::{Held, Interruption, Report, RunError, Worker};
use crate::connectors::ConnectorError;
use crate::store::integrations::{Integration, Status};
use crate::store::runs::{self, Cost, End, Outcome, Withheld};
use crate::store::{StoreError, answers, marks, schedules};
use crate::sync::connection::ConnectionError;
use crate::sync::progress::Step;
use crate::sync::schedule::{Ended, aftermath};

/// A verdict on a run.
struct Verdict {
    outcome: Outcome,
    error: Option<String>,
    /// How long the ATS wants to be left alone.
    leave_alone: Option<TimeDelta>,
}

impl Held<'_> {
    /// Writes down how the run ended, or hands it back when it did not.
    pub(super) async fn end(
        self,
        result: Result<(), Interruption>,
        state: Checkpoint,
    ) -> Result<Report, RunError> {
        let verdict = match result {
            Ok(()) => of_success(&state),
            Err(Interruption::Connector(error)) => of_failure(&error),
            Err(Interruption::TimedOut) => Verdict {
                outcome: Outcome::TimedOut,
                error: Some("the sync took longer than a day".to_owned()),
                leave_alone: None,
            },
            Err(Interruption::Run(error)) => return self.let_go(error, state).await,
        };
        if let Err(error) = self.write_end(&verdict, &state).await {
            return self.let_go(error, state).await;
        }
        self.worker.progress.report(Step::Ended { outcome: verdict.outcome });
        Ok(self.report(verdict.outcome, state, verdict.error))
    }

    async fn write_end(&self, verdict: &Verdict, state: &Checkpoint) -> Result<(), RunError> {
        let scope = &self.integration.scope;
        let now = self.now();
        let end = End {
            outcome: verdict.outcome,
            counts: &state.counts,
            cost: self.cost(),
            withheld: &state.withheld,
            error: verdict.error.as_deref(),
        };
        let ended = Ended {
            kind: self.claim.kind,
            outcome: verdict.outcome,
            at: now,
            leave_alone: verdict.leave_alone,
        };
        let aftermath = aftermath(&self.schedule, scope.id(), ended, &self.shape);
        let mut tx = self.worker.store.begin().await?;
        // The integration before the run, as whoever switches it off: neither then waits for the other.
        schedules::settle(&mut tx, scope, &aftermath, self.claim.started_at).await?;
        runs::finish(&mut tx, &self.claim, &end, now).await?;
        marks::forget(&mut tx, scope, &self.claim).await?;
        answers::forget(&mut tx, scope, &self.claim).await?;
        tx.commit().await.map_err(StoreError::from)?;
        Ok(())
    }

    /// A run that is not over: stopped by the operator, cancelled, taken over, or cut off from the database.
    async fn let_go(self, error: RunError, state: Checkpoint) -> Result<Report, RunError> {
        match error {
            RunError::Store(StoreError::LeaseLost) => {
                let mut db = self.worker.store.pool().acquire().await.map_err(StoreError::from)?;
                if runs::is_cancelled(&mut db, &self.claim).await? {
                    return Ok(self.report(
                        Outcome::Cancelled,
                        state,
                        Some("the sync was cancelled".to_owned()),
                    ));
                }
            }
            RunError::Stopped => {
                // The lease ends now, so that another worker need not wait for it.
                let mut db = self.worker.store.pool().acquire().await.map_err(StoreError::from)?;
                runs::heartbeat(&mut db, &self.claim, self.now(), None).await?;
            }
            RunError::Store(_) | RunError::Budget(_) | RunError::Busy(_) => {}
        }
        Err(error)
    }

    fn report(self, state: Outcome, checkpoint: Checkpoint, error: Option<String>) -> Report {
        let cost = self.cost();
        let kind = self.claim.kind;
        Report { sync_id: self.claim.public_id, kind, state, counts: checkpoint.counts, cost, error }
    }

    /// What the run has cost, whoever worked on it.
    pub(super) fn cost(&self) -> Cost {
        let usage = self.connector.meter().usage();
        let waited_ms = u64::try_from(usage.waited.as_millis()).unwrap_or(u64::MAX);
        Cost {
            requests: self.spent.requests + usage.requests,
            bytes: self.spent.bytes + usage.bytes,
            waited_ms: self.spent.waited_ms.saturating_add(waited_ms),
        }
    }
}

/// Ends a run whose integration could not be opened.
pub(super) async fn fail(
    worker: &Worker,
    integration: &Integration,
    Begun { claim, checkpoint: state, spent: cost, .. }: Begun,
    error: &ConnectionError,
) -> Result<Report, RunError> {
    let (scope, now) = (&integration.scope, worker.clock.now());
    let lost = error.needs_relink();
    let outcome = if lost { Outcome::AuthenticationFailed } else { Outcome::Failed };
    let error = error.to_string();
    let end = End { outcome, counts: &state.counts, cost, withheld: &state.withheld, error: Some(&error) };
    let mut tx = worker.store.begin().await?;
    let schedule = schedules::get(&mut tx, scope).await?;
    let ended = Ended { kind: claim.kind, outcome, at: now, leave_alone: None };
    let mut aftermath = aftermath(&schedule, scope.id(), ended, &[]);
    // What is lost needs no second proof.
    aftermath.status = aftermath.status.or(lost.then_some(Status::Invalid));
    schedules::settle(&mut tx, scope, &aftermath, claim.started_at).await?;
    runs::finish(&mut tx, &claim, &end, now).await?;
    tx.commit().await.map_err(StoreError::from)?;
    let error = Some(error);
    Ok(Report {
        sync_id: claim.public_id,
        kind: claim.kind,
        state: outcome,
        counts: state.counts,
        cost,
        error,
    })
}

fn of_success(state: &Checkpoint) -> Verdict {
    let error = (!state.withheld.is_empty()).then(|| {
        let each = |(model, withheld): (&String, &Withheld)| {
            format!("{} of {model} were not found, but {}", withheld.missing, withheld.reason)
        };
        let all: Vec<String> = state.withheld.iter().map(each).collect();
        format!(
            "nothing was deleted of some models: {}. If they are gone for good, confirm it with `unified-ats syncs confirm`",
            all.join("; ")
        )
    });
    let outcome = if error.is_some() { Outcome::PartiallyFailed } else { Outcome::Succeeded };
    Verdict { outcome, error, leave_alone: None }
}

fn of_failure(error: &ConnectorError) -> Verdict {
    let (outcome, leave_alone) = match error {
        ConnectorError::Credentials(_) => (Outcome::AuthenticationFailed, None),
        ConnectorError::RateLimited(after) => {
            (Outcome::Failed, after.and_then(|after| TimeDelta::from_std(after).ok()))
        }
        ConnectorError::Unavailable(_)
        | ConnectorError::Refused(_)
        | ConnectorError::Unreadable(_)
        | ConnectorError::Settings(_)
        | ConnectorError::Budget(_) => (Outcome::Failed, None),
    };
    Verdict { outcome, error: Some(error.to_string()), leave_alone }
}
