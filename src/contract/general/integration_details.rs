//! Everything about one integration (contract section 5.1).

use serde::Serialize;
use utoipa::ToSchema;

use super::CoverageStatus;
use crate::contract::enums::closed;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::domain::scopes;

/// The answer of `/integrations/{integration_id}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationDetailsResponse {
    pub status: SuccessStatus,
    pub data: IntegrationDetails,
}

/// A connection to one customer's ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationDetails {
    pub id: String,
    pub tool: IntegrationTool,
    pub category: IntegrationCategory,
    pub status: IntegrationStatus,
    pub setup_status: SetupStatus,
    pub end_user: EndUser,
    pub scope_config: ScopeConfig,
    /// When the data of a stopped integration expired; null while it has not.
    #[schema(required = true)]
    pub data_expired_at: Option<Timestamp>,
    pub created_at: Timestamp,
    pub beta: bool,
    pub read_models: Vec<ReadModelDetails>,
    pub write_actions: Vec<WriteActionDetails>,
}

/// The ATS that an integration connects to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationTool {
    /// Such as `gem`.
    pub id: String,
    pub label: String,
    #[schema(required = true)]
    pub internal_label: Option<String>,
    pub logo_url: String,
    pub icon_url: String,
}

closed!(
    /// The kind of a tool.
    IntegrationCategory { Hris, Ats, Assessment, Lms }
);
closed!(
    /// `INVALID` means that the ATS refuses the credentials, `INACTIVE` that the integration is switched off.
    IntegrationStatus { Active, Invalid, Inactive }
);
closed!(
    /// How far the setup of an integration has come.
    SetupStatus { Incomplete, FinalSyncPending, Completed }
);
closed!(
    /// Whether data is wanted; `OPTIONAL` leaves it to the end user.
    ScopeSetting from scopes::Setting { Enabled, Disabled, Optional }
);

/// Whose ATS it is.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EndUser {
    pub organization_name: String,
    #[schema(required = true)]
    pub creator_email: Option<String>,
    /// The API customer's own id of the end user.
    #[schema(required = true)]
    pub origin_id: Option<String>,
}

/// The configuration that says which data is wanted.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScopeConfig {
    pub id: String,
    #[schema(required = true)]
    pub name: Option<String>,
}

/// Whether a model can be read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadModelDetails {
    /// Such as `ats_jobs`.
    pub id: String,
    pub label: String,
    /// Supported by the connector, switched on and not opted out of.
    pub is_available: bool,
    pub coverage_status: CoverageStatus,
    pub scope_config_setting: ScopeSetting,
    pub opted_out_by_customer: bool,
    pub fields: Vec<FieldDetails>,
}

/// Whether a field of a model is filled.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldDetails {
    pub id: String,
    pub is_available: bool,
    pub coverage_status: CoverageStatus,
    pub scope_config_setting: ScopeSetting,
    pub opted_out_by_customer: bool,
}

/// Whether an action can be run.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WriteActionDetails {
    /// Such as `ats_create_application`.
    pub id: String,
    pub label: String,
    pub is_available: bool,
    pub coverage_status: CoverageStatus,
    pub scope_config_setting: ScopeSetting,
    pub opted_out_by_customer: bool,
    pub fields: Vec<ActionFieldDetails>,
}

/// Whether a field of an action is taken into account.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ActionFieldDetails {
    pub id: String,
    pub is_available: bool,
    pub coverage_status: CoverageStatus,
}
