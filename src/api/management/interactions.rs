use axum::Json;
use axum::extract::{Path, State};

use super::page::{self, PageParams};
use crate::api::auth::{Manage, Named};
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::InteractionResponse;
use crate::contract::page::{InteractionsPage, SuccessStatus};
use crate::control::view;
use crate::domain::interaction::CauseKind;
use crate::domain::refusal::Refusal;
use crate::store::interactions::{self, Spot, StatusClass, Wanted};

const LIST: &str = "interactions";

/// The calls that the service made to the ATS within 30 days, the latest first, without the data that was in them. A call is
/// listed about a second after its end.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/interactions",
    operation_id = "GetManagementIntegrationsIntegrationIdInteractions",
    tag = "Management",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("status" = Option<String>, Query,
         description = "Only calls whose answer has a status of this class: `2XX`, `3XX`, `4XX` or `5XX`; `NONE`: without an \
                        answer."),
        ("since" = Option<String>, Query, description = "Only calls that began then or later."),
        ("cause" = Option<String>, Query,
         description = "Only calls on behalf of this: `SYNC`, `ACTION`, `PASSTHROUGH` or `ATTACHMENTS`."),
        ("cause_id" = Option<String>, Query, description = "Only calls of the sync or action with this id."),
        PageParams
    ),
    responses((status = 200, description = "One page.", body = InteractionsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_interactions(
    State(app): State<App>,
    named: Named<Manage>,
    params: Params,
) -> Result<Json<InteractionsPage>, ApiError> {
    let scope = &named.integration.scope;
    let wanted = wanted(&params)?;
    let params = PageParams::read(&params)?;
    let place = params.cursor.as_deref().map(|cursor| page::decode(LIST, scope.id(), cursor)).transpose()?;
    let behind = place.map(|place| Spot::parse(&place).ok_or_else(page::wrong)).transpose()?;
    let mut db = app.store.pool().acquire().await?;
    let mut found = interactions::list(&mut db, scope, &wanted, behind.as_ref(), params.limit()).await?;
    let last = params.cut(&mut found, |call| Spot::of(call).to_string());
    let next = last.map(|place| page::encode(LIST, scope.id(), &place));
    Ok(Json(InteractionsPage::new(next, found.into_iter().map(view::interaction).collect())))
}

fn wanted(params: &Params) -> Result<Wanted, ApiError> {
    let status = one_of(params, "status", &StatusClass::ALL.map(StatusClass::as_str))?;
    let kind = one_of(params, "cause", &CauseKind::ALL.map(CauseKind::as_str))?;
    Ok(Wanted {
        status: status.as_deref().and_then(StatusClass::parse),
        since: params.time("since")?,
        kind: kind.as_deref().and_then(CauseKind::parse),
        cause_id: params.text("cause_id")?,
    })
}

fn one_of(params: &Params, name: &str, allowed: &[&str]) -> Result<Option<String>, ApiError> {
    let mut values = params.one_of_list(name, allowed)?.unwrap_or_default();
    if values.len() > 1 {
        return Err(ApiError::invalid(name, &format!("one value is expected: {}", allowed.join(", "))));
    }
    Ok(values.pop())
}

/// One call to the ATS: what `log_url` of an error points to.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/interactions/{interaction_id}",
    operation_id = "GetManagementIntegrationsIntegrationIdInteractionsInteractionId",
    tag = "Management",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("interaction_id" = String, Path, description = "The id of the call.")
    ),
    responses((status = 200, description = "The call.", body = InteractionResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn get_interaction(
    State(app): State<App>,
    named: Named<Manage>,
    Path((_integration, interaction)): Path<(String, String)>,
) -> Result<Json<InteractionResponse>, ApiError> {
    let mut db = app.store.pool().acquire().await?;
    // What cannot be stored names nothing.
    let found = if interaction.contains('\0') {
        None
    } else {
        interactions::find(&mut db, &named.integration.scope, &interaction).await?
    };
    let found = found.ok_or_else(|| {
        let reason = "the integration has no call with this id; calls are kept for 30 days";
        Refusal::absent("interaction_id", reason)
    })?;
    Ok(Json(InteractionResponse { status: SuccessStatus::Success, data: view::interaction(found) }))
}
