use axum::Json;
use axum::extract::State;

use super::{answer, kind, scope_config};
use crate::api::auth::{Allowed, Write};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::connect::link::Wanted;
use crate::connectors::registry::{self, TOOLS};
use crate::connectors::tool::Tool;
use crate::contract::general::{CreateLinkRequest, LinkCategory, LinkResponse};
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::domain::problem::ProblemCode;
use crate::store::connect_links::Purpose;

/// Makes a link by which a customer connects an account. Each link makes one integration, whatever is connected already. The
/// customer brings a token back, by which the integration is found.
#[utoipa::path(
    post,
    path = "/connect/create-link",
    operation_id = "PostConnectCreateLink",
    tag = "Connect",
    request_body = CreateLinkRequest,
    responses((status = 200, description = "The link.", body = LinkResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn create_link(
    State(app): State<App>,
    allowed: Allowed<Write>,
    Body(request): Body<CreateLinkRequest>,
) -> Result<Json<LinkResponse>, ApiError> {
    if allowed.caller.limited_to().is_some() {
        let message = "This API key is limited to some integrations, and cannot have new ones made. Use a key of the whole environment.";
        return Err(ApiError::new(ProblemCode::AuthenticationInvalid, message));
    }
    if request.remote_environment.is_some() {
        return Err(ApiError::invalid(
            "remote_environment",
            "no tool has environments to choose from; only null is allowed",
        ));
    }
    let slug = request.integration_tool.as_ref().map(|tool| tool.0.as_str());
    let tool = tool(slug, request.integration_category.unwrap_or_default())?;
    let id = request.scope_config_id.as_ref().map(|id| id.0.as_str());
    let scope_config = scope_config(&app, allowed.caller.environment.key, id).await?;
    let wanted = Wanted {
        environment: allowed.caller.environment.key,
        purpose: Purpose::Connect,
        integration: None,
        kind: kind(request.link_type.unwrap_or_default()),
        language: request.language.unwrap_or_default().into(),
        tool: tool.slug,
        end_user: EndUser {
            organization_name: request.end_user_organization_name.0,
            creator_email: Some(request.end_user_email.0),
            origin_id: request.end_user_origin_id.map(|id| id.0),
        },
        scope_config,
        steps: SetupSteps {
            filtering: request.enable_filtering.unwrap_or_default(),
            mapping: request.enable_field_mapping.unwrap_or_default(),
        },
        actor: allowed.caller.actor(),
    };
    answer(&app, wanted).await
}

/// Official clients send HRIS, the contract's default, along with whatever tool is named.
fn tool(slug: Option<&str>, category: LinkCategory) -> Result<&'static Tool, ApiError> {
    let slugs = || TOOLS.iter().map(|tool| tool.slug).collect::<Vec<_>>().join(", ");
    match (slug, category) {
        (_, LinkCategory::Assessment | LinkCategory::Lms) | (None, LinkCategory::Hris) => {
            Err(ApiError::invalid(
                "integration_category",
                "there are no tools of this category; allowed is ATS. HRIS, which is meant when it is left out, needs an \
             integration_tool",
            ))
        }
        (Some(slug), _) => registry::find(slug)
            .ok_or_else(|| ApiError::invalid("integration_tool", &format!("allowed is {}", slugs()))),
        (None, LinkCategory::Ats) => match TOOLS {
            [only] => Ok(only),
            _several => {
                Err(ApiError::invalid("integration_tool", &format!("it has to be one of these: {}", slugs())))
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tool_is_chosen_by_its_slug_or_by_being_the_only_one() {
        let known = TOOLS[0].slug;
        let chosen = |slug, category| {
            tool(slug, category).map(|tool| tool.slug).map_err(|error| error.message().to_owned())
        };
        assert_eq!(chosen(None, LinkCategory::Ats), Ok(known));
        assert_eq!(chosen(Some(known), LinkCategory::Hris), Ok(known));
        for (slug, category, named) in [
            (None, LinkCategory::Hris, "integration_category: "),
            (Some(known), LinkCategory::Lms, "integration_category: "),
            (None, LinkCategory::Assessment, "integration_category: "),
            (Some("workday"), LinkCategory::Ats, "integration_tool: "),
        ] {
            let refusal = chosen(slug, category).unwrap_err();
            assert!(refusal.starts_with(named), "{refusal}");
        }
    }
}
