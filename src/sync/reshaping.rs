//! Brings stored records up to the configuration of their integration's fields, out of what is stored of them: nothing is
//! asked of the ATS.
//!
//! One batch after the other in id order, each in one transaction with the place behind it. Who dies leaves the place to
//! the next; two that are at it at the same time take turns, as each batch holds the integration's lock.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::dirty::Dirty;
use super::publish::{BATCH, for_model, render_dirty};
use super::rows::reshaped;
use super::run::Worker;
use super::scheduler::Served;
use super::shaping::rules;
use crate::domain::ats::{
    Application, ApplicationStage, Candidate, Interview, InterviewingTeamMember, Job, JobApplicationStage,
    JobHiringTeamMember, JobPosting, Offer, RejectionReason, Role, Tag, User,
};
use crate::domain::id::IntegrationId;
use crate::domain::model::Model;
use crate::domain::remapping::MODELS;
use crate::domain::shaping::Rules;
use crate::store::records::{self, Record, Reshaped, Whole};
use crate::store::reshaping::{self, Walk};
use crate::store::writes::Write;
use crate::store::{IntegrationScope, StoreError, dependents, integrations};

/// How often it is looked for.
const LOOK: Duration = Duration::from_secs(1);
/// How long an integration is left alone whose records could not be brought up.
const REST: TimeDelta = TimeDelta::minutes(1);

/// Has all records follow, whenever the configuration changes, until the worker is stopped.
pub async fn run(worker: Worker, served: Served) {
    let mut resting = HashMap::new();
    while !worker.stop().is_cancelled() {
        match round(&worker, &served, &mut resting).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => {
                tracing::error!(%error, "integrations whose fields were configured cannot be found");
            }
        }
        worker.stop().run_until_cancelled(tokio::time::sleep(LOOK)).await;
    }
}

/// One step for each integration that is due, so that a small one does not wait for a large one; `false` where there was
/// nothing to do.
async fn round(
    worker: &Worker,
    served: &Served,
    resting: &mut HashMap<IntegrationId, DateTime<Utc>>,
) -> Result<bool, StoreError> {
    let now = worker.clock().now();
    resting.retain(|_id, until| *until > now);
    let mut db = worker.store().pool().acquire().await?;
    let due = reshaping::due(&mut db, served.only()).await?;
    drop(db);
    let due: Vec<IntegrationId> = due.into_iter().filter(|id| !resting.contains_key(id)).collect();
    for id in &due {
        if worker.stop().is_cancelled() {
            break;
        }
        if let Err(error) = step(worker, id).await {
            tracing::error!(
                integration.id = %id, %error,
                "records cannot be brought up to the configuration of fields; it is tried again in a minute"
            );
            resting.insert(id.clone(), now + REST);
        }
    }
    Ok(!due.is_empty())
}

/// Has all records of an integration follow, or as many as can be until the worker is stopped.
pub async fn reshape(worker: &Worker, id: &IntegrationId) -> Result<(), StoreError> {
    while !worker.stop().is_cancelled() && step(worker, id).await? == Step::Taken {}
    Ok(())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Taken,
    Ended,
}

/// One batch, or the end of the walk.
async fn step(worker: &Worker, id: &IntegrationId) -> Result<Step, StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    let Some(integration) = integrations::find(&mut db, id).await? else { return Ok(Step::Ended) };
    drop(db);
    let scope = &integration.scope;
    let mut write = Write::begin(worker.store(), scope, worker.clock().as_ref()).await?;
    let Some(mut walk) = reshaping::hold(&mut write).await? else { return Ok(Step::Ended) };
    let rules = rules(write.db(), scope).await?;
    let step = if take_batch(&mut write, &mut walk, &rules).await? {
        reshaping::advance(&mut write, &walk).await?;
        Step::Taken
    } else {
        reshaping::end(&mut write, &walk).await?;
        Step::Ended
    };
    write.commit(worker.clock().as_ref()).await?;
    if step == Step::Ended {
        tracing::info!(integration.id = %id, "all records follow the configuration of fields");
    }
    Ok(step)
}

/// Takes the next batch of the walk, and moves it on; `false` at its end.
async fn take_batch(write: &mut Write, walk: &mut Walk, rules: &Rules) -> Result<bool, StoreError> {
    let begin = walk.model.map_or(0, |model| MODELS.iter().take_while(|other| **other != model).count());
    for model in MODELS.into_iter().skip(begin) {
        let after = if walk.model == Some(model) { walk.after.as_str() } else { "" };
        if let Some(last) = for_model!(model, reshape_after(write, after, rules))? {
            (walk.model, walk.after) = (Some(model), last);
            return Ok(true);
        }
    }
    Ok(false)
}

/// The next records of a model behind `after`, and the last of them; `None` when there is none.
async fn reshape_after<T: Record>(
    write: &mut Write,
    after: &str,
    rules: &Rules,
) -> Result<Option<String>, StoreError> {
    let scope = write.scope().clone();
    let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
    let rows: Vec<Whole<T>> = records::with_raw_after(write.db(), &scope, after, limit).await?;
    let Some(last) = rows.last() else { return Ok(None) };
    let last = last.id.to_string();
    let reshaped: Vec<(&Whole<T>, Reshaped)> =
        rows.iter().filter_map(|row| Some((row, reshaped(&scope, row, rules)?))).collect();
    write_reshaped::<T>(write, &scope, reshaped).await?;
    Ok(Some(last))
}

/// Writes what changed, and renders whatever shows it.
async fn write_reshaped<T: Record>(
    write: &mut Write,
    scope: &IntegrationScope,
    rows: Vec<(&Whole<T>, Reshaped)>,
) -> Result<(), StoreError> {
    let is_shown =
        |(before, after): &&(&Whole<T>, Reshaped)| after.shown_hash.as_slice() != before.shown_hash;
    let shown: Vec<&str> = rows.iter().filter(is_shown).map(|(before, _after)| before.id.as_str()).collect();
    // Links are never configured: whoever shows a record before shows it afterwards.
    let mut dirty = Dirty::default();
    dirty.extend(rows.iter().map(|(before, _after)| (T::MODEL, before.id.clone())).collect());
    dirty.extend(dependents::of(write.db(), scope, T::MODEL, &shown).await?);
    let rows: Vec<Reshaped> = rows.into_iter().map(|(_before, after)| after).collect();
    records::reshape::<T>(write.db(), scope, &rows).await?;
    render_dirty(write, &dirty).await
}
