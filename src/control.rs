//! What callers and operators do to integrations and their syncs. The API and the commands offer the same, so that it is
//! here once: each is statements of the store in one transaction of the caller's, and answers in the contract's shapes.

pub mod api_keys;
pub mod application_filter;
pub mod confirm;
pub mod connector;
pub mod deletion;
pub mod environments;
pub mod fields;
pub mod force;
pub mod listed;
pub mod scopes;
pub mod settings;
pub mod switch;
pub mod view;

use crate::store::StoreError;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the integration is switched off; switch it on first")]
    Inactive,
    #[error("{0}")]
    Settings(String),
    #[error("{reason}")]
    Unknown { name: &'static str, reason: String },
    #[error("another scope configuration of the environment is called {0:?}")]
    NameTaken(String),
    #[error(
        "{integrations} integrations have the scope configuration {config}; give them another one first, with PUT \
         /v1/management/integrations/{{integration_id}}/scope-config"
    )]
    InUse { config: String, integrations: i64 },
    #[error("the sync {0} withheld no deletions: there is nothing to confirm")]
    NothingWithheld(String),
    #[error(
        "the full sync {0} is queued or running already, and no deletions can be confirmed for it any more; wait until \
         it has ended, and confirm what it withholds itself"
    )]
    FullSyncActive(String),
}
