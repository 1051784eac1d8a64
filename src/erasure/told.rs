//! An erasure as it is told.

use super::report::Found;
use crate::contract::management::{ErasedFrom, ErasedPerson};
use crate::domain::id::RecordId;

const ATS: &str = "The ATS itself still has the person: erase them there, too. Until then nothing that it says of these \
                   records is stored.";
const BACKUPS: &str = "Backups of the database, and what callers have read before, are not touched.";
const UNDER_WAY: &str =
    "Actions are under way, which hold what their callers sent: erase again in ten minutes.";
const USERS: &str = "Users with the same address are the customer's staff, whom jobs, applications and interviews name: they \
                     stay until the ATS has them no longer.";

/// With everything that the service cannot do itself.
pub fn told(all: Vec<Found>, dry_run: bool) -> ErasedPerson {
    let mut left_to_do = vec![ATS.to_owned(), BACKUPS.to_owned()];
    if all.iter().any(|found| found.actions_under_way > 0) {
        left_to_do.push(UNDER_WAY.to_owned());
    }
    if all.iter().any(|found| !found.users.is_empty()) {
        left_to_do.push(USERS.to_owned());
    }
    ErasedPerson { dry_run, integrations: all.into_iter().map(erased_from).collect(), left_to_do }
}

fn erased_from(found: Found) -> ErasedFrom {
    let texts = |ids: Vec<RecordId>| ids.iter().map(RecordId::to_string).collect();
    ErasedFrom {
        integration_id: found.integration.to_string(),
        candidate_ids: texts(found.candidates),
        user_ids: texts(found.users),
        rows: found.rows.into_iter().map(|(table, rows)| (table.to_owned(), rows)).collect(),
    }
}
