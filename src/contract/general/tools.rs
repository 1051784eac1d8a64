//! The ATSs that can be connected, and what each delivers (contract section 5.2).

use serde::Serialize;
use utoipa::ToSchema;

use super::CoverageStatus;
use crate::contract::page::SuccessStatus;

/// The answer of `/tools/{category}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToolsResponse {
    pub status: SuccessStatus,
    pub data: ToolsData,
}

/// The tools of one category; not paged.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToolsData {
    pub tools: Vec<Tool>,
}

/// One ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tool {
    /// Such as `gem`; the first part of every integration id.
    pub id: String,
    pub label: String,
    #[schema(required = true)]
    pub internal_label: Option<String>,
    pub assets: ToolAssets,
    #[schema(required = true)]
    pub paid_api_details_markdown: Option<String>,
    #[schema(required = true)]
    pub fast_track_details_markdown: Option<String>,
    #[schema(required = true)]
    pub partner_only_details_markdown: Option<String>,
    #[schema(required = true)]
    pub connection_guide_url: Option<String>,
    pub coverage: ToolCoverage,
}

/// Pictures of a tool.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToolAssets {
    pub logo_url: String,
    pub icon_url: String,
    pub icon_black_url: String,
}

/// What a connector delivers.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ToolCoverage {
    pub read_models: Vec<ReadModelCoverage>,
    pub write_actions: Vec<WriteActionCoverage>,
    pub features: Vec<FeatureCoverage>,
}

/// How far a model is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ReadModelCoverage {
    /// Such as `ats_jobs`.
    pub id: String,
    pub label: String,
    pub coverage_status: CoverageStatus,
    pub fields: Vec<FieldCoverage>,
}

/// How far an action is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WriteActionCoverage {
    /// Such as `ats_create_application`.
    pub id: String,
    pub label: String,
    pub coverage_status: CoverageStatus,
    pub fields: Vec<FieldCoverage>,
}

/// Whether a field is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldCoverage {
    pub id: String,
    pub coverage_status: CoverageStatus,
}

/// Whether something that is neither a model nor an action is covered.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FeatureCoverage {
    /// Such as `automatic_source_writing`.
    pub id: String,
    pub label: String,
    pub coverage_status: CoverageStatus,
}
