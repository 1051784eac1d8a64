//! Who is to be erased, and what was found of them.

use std::collections::BTreeMap;

use crate::domain::id::{IntegrationId, RecordId};

/// Somebody who is to be erased. Never printed: an address is personal data.
#[derive(Clone, PartialEq, Eq)]
pub enum Who {
    /// In every integration that is looked at.
    Email(String),
    /// One candidate of one integration.
    Candidate(IntegrationId, RecordId),
}

/// What an integration had of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub integration: IntegrationId,
    /// The candidates that are the person.
    pub candidates: Vec<RecordId>,
    /// Users with the same address: the customer's staff, who are not erased.
    pub users: Vec<RecordId>,
    /// By table, how many rows lost what was in them.
    pub rows: BTreeMap<&'static str, u64>,
    /// Actions that are under way: what they hold could not be taken out. They end within minutes, and it has to be erased
    /// again then.
    pub actions_under_way: u64,
}

impl Found {
    pub(super) fn count(&mut self, table: &'static str, rows: u64) {
        if rows > 0 {
            *self.rows.entry(table).or_default() += rows;
        }
    }
}
