//! The proof that an integration was looked up, without which nothing that belongs to it can be read or written.

use crate::domain::id::{IntegrationId, RecordId};
use crate::domain::model::Model;

/// One integration's part of the database. Made by [`crate::store::integrations`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrationScope {
    key: i64,
    id: IntegrationId,
}

impl IntegrationScope {
    pub(super) fn new(key: i64, id: IntegrationId) -> Self {
        Self { key, id }
    }

    /// The first part of every key.
    pub(super) fn key(&self) -> i64 {
        self.key
    }

    pub fn id(&self) -> &IntegrationId {
        &self.id
    }

    /// The id of one of the integration's records.
    pub fn record(&self, model: Model, remote_id: &str) -> RecordId {
        RecordId::derive(&self.id, model, remote_id)
    }
}
