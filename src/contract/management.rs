//! What operators see and set of an integration's syncs, actions and connector. An addition to Kombo's contract.

mod action;
mod api_key;
mod application_filter;
mod audit;
mod connector;
mod custom_field;
mod erasure;
mod integration;
mod interaction;
mod quarantine;
mod remapping;
mod run;
mod scopes;
mod settings;

pub use action::{Action, ActionState, SettleActionRequest, SettledActionResponse, SettledOutcome};
pub use api_key::{
    ApiKeyData, ApiKeyPermission, ApiKeyResponse, ChangeApiKeyRequest, CreateApiKeyRequest, CreatedApiKey,
    CreatedApiKeyResponse, EnvironmentData, EnvironmentResponse, Overlap, RotateApiKeyRequest,
};
pub use application_filter::{
    ApplicationFilter, ApplicationFilterResponse, KeptApplications, SetApplicationFilterRequest, WindowDays,
};
pub use audit::{AuditActor, AuditEntry};
pub use connector::{ConnectorSettings, ConnectorSettingsResponse};
pub use custom_field::{
    CustomFieldChange, CustomFieldDefinition, CustomFieldDefinitionResponse, NewCustomField, Words,
};
pub use erasure::{ErasePersonRequest, ErasedFrom, ErasedPerson, ErasedPersonResponse};
pub use integration::{IntegrationState, ListedIntegration, RestoredIntegrationResponse};
pub use interaction::{Interaction, InteractionCause, InteractionMishap, InteractionResponse};
pub use quarantine::QuarantineEntry;
pub use remapping::{Remapping, RemappingResponse, RemappingType};
pub use run::{
    SyncCause, SyncCounts, SyncProgress, SyncRun, SyncRunResponse, SyncState, SyncWait, WithheldDeletions,
};
pub use scopes::{
    ChangeScopeConfigRequest, ChooseScopeConfigRequest, CreateScopeConfigRequest, ManagedScopeConfig,
    ScopeConfigResponse, ScopeSettings,
};
pub use settings::{
    DeltaEvery, FullEvery, SweepLimit, SyncSettings, SyncSettingsChange, SyncSettingsResponse,
};

use serde::Deserialize;
use utoipa::ToSchema;

/// A body of which nothing is read.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct Nothing {}
