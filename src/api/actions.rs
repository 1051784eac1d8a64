//! What callers have done in an ATS, one file for each kind of record that it is done to.

mod applications;
mod candidates;
pub(super) mod describe;
mod imported;
mod limits;
pub(super) mod request;
pub(super) mod told;

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse as _, Response};
use tracing::Instrument as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::{Scoped, Write};
use super::list::readable;
use super::{ApiError, App};
use crate::actions::{Call, Intent, available};
use crate::domain::action::ActionKind;
use crate::domain::problem::ProblemCode;
use crate::store::integrations::Integration;
use request::Asked;
use told::Concurrency;

pub(super) fn routes() -> OpenApiRouter<App> {
    let mut actions = OpenApiRouter::new()
        .routes(routes!(applications::set_stage))
        .routes(routes!(applications::reject))
        .routes(routes!(applications::add_note))
        .routes(routes!(applications::add_result_link))
        .routes(routes!(applications::add_attachment))
        .routes(routes!(applications::create_application))
        .routes(routes!(candidates::create_candidate))
        .routes(routes!(candidates::add_attachment))
        .routes(routes!(candidates::add_result_link))
        .routes(routes!(candidates::add_tag, candidates::remove_tag))
        .routes(routes!(imported::import_tracked_application));
    describe::actions(actions.get_openapi_mut());
    actions.layer(DefaultBodyLimit::max(request::LIMIT)).routes(routes!(limits::attachment_limits))
}

/// Performs an action, and says in every answer how many more the integration may have under way.
async fn act<T>(
    app: &App,
    scoped: &Scoped<Write>,
    kind: ActionKind,
    asked: Asked<T>,
    intent: impl FnOnce(T) -> Intent,
) -> Response {
    let call = match allowed(scoped, kind).and_then(|()| asked.into_call(scoped, intent)) {
        Ok(call) => call,
        Err(refused) => return refuse(app, &scoped.integration, refused).await,
    };
    let integration = Arc::clone(&scoped.integration);
    let performing = {
        let app = app.clone();
        async move {
            let performed = perform(&app, call).await;
            // What is remembered of the integration knows nothing of it.
            app.memory.forget();
            performed
        }
    };
    in_turn(app, integration, performing).await
}

/// Does something if the integration may have one more thing under way, and says in the answer how many more.
pub(super) async fn in_turn(
    app: &App,
    integration: Arc<Integration>,
    work: impl Future<Output = Response> + Send + 'static,
) -> Response {
    let turns = app.turns.clone();
    // In a task of its own: a caller who leaves ends neither the action nor what gives its turn back.
    let acting = async move {
        match turns.take(&integration.scope).await {
            Ok(Some(turn)) => {
                let concurrency = Concurrency { remaining: Some(turn.remaining) };
                let answer = work.await;
                turns.give_back(&integration.scope, turn).await;
                concurrency.tell(answer)
            }
            Ok(None) => Concurrency { remaining: Some(0) }.tell(told::too_many().into_response()),
            Err(error) => ApiError::from(error).into_response(),
        }
    };
    tokio::spawn(acting.in_current_span()).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an action broke off");
        ApiError::new(
            ProblemCode::UnknownError,
            "The service failed. The operator finds the reason in its log.",
        )
        .into_response()
    })
}

/// A refusal before a turn is taken.
pub(super) async fn refuse(app: &App, integration: &Integration, refused: ApiError) -> Response {
    // Told beside a refusal that has its own reason: when it cannot be counted, it is left out.
    let remaining = app.turns.remaining(&integration.scope).await.ok();
    Concurrency { remaining }.tell(refused.into_response())
}

async fn perform(app: &App, call: Call) -> Response {
    match &app.actions {
        Some(actions) => {
            let integration = Arc::clone(&call.integration);
            let performed = actions.perform(call).await;
            told::response(performed, &app.log_of(&integration))
        }
        None => ApiError::new(
            ProblemCode::ActionNotAvailable,
            "This process performs no actions: it was started without the keys that open credentials.",
        )
        .into_response(),
    }
}

/// Whether the integration has the action, is switched on, and has been read once.
fn allowed(scoped: &Scoped<Write>, kind: ActionKind) -> Result<(), ApiError> {
    available(&scoped.integration, kind)?;
    readable(&scoped.integration)
}
