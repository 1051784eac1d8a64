//! About the ATSs that can be connected.

use axum::Json;
use axum::extract::Path;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Authenticated;
use super::responses::GeneralErrors;
use super::{ApiError, App};
use crate::connectors::capability::{Capabilities, Coverage, FieldCapability};
use crate::connectors::registry::TOOLS;
use crate::connectors::tool;
use crate::contract::general::{
    CoverageStatus, FeatureCoverage, FieldCoverage, ReadModelCoverage, Tool, ToolAssets, ToolCoverage,
    ToolsData, ToolsResponse, WriteActionCoverage,
};
use crate::contract::page::SuccessStatus;

/// The contract's categories (section 5); this service has connectors for the second one.
const CATEGORIES: [&str; 4] = ["hris", "ats", "assessment", "lms"];

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_tools))
}

/// The tools of a category, with what each delivers without any switch turned on.
#[utoipa::path(
    get,
    path = "/tools/{category}",
    operation_id = "GetToolsCategory",
    tag = "General",
    params(("category" = String, Path, description = "hris, ats, assessment or lms.")),
    responses((status = 200, description = "The tools.", body = ToolsResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
async fn list_tools(
    Authenticated(_caller): Authenticated,
    Path(category): Path<String>,
) -> Result<Json<ToolsResponse>, ApiError> {
    if !CATEGORIES.contains(&category.as_str()) {
        let reason = format!("only these values are allowed: {}", CATEGORIES.join(", "));
        return Err(ApiError::invalid("category", &reason));
    }
    let tools = if category == "ats" { TOOLS.iter().map(described).collect() } else { Vec::new() };
    Ok(Json(ToolsResponse { status: SuccessStatus::Success, data: ToolsData { tools } }))
}

fn described(tool: &tool::Tool) -> Tool {
    Tool {
        id: tool.slug.to_owned(),
        label: tool.label.to_owned(),
        internal_label: None,
        assets: assets(tool.label),
        paid_api_details_markdown: None,
        fast_track_details_markdown: None,
        partner_only_details_markdown: None,
        connection_guide_url: None,
        coverage: tool_coverage(&(tool.capabilities)(&json!({}))),
    }
}

/// Drawn here rather than fetched: a letter in a square, as an image that needs no other host.
pub(super) fn assets(label: &str) -> ToolAssets {
    let image = |background: &str| {
        let letter: String = label.chars().take(1).collect();
        let svg = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64' role='img' aria-label='{label}'>\
             <rect width='64' height='64' rx='12' fill='{background}'/>\
             <text x='32' y='44' font-family='sans-serif' font-size='36' text-anchor='middle' fill='#fff'>{letter}\
             </text></svg>"
        );
        format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))
    };
    ToolAssets { logo_url: image("#4338ca"), icon_url: image("#4338ca"), icon_black_url: image("#000") }
}

pub(super) const fn coverage(coverage: Coverage) -> CoverageStatus {
    match coverage {
        Coverage::Supported => CoverageStatus::Supported,
        Coverage::Unsupported => CoverageStatus::Unsupported,
        Coverage::NotImplemented => CoverageStatus::NotImplemented,
        Coverage::Unknown => CoverageStatus::Unknown,
    }
}

fn tool_coverage(capabilities: &Capabilities) -> ToolCoverage {
    let models = capabilities.models.iter().map(|model| ReadModelCoverage {
        id: model.id.to_owned(),
        label: model.label.to_owned(),
        coverage_status: coverage(model.coverage),
        fields: fields(&model.fields),
    });
    let actions = capabilities.actions.iter().map(|action| WriteActionCoverage {
        id: action.id.to_owned(),
        label: action.label.to_owned(),
        coverage_status: coverage(action.coverage),
        fields: fields(&action.fields),
    });
    let features = capabilities.features.iter().map(|feature| FeatureCoverage {
        id: feature.id.to_owned(),
        label: feature.label.to_owned(),
        coverage_status: coverage(feature.coverage),
    });
    ToolCoverage {
        read_models: models.collect(),
        write_actions: actions.collect(),
        features: features.collect(),
    }
}

fn fields(fields: &[FieldCapability]) -> Vec<FieldCoverage> {
    fields
        .iter()
        .map(|field| FieldCoverage { id: field.id.to_owned(), coverage_status: coverage(field.coverage) })
        .collect()
}
