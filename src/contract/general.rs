//! Answers about the key, the integration and the tools (contract section 5).

mod connect;
mod enabled;
mod fields;
mod force_sync;
mod integration_details;
mod passthrough;
mod tools;

use serde::Serialize;
use utoipa::ToSchema;

pub use connect::{
    ActivateIntegrationRequest, ConnectLink, CreateLinkRequest, IntegrationByToken,
    IntegrationByTokenResponse, LinkCategory, LinkLanguage, LinkResponse, LinkType, RelinkRequest,
    SetupLinkRequest,
};
pub use enabled::{Done, DoneResponse, SetEnabledRequest};
pub use fields::{
    CustomFieldDetails, CustomFieldResponse, IntegrationFieldDetails, IntegrationFieldResponse,
    MappedIntegrationField, PassthroughChange, SourceChoice,
};
pub use force_sync::{ForceSyncRequest, ForceSyncResponse, QueuedSync, SyncType};
pub use integration_details::{
    ActionFieldDetails, EndUser, FieldDetails, IntegrationCategory, IntegrationDetails,
    IntegrationDetailsResponse, IntegrationStatus, IntegrationTool, ReadModelDetails, ScopeConfig,
    ScopeSetting, SetupStatus, WriteActionDetails,
};
pub use passthrough::{HeaderValues, PassthroughAnswer, PassthroughResponse};
pub use tools::{
    FeatureCoverage, FieldCoverage, ReadModelCoverage, Tool, ToolAssets, ToolCoverage, ToolsData,
    ToolsResponse, WriteActionCoverage,
};

use super::enums::closed;
use super::page::SuccessStatus;

closed!(
    /// Whether a connector delivers a model, a field or an action (contract section 5.1).
    CoverageStatus { Supported, Unsupported, NotImplemented, Unknown }
);

/// The answer of `/check-api-key`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckApiKeyResponse {
    pub status: SuccessStatus,
    pub data: CheckApiKey,
}

/// The environment that an API key belongs to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CheckApiKey {
    pub environment_id: String,
    /// Deprecated: the same as `environment_id`.
    pub customer_id: String,
}
