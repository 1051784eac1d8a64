//! What a run has done so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::domain::model::Model;

/// Counts by the contract's name of the model.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Counts(BTreeMap<String, ModelCounts>);

/// What became of one model's records. A list that is read twice is counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ModelCounts {
    /// Records that the ATS delivered.
    pub read: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub deleted: u64,
    pub undeleted: u64,
    /// Rows of which something did not fit.
    pub quarantined: u64,
    /// Changes among those above that no incremental read would have found.
    pub repaired: u64,
}

impl Counts {
    pub fn of(&self, model: Model) -> ModelCounts {
        self.0.get(model.slug()).copied().unwrap_or_default()
    }

    /// Every model that was counted, by its name in the contract.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ModelCounts)> {
        self.0.iter().map(|(name, counts)| (name.as_str(), *counts))
    }

    /// The sum over all models.
    pub fn total(&self) -> ModelCounts {
        self.0.values().fold(ModelCounts::default(), |sum, counts| sum.plus(*counts))
    }

    pub(in crate::sync) fn add(&mut self, model: Model, counts: ModelCounts) {
        if counts != ModelCounts::default() {
            let entry = self.0.entry(model.slug().to_owned()).or_default();
            *entry = entry.plus(counts);
        }
    }
}

impl ModelCounts {
    /// Records that came out different.
    pub const fn changed(self) -> u64 {
        self.created + self.updated + self.deleted + self.undeleted
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            read: self.read + other.read,
            created: self.created + other.created,
            updated: self.updated + other.updated,
            unchanged: self.unchanged + other.unchanged,
            deleted: self.deleted + other.deleted,
            undeleted: self.undeleted + other.undeleted,
            quarantined: self.quarantined + other.quarantined,
            repaired: self.repaired + other.repaired,
        }
    }
}
