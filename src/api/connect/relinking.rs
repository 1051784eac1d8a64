use axum::Json;
use axum::extract::State;

use super::{answer, kind, scope_config};
use crate::api::auth::{Named, Write};
use crate::api::body::Body;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::connect::link::{LinkKind, Wanted};
use crate::contract::general::{LinkLanguage, LinkResponse, RelinkRequest, SetupLinkRequest};
use crate::domain::end_user::{EndUser, SetupSteps};
use crate::store::StoreError;
use crate::store::connect_links::Purpose;
use crate::store::integrations::relinking;

/// Makes a link by which the customer gives the integration other credentials. Until then nothing changes; afterwards it is
/// synced at once, and active again if its credentials had become invalid. Nobody but the customer can tell whether the
/// credentials belong to the same account.
#[utoipa::path(
    post,
    path = "/integrations/{integration_id}/relink",
    operation_id = "PostIntegrationsIntegrationIdRelink",
    tag = "General",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body(content = Option<RelinkRequest>, description = "May be empty."),
    responses((status = 200, description = "The link.", body = LinkResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn relink(
    State(app): State<App>,
    named: Named<Write>,
    Body(request): Body<RelinkRequest>,
) -> Result<Json<LinkResponse>, ApiError> {
    let scope_config_id = request.scope_config_id.as_ref().map(|id| id.0.as_str());
    let scope_config = scope_config(&app, named.caller.environment.key, scope_config_id).await?;
    let kind = kind(request.link_type.unwrap_or_default());
    let wanted = about(&named, Purpose::Relink, (kind, request.language), SetupSteps::default());
    answer(&app, Wanted { scope_config, ..wanted }).await
}

/// Makes a link by which the customer looks over what they may set. Refused unless the integration's own link was made with
/// `enable_filtering` or `enable_field_mapping`.
#[utoipa::path(
    post,
    path = "/integrations/{integration_id}/setup-link",
    operation_id = "PostIntegrationsIntegrationIdSetupLink",
    tag = "General",
    params(("integration_id" = String, Path, description = "The id of the integration.")),
    request_body = SetupLinkRequest,
    responses((status = 200, description = "The link.", body = LinkResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn setup_link(
    State(app): State<App>,
    named: Named<Write>,
    Body(request): Body<SetupLinkRequest>,
) -> Result<Json<LinkResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await.map_err(StoreError::from)?;
    let steps = relinking::setup_steps(&mut db, &named.integration.scope).await?;
    drop(db);
    if !steps.any() {
        return Err(ApiError::invalid(
            "integration_id",
            "the integration has no setup steps: its link was made without enable_filtering and enable_field_mapping",
        ));
    }
    answer(&app, about(&named, Purpose::Setup, (kind(request.link_type), request.language), steps)).await
}

/// A link about an integration that is there.
fn about(
    named: &Named<Write>,
    purpose: Purpose,
    (kind, language): (LinkKind, Option<LinkLanguage>),
    steps: SetupSteps,
) -> Wanted<'_> {
    let integration = &named.integration;
    Wanted {
        environment: named.caller.environment.key,
        purpose,
        integration: Some(&integration.scope),
        kind,
        language: language.unwrap_or_default().into(),
        tool: integration.scope.id().tool(),
        end_user: EndUser {
            organization_name: integration.organization_name.clone(),
            creator_email: integration.creator_email.clone(),
            origin_id: integration.origin_id.clone(),
        },
        scope_config: None,
        steps,
        actor: named.caller.actor(),
    }
}
