use axum::Json;
use axum::extract::{Path, State};

use super::page::{self, PageParams};
use crate::actions::{NotOverruled, Verdict, overrule};
use crate::api::auth::{Manage, Named};
use crate::api::body::Body;
use crate::api::params::Params;
use crate::api::responses::GeneralErrors;
use crate::api::{ApiError, App};
use crate::contract::management::{SettleActionRequest, SettledActionResponse, SettledOutcome};
use crate::contract::page::{ActionsPage, SuccessStatus};
use crate::control::view;
use crate::domain::refusal::Refusal;
use crate::store::StoreError;
use crate::store::actions::{self, State as ActionState};

const LIST: &str = "actions";

/// What callers have done in the ATS within 60 days, the latest first; with `state=UNCERTAIN` those of which nobody knows
/// whether they took effect.
#[utoipa::path(
    get,
    path = "/management/integrations/{integration_id}/actions",
    operation_id = "GetManagementIntegrationsIntegrationIdActions",
    tag = "Management",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("state" = Option<String>, Query, description = "Only actions in this state."),
        PageParams
    ),
    responses((status = 200, description = "One page.", body = ActionsPage), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn list_actions(
    State(app): State<App>,
    named: Named<Manage>,
    params: Params,
) -> Result<Json<ActionsPage>, ApiError> {
    let scope = &named.integration.scope;
    let names = ActionState::ALL.map(ActionState::as_str);
    let states = params.one_of_list("state", &names)?.unwrap_or_default();
    let state = match states.as_slice() {
        [] => None,
        [one] => ActionState::parse(one),
        _several => return Err(ApiError::invalid("state", "one state is expected")),
    };
    let params = PageParams::read(&params)?;
    let place = params.cursor.as_deref().map(|cursor| page::decode(LIST, scope.id(), cursor)).transpose()?;
    let before = place.map(|place| actions::Spot::parse(&place).ok_or_else(page::wrong)).transpose()?;
    let mut db = app.store.pool().acquire().await?;
    let mut found = actions::list(&mut db, scope, state, before.as_ref(), params.limit()).await?;
    let last = params.cut(&mut found, |action| actions::Spot::of(action).to_string());
    let next = last.map(|place| page::encode(LIST, scope.id(), &place));
    Ok(Json(ActionsPage::new(next, found.into_iter().map(view::action).collect())))
}

/// Says how an uncertain action ended, once somebody has looked in the ATS. Not done: it may be tried again. Done: whoever
/// asks for it again is told so. Creations that were done are found by themselves.
#[utoipa::path(
    post,
    path = "/management/integrations/{integration_id}/actions/{action_id}/settle",
    operation_id = "PostManagementIntegrationsIntegrationIdActionsActionIdSettle",
    tag = "Management",
    params(
        ("integration_id" = String, Path, description = "The id of the integration."),
        ("action_id" = String, Path, description = "The id of the action.")
    ),
    request_body = SettleActionRequest,
    responses((status = 200, description = "The action as it is now.", body = SettledActionResponse), GeneralErrors),
    security(("ApiKey" = []))
)]
pub(super) async fn settle_action(
    State(app): State<App>,
    named: Named<Manage>,
    Path((_integration, action)): Path<(String, String)>,
    Body(SettleActionRequest { outcome }): Body<SettleActionRequest>,
) -> Result<Json<SettledActionResponse>, ApiError> {
    let verdict = match outcome {
        SettledOutcome::Done => Verdict::Done,
        SettledOutcome::NotDone => Verdict::NotDone,
    };
    let Some(sealer) = app.actions.as_ref().map(crate::actions::Actions::sealer) else {
        return Err(ApiError::invalid(
            "action_id",
            "this process was started without the keys that seal answers",
        ));
    };
    let mut tx = app.store.begin().await?;
    let (scope, by) = (&named.integration.scope, (&named.caller.actor(), app.clock.now()));
    let settled = overrule(&mut tx, scope, &action, verdict, sealer, by).await;
    let settled = settled.map_err(refused)?;
    tx.commit().await.map_err(StoreError::from)?;
    Ok(Json(SettledActionResponse { status: SuccessStatus::Success, data: view::action(settled) }))
}

fn refused(reason: NotOverruled) -> ApiError {
    match reason {
        NotOverruled::Absent => Refusal::absent("action_id", &reason.to_string()).into(),
        NotOverruled::NotUncertain(_) | NotOverruled::NeedsResult => {
            ApiError::invalid("outcome", &reason.to_string())
        }
        NotOverruled::Store(error) => error.into(),
        NotOverruled::Sealed(error) => {
            tracing::error!(%error, "the answer of an action cannot be sealed");
            ApiError::new(
                crate::domain::problem::ProblemCode::UnknownError,
                "The service failed. The operator finds the reason in its log.",
            )
        }
    }
}
