//! Deletions that a run did not dare to make, confirmed by the operator.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Refusal;
use crate::contract::general::QueuedSync;
use crate::domain::audit::{Actor, Deed};
use crate::domain::id::IntegrationId;
use crate::random;
use crate::store::integrations::{self, Status};
use crate::store::runs::history::Run;
use crate::store::runs::queue;
use crate::store::runs::{Cause, Kind, NewRun, Outcome, Withheld};
use crate::store::{StoreError, audit};

/// Queues a full sync that may delete, by model, as many records as the run has missed, and a tenth more: the ATS goes on
/// changing until then. A record is deleted only if the new sync misses it, too.
pub async fn confirm(
    db: &mut PgConnection,
    run: &Run,
    (actor, now): (&Actor, DateTime<Utc>),
) -> Result<QueuedSync, Refusal> {
    let broken = |column| StoreError::Inconsistent { table: "sync_runs", column, row: run.sync_id.clone() };
    let withheld: BTreeMap<String, Withheld> =
        serde_json::from_str(&run.withheld).map_err(|_unreadable| broken("withheld"))?;
    if withheld.is_empty() || run.state != Outcome::PartiallyFailed.as_str() {
        return Err(Refusal::NothingWithheld(run.sync_id.clone()));
    }
    let id = IntegrationId::parse(&run.integration_id).ok_or_else(|| broken("integration_id"))?;
    let integration = integrations::find(db, &id).await?.ok_or_else(|| broken("integration_id"))?;
    if integrations::hold_status(db, &integration.scope).await? == Status::Inactive {
        return Err(Refusal::Inactive);
    }
    let id = random::id();
    let new = NewRun { public_id: &id, kind: Kind::Full, cause: Cause::Confirmed };
    let queued = queue::enqueue(db, &integration.scope, new, &allowed(&withheld), now).await?;
    if queued.already {
        return Err(Refusal::FullSyncActive(queued.sync_id));
    }
    let deed = Deed::new("sync.deletions_confirmed").to(&run.sync_id).with("queued", queued.sync_id.as_str());
    audit::append_of(db, &integration.scope, actor, deed, now).await?;
    Ok(QueuedSync { already_queued: false, sync_id: queued.sync_id, r#type: Kind::Full.into() })
}

fn allowed(withheld: &BTreeMap<String, Withheld>) -> BTreeMap<String, u64> {
    let allowance = |missing: u64| missing.saturating_add(missing.div_ceil(10));
    withheld.iter().map(|(model, withheld)| (model.clone(), allowance(withheld.missing))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_missed_is_allowed_and_a_tenth_more_rounded_up() {
        let of = |missing| {
            let withheld = Withheld { missing, live: 1_000, reason: String::new() };
            allowed(&[("ats_jobs".to_owned(), withheld)].into())["ats_jobs"]
        };
        assert_eq!([of(1), of(10), of(11), of(400), of(u64::MAX)], [2, 11, 13, 440, u64::MAX]);
    }
}
