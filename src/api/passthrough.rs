//! Requests of callers at the ATS's own API.

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequest, Path, Request, State};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{describe, in_turn, refuse, request, told};
use super::auth::{Scoped, Write};
use super::responses::PassthroughErrors;
use super::{ApiError, App, body};
use crate::connectors::registry;
use crate::contract::general::PassthroughResponse;
use crate::contract::input::PassthroughRequest;
use crate::domain::problem::ProblemCode;
use crate::store::integrations::{Integration, Status};

pub(super) fn routes() -> OpenApiRouter<App> {
    let mut routes = OpenApiRouter::new().routes(routes!(pass_through));
    describe::turns(routes.get_openapi_mut());
    routes.layer(DefaultBodyLimit::max(request::LIMIT))
}

/// A body that is refused only when it is known whom to tell what.
struct Sent(Result<PassthroughRequest, ApiError>);

impl FromRequest<App> for Sent {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(body::limited(request, app, request::LIMIT).await))
    }
}

/// Sends a request to the ATS's own API with the customer's credentials, and answers with what came back, whatever its
/// status. Redirects are not followed. It is sent once; what is no GET may have taken effect also where this answers with an
/// error, which then says so.
#[utoipa::path(
    post,
    path = "/passthrough/{tool}/{api}",
    operation_id = "PostPassthroughToolApi",
    tag = "General",
    params(
        ("tool" = String, Path, description = "The slug of the integration's tool, such as `gem`."),
        ("api" = String, Path, description = "The name of the API. Gem has one: `api`.")
    ),
    request_body = PassthroughRequest,
    responses((status = 200, description = "What the ATS answered.", body = PassthroughResponse), PassthroughErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn pass_through(
    State(app): State<App>,
    Path((tool, api)): Path<(String, String)>,
    scoped: Scoped<Write>,
    Sent(sent): Sent,
) -> Response {
    let integration = Arc::clone(&scoped.integration);
    let read = allowed(&integration, &tool, &api).and(sent).and_then(|request| {
        let actions = app.actions.clone().ok_or_else(without_keys)?;
        let passing = actions.passing(Arc::clone(&integration), scoped.actor(), request)?;
        Ok((actions, passing))
    });
    let (actions, passing) = match read {
        Ok(read) => read,
        Err(refused) => return refuse(&app, &integration, refused).await,
    };
    let (of, asking) = (Arc::clone(&integration), app.clone());
    let work = async move {
        let performed = actions.pass_through(passing).await;
        told::response(performed, &asking.log_of(&of))
    };
    in_turn(&app, integration, work).await
}

fn allowed(integration: &Integration, tool: &str, api: &str) -> Result<(), ApiError> {
    let known = registry::find(integration.scope.id().tool());
    let Some(known) = known.filter(|known| known.slug == tool) else {
        let allowed = integration.scope.id().tool();
        return Err(ApiError::invalid(
            "tool",
            &format!("the integration is of another tool; allowed is {allowed}"),
        ));
    };
    if known.api != api {
        return Err(ApiError::invalid("api", &format!("{tool} has no such API; allowed is {}", known.api)));
    }
    if integration.status == Status::Inactive {
        return Err(ApiError::inactive());
    }
    Ok(())
}

fn without_keys() -> ApiError {
    ApiError::new(
        ProblemCode::ActionNotAvailable,
        "This process passes no requests through: it was started without the keys that open credentials.",
    )
}
