//! What all lists have in common: common parameters, checks, one page of ready-made documents.

mod reading;
mod request;

use std::borrow::Cow;

use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};

use super::auth::Scoped;
use super::params::Params;
use super::{ApiError, App, caching, cursor, freshness, json};
use crate::connectors::registry;
use crate::domain::digest::json_text;
use crate::domain::model::Model;
use crate::domain::problem::ProblemCode;
use crate::store::IntegrationScope;
use crate::store::integrations::{Integration, Status};
use crate::store::pages::{Filter, Place};
use crate::store::replica::{Need, Walk};
use reading::PageReading;
use request::ListRequest;

pub(super) use reading::with_remote_data;
pub(super) use request::{ListParams, both, derived};

/// A filter of one list, and the contract's field that it needs, if the integration has to fill one.
pub(super) struct ListFilter {
    pub filter: Filter,
    /// Fields of the model that are filtered on and that a connector may not fill.
    pub needs: Vec<&'static str>,
}

impl ListFilter {
    pub(super) fn none() -> Self {
        Self { filter: Filter::None, needs: Vec::new() }
    }
}

/// Answers a list request, and says how old the records are, also where the request is refused. `filter` reads the list's
/// own parameters.
pub(super) async fn list(
    app: &App,
    scoped: &Scoped,
    params: &Params,
    model: Model,
    filter: impl FnOnce(&Params, &IntegrationScope) -> Result<ListFilter, ApiError>,
) -> Result<Response, ApiError> {
    let mut answer = answer(app, scoped, params, model, filter).await.into_response();
    freshness::tell(&scoped.freshness, model, answer.headers_mut());
    Ok(answer)
}

async fn answer(
    app: &App,
    scoped: &Scoped,
    params: &Params,
    model: Model,
    filter: impl FnOnce(&Params, &IntegrationScope) -> Result<ListFilter, ApiError>,
) -> Result<Response, ApiError> {
    let integration = &*scoped.integration;
    let scope = &integration.scope;
    available(integration, model.slug())?;
    let common = ListParams::read(params)?;
    let own = filter(params, scope)?;
    readable(integration)?;
    let ListFilter { mut filter, needs } = own;
    let unfilled = needs.into_iter().filter(|field| !fills(integration, model, field));
    for field in unfilled.chain(off(integration, model, &filter)) {
        if !common.ignore_unsupported_filters.unwrap_or(false) {
            return Ok(page(model, None, std::iter::empty(), app.clock.now()));
        }
        filter.skip(field);
    }
    let request = common.into_request(&app.store, scope, model, filter);
    read_page(app, scoped, model, request, &params.selection_text()).await
}

async fn read_page(
    app: &App,
    scoped: &Scoped,
    model: Model,
    request: ListRequest,
    selection_text: &str,
) -> Result<Response, ApiError> {
    let (now, scope) = (app.clock.now(), &scoped.integration.scope);
    let binding = cursor::binding(scope.id(), model, selection_text);
    let came = request.cursor.as_deref().map(|text| cursor::decode(text, &binding, now)).transpose()?;
    let walk = came.map_or(Walk::Begins, |(_place, origin)| Walk::GoesOn(origin));
    let need = Need { known: known(scoped, model), walk };
    let reading = PageReading {
        scope,
        model,
        selection: &request.selection,
        size: request.page_size,
        place: came.map(|(place, _origin)| place),
        include_raw: request.include_remote_data,
    };
    let (found, read_from) = app.store.read(&reading, need, &*app.clock).await?;
    let origin = came.map_or(read_from, |(_place, origin)| origin);
    let next = found.next().map(|place| (place, cursor::encode(place, origin, &binding, now)));
    let bodies = found.bodies()?;
    Ok(page(model, next, bodies.iter().map(Cow::as_ref), now))
}

/// Everything up to this time has to be seen: an integration that was opened is not empty, what callers had done is there,
/// and records are not older than the answer's headers say.
pub(super) fn known(scoped: &Scoped, model: Model) -> DateTime<Utc> {
    let ended = scoped.freshness.of(model);
    let integration = &scoped.integration;
    let known = integration.published_at.max(integration.acted_at).max(ended.delta).max(ended.full);
    known.unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// The envelope around documents that are text already. `next` is where the walk goes on, and the cursor that says so.
fn page<'a>(
    model: Model,
    next: Option<(Place, String)>,
    bodies: impl Iterator<Item = &'a [u8]> + Clone,
    now: DateTime<Utc>,
) -> Response {
    let (place, cursor) = next.unzip();
    let length: usize = bodies.clone().map(|body| body.len() + 1).sum();
    let mut text = Vec::with_capacity(length + 200);
    text.extend_from_slice(br#"{"status":"success","data":{"next":"#);
    text.extend_from_slice(json_text(&cursor).as_bytes());
    text.extend_from_slice(br#","results":["#);
    let begin = text.len();
    for (n, body) in bodies.enumerate() {
        if n > 0 {
            text.push(b',');
        }
        text.extend_from_slice(body);
    }
    let mut headers = HeaderMap::new();
    caching::mark(&mut headers, model, text.get(begin..).unwrap_or_default(), place, now);
    text.extend_from_slice(b"]}}");
    (headers, json(text)).into_response()
}

/// Refuses models that are switched off, and those that the integration's connector does not have.
pub(super) fn available(integration: &Integration, model: &str) -> Result<(), ApiError> {
    if !integration.scopes().takes_named(model) {
        let message = format!(
            "{model} is switched off for the integration {id}. GET /v1/integrations/{id} tells by what: its scope \
             configuration, or the customer's own choice.",
            id = integration.scope.id()
        );
        return Err(ApiError::new(ProblemCode::ModelDisabled, message));
    }
    let capabilities =
        registry::find(integration.scope.id().tool()).map(|tool| (tool.capabilities)(&integration.settings));
    if capabilities.is_some_and(|capabilities| capabilities.reads_named(model)) {
        return Ok(());
    }
    let message = format!(
        "The integration {} does not deliver {model}. GET /v1/integrations/{} lists what it delivers.",
        integration.scope.id(),
        integration.scope.id()
    );
    Err(ApiError::new(ProblemCode::ModelNotAvailable, message))
}

/// Fields that are filtered on and that are not wanted.
fn off(integration: &Integration, model: Model, filter: &Filter) -> Vec<&'static str> {
    let scopes = integration.scopes();
    if scopes.fields_off(model).is_empty() {
        return Vec::new();
    }
    filter.fields().into_iter().filter(|field| !scopes.takes_field(model, field)).collect()
}

fn fills(integration: &Integration, model: Model, field: &str) -> bool {
    registry::find(integration.scope.id().tool())
        .is_some_and(|tool| (tool.capabilities)(&integration.settings).fills(model, field))
}

/// Refuses integrations that are switched off, or whose first sync has not ended: never an empty list instead.
pub(super) fn readable(integration: &Integration) -> Result<(), ApiError> {
    if integration.status == Status::Inactive {
        return Err(ApiError::inactive());
    }
    if integration.published_at.is_none() {
        return Err(ApiError::new(
            ProblemCode::SetupSyncPending,
            "The first sync of this integration has not ended. Try again in a few minutes.",
        ));
    }
    Ok(())
}
