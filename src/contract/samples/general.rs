//! Integrations and tools.

use super::{Sample, id, time};
use crate::contract::general::{
    ActionFieldDetails, CheckApiKey, CheckApiKeyResponse, CoverageStatus, EndUser, FeatureCoverage,
    FieldCoverage, FieldDetails, ForceSyncResponse, IntegrationCategory, IntegrationDetails,
    IntegrationDetailsResponse, IntegrationStatus, IntegrationTool, QueuedSync, ReadModelCoverage,
    ReadModelDetails, ScopeConfig, ScopeSetting, SetupStatus, SyncType, Tool, ToolAssets, ToolCoverage,
    ToolsData, ToolsResponse, WriteActionCoverage, WriteActionDetails,
};
use crate::contract::page::SuccessStatus;

const STATUS: CoverageStatus = CoverageStatus::NotImplemented;

impl Sample {
    pub(in crate::contract) fn check_api_key() -> CheckApiKeyResponse {
        let data = CheckApiKey { environment_id: id(), customer_id: id() };
        CheckApiKeyResponse { status: SuccessStatus::Success, data }
    }

    pub(in crate::contract) fn integration_details(self) -> IntegrationDetailsResponse {
        let data = IntegrationDetails {
            id: "gem:8d1hpPsbjxUkoCoa1veLZGe5".to_owned(),
            tool: IntegrationTool {
                id: "gem".to_owned(),
                label: "Gem".to_owned(),
                internal_label: self.text("Gem ATS"),
                logo_url: "https://example.com/logo.svg".to_owned(),
                icon_url: "https://example.com/icon.svg".to_owned(),
            },
            category: IntegrationCategory::Ats,
            status: IntegrationStatus::Active,
            setup_status: SetupStatus::FinalSyncPending,
            end_user: EndUser {
                organization_name: "Acme".to_owned(),
                creator_email: self.text("una@example.com"),
                origin_id: self.text("acme-1"),
            },
            scope_config: ScopeConfig { id: id(), name: self.text("Default") },
            data_expired_at: self.time(),
            created_at: time(),
            beta: true,
            read_models: vec![ReadModelDetails {
                id: "ats_jobs".to_owned(),
                label: "Jobs".to_owned(),
                is_available: true,
                coverage_status: CoverageStatus::Supported,
                scope_config_setting: ScopeSetting::Enabled,
                opted_out_by_customer: false,
                fields: vec![FieldDetails {
                    id: "name".to_owned(),
                    is_available: false,
                    coverage_status: STATUS,
                    scope_config_setting: ScopeSetting::Optional,
                    opted_out_by_customer: true,
                }],
            }],
            write_actions: vec![WriteActionDetails {
                id: "ats_create_application".to_owned(),
                label: "Create applications".to_owned(),
                is_available: false,
                coverage_status: CoverageStatus::Unsupported,
                scope_config_setting: ScopeSetting::Disabled,
                opted_out_by_customer: false,
                fields: vec![ActionFieldDetails {
                    id: "candidate".to_owned(),
                    is_available: false,
                    coverage_status: CoverageStatus::Unknown,
                }],
            }],
        };
        IntegrationDetailsResponse { status: SuccessStatus::Success, data }
    }

    pub(in crate::contract) fn force_sync(self) -> ForceSyncResponse {
        let r#type = if self.filled { SyncType::Delta } else { SyncType::Full };
        let data = QueuedSync { already_queued: self.filled, sync_id: id(), r#type };
        ForceSyncResponse { status: SuccessStatus::Success, data }
    }

    pub(in crate::contract) fn tools(self) -> ToolsResponse {
        let fields = || vec![FieldCoverage { id: "name".to_owned(), coverage_status: STATUS }];
        let tool = Tool {
            id: "gem".to_owned(),
            label: "Gem".to_owned(),
            internal_label: self.text("Gem ATS"),
            assets: ToolAssets {
                logo_url: "https://example.com/logo.svg".to_owned(),
                icon_url: "https://example.com/icon.svg".to_owned(),
                icon_black_url: "https://example.com/icon-black.svg".to_owned(),
            },
            paid_api_details_markdown: self.text("**Paid**"),
            fast_track_details_markdown: self.text("Fast"),
            partner_only_details_markdown: self.text("Partners"),
            connection_guide_url: self.text("https://example.com/guide"),
            coverage: ToolCoverage {
                read_models: vec![ReadModelCoverage {
                    id: "ats_jobs".to_owned(),
                    label: "Jobs".to_owned(),
                    coverage_status: CoverageStatus::Supported,
                    fields: fields(),
                }],
                write_actions: vec![WriteActionCoverage {
                    id: "ats_create_application".to_owned(),
                    label: "Create applications".to_owned(),
                    coverage_status: CoverageStatus::Unsupported,
                    fields: fields(),
                }],
                features: vec![FeatureCoverage {
                    id: "automatic_source_writing".to_owned(),
                    label: "Automatic source writing".to_owned(),
                    coverage_status: CoverageStatus::Unknown,
                }],
            },
        };
        ToolsResponse { status: SuccessStatus::Success, data: ToolsData { tools: vec![tool] } }
    }
}
