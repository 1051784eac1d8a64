//! Which documents have to be rendered again.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::id::RecordId;
use crate::domain::model::Model;

/// Documents by model, in the order in which they are rendered: applications before the candidates that show them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Dirty(BTreeMap<Model, BTreeSet<RecordId>>);

impl Dirty {
    pub(crate) fn add(&mut self, model: Model, id: RecordId) {
        self.0.entry(model).or_default().insert(id);
    }

    pub(crate) fn extend(&mut self, documents: Vec<(Model, RecordId)>) {
        for (model, id) in documents {
            self.add(model, id);
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (Model, &BTreeSet<RecordId>)> {
        self.0.iter().map(|(model, ids)| (*model, ids))
    }
}
