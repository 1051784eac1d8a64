//! The proof that an integration was looked up, without which nothing that belongs to it can be read or written.

use std::sync::Arc;

use crate::domain::application_filter::ApplicationFilter;
use crate::domain::id::{IntegrationId, RecordId};
use crate::domain::model::Model;
use crate::domain::scopes::Scopes;

/// One integration's part of the database. Made by [`crate::store::integrations`] alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntegrationScope {
    key: i64,
    id: IntegrationId,
    scopes: Arc<Scopes>,
    applications: ApplicationFilter,
}

impl IntegrationScope {
    pub(super) fn new(
        key: i64,
        id: IntegrationId,
        scopes: Arc<Scopes>,
        applications: ApplicationFilter,
    ) -> Self {
        Self { key, id, scopes, applications }
    }

    /// As if nothing were set: for what touches no record, and for an integration that is just made.
    pub(super) fn of_no_records(key: i64, id: IntegrationId) -> Self {
        Self::new(key, id, Scopes::everything(), ApplicationFilter::Everything)
    }

    /// The first part of every key.
    pub(super) fn key(&self) -> i64 {
        self.key
    }

    pub fn id(&self) -> &IntegrationId {
        &self.id
    }

    /// What of the integration is wanted, as it was set when it was looked up.
    pub fn scopes(&self) -> &Arc<Scopes> {
        &self.scopes
    }

    /// Which of its applications are kept, as it was set when it was looked up.
    pub fn applications(&self) -> ApplicationFilter {
        self.applications
    }

    /// Whether every record of a model is kept.
    pub fn keeps_all(&self, model: Model) -> bool {
        self.scopes.takes(model) && self.applications.is_everything()
    }

    /// The id of one of the integration's records.
    pub fn record(&self, model: Model, remote_id: &str) -> RecordId {
        RecordId::derive(&self.id, model, remote_id)
    }
}
