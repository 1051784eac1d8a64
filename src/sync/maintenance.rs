//! Forgets what has served its time, erases and anonymises what is due. Any process with the role `sync` does it; doing it twice does no
//! harm.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::anonymising::anonymise_due;
use super::erasing::erase_due;
use super::expiring::expire_due;
use super::run::{DEADLINE, Worker};
use crate::store::connect_links::{BETWEEN_STEPS, steps};
use crate::store::runs::history;
use crate::store::{StoreError, actions, answers, budgets, changes, interactions, marks, own_writes, writes};

/// How often it is done.
const EVERY: TimeDelta = TimeDelta::hours(1);
/// How often it is looked whether it is due.
const LOOK: Duration = Duration::from_secs(2);
/// How long ended runs are kept (contract section 7.2).
const RUNS_KEPT: TimeDelta = TimeDelta::days(60);
/// How long callers who ask again are told how an action ended; 24 hours are promised.
const ANSWERS_KEPT: TimeDelta = TimeDelta::hours(25);
/// How far back a poll may ask for changes and be sure to miss none.
const WRITES_KEPT: TimeDelta = TimeDelta::days(30);
/// How long somebody who follows the feed of changes may pause.
const CHANGES_KEPT: TimeDelta = TimeDelta::days(30);
/// How long calls to ATSs are kept.
const CALLS_KEPT: TimeDelta = TimeDelta::days(30);
/// How long a budget that nobody uses is kept: it is full long before.
const BUDGETS_KEPT: TimeDelta = TimeDelta::days(1);
/// How long it is remembered what actions wrote. A run counts from its first beginning, whoever goes on with it, and writes
/// no page that it asked for longer ago than it may last.
const OWN_WRITES_KEPT: TimeDelta = TimeDelta::days(2);
/// How long it is told that a link has expired. By then, what it handed out has as well.
const LINKS_KEPT: TimeDelta = TimeDelta::days(30);
const _: () = assert!(
    OWN_WRITES_KEPT.num_seconds() > DEADLINE.num_seconds(),
    "pages could overwrite what actions wrote"
);

pub(super) struct Maintenance {
    worker: Worker,
    last: Option<DateTime<Utc>>,
}

impl Maintenance {
    pub(super) const fn new(worker: Worker) -> Self {
        Self { worker, last: None }
    }

    /// Goes on until the worker is stopped.
    pub(super) async fn run(mut self) {
        let stop = self.worker.stop().clone();
        while !stop.is_cancelled() {
            self.run_if_due().await;
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    async fn run_if_due(&mut self) {
        let now = self.worker.clock().now();
        if self.last.is_some_and(|last| now - last < EVERY) {
            return;
        }
        match forget(&self.worker, now).await {
            Ok(()) => self.last = Some(now),
            Err(error) => tracing::error!(%error, "what has served its time cannot be forgotten"),
        }
    }
}

/// Forgets ended runs that are older than 60 days, what cancelled ones had seen and fetched, long writes and
/// changes of a month ago, what actions wrote that no run can overwrite any more, links that expired a month ago, credentials of customers
/// who went away between two steps, calls to ATSs of a month ago, budgets that nobody uses, all of the deleted integrations
/// whose time is over, and the fields of records that are not needed any more.
pub async fn forget(worker: &Worker, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut db = worker.store().pool().acquire().await?;
    marks::purge(&mut db).await?;
    answers::purge(&mut db).await?;
    history::purge(&mut db, now - RUNS_KEPT).await?;
    writes::purge(&mut db, now - WRITES_KEPT).await?;
    changes::purge(&mut db, now - CHANGES_KEPT).await?;
    own_writes::purge(&mut db, now - OWN_WRITES_KEPT).await?;
    actions::forget_answers(&mut db, now - ANSWERS_KEPT).await?;
    actions::purge(&mut db, now - RUNS_KEPT).await?;
    actions::turns::purge(&mut db, now).await?;
    steps::purge(&mut db, now - LINKS_KEPT, now - BETWEEN_STEPS).await?;
    interactions::purge(&mut db, now - CALLS_KEPT).await?;
    budgets::purge(&mut db, now - BUDGETS_KEPT).await?;
    drop(db);
    erase_due(worker).await?;
    expire_due(worker).await?;
    anonymise_due(worker, worker.retention().anonymise_after).await
}
