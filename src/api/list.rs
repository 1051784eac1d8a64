//! What all lists have in common: common parameters, checks, one page of ready-made documents.

mod reading;

use std::borrow::Cow;
use std::collections::HashSet;

use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use utoipa::IntoParams;

use super::auth::Scoped;
use super::params::Params;
use super::{ApiError, App, caching, cursor, freshness, json};
use crate::connectors::registry;
use crate::domain::digest::json_text;
use crate::domain::model::Model;
use crate::domain::problem::ProblemCode;
use crate::store::integrations::{Integration, Status};
use crate::store::pages::{Filter, Place, Selection};
use crate::store::replica::{Need, Walk};
use crate::store::{IntegrationScope, Store};
use reading::PageReading;

pub(super) use reading::with_remote_data;

/// The parameters of every list (contract section 2.1).
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ListParams {
    /// The `next` of the page before. Repeat all other parameters with it. Good for 24 hours.
    cursor: Option<String>,
    /// How many records a page has at most.
    #[param(minimum = 1, maximum = 250, default = 100)]
    page_size: Option<u32>,
    /// Only records that changed at this time or later, or whose nested records did as far as the contract counts
    /// them. Given the time at which the read before began, no change is missed, and some come again. A date, or a
    /// date-time in any RFC 3339 form; UTC without an offset.
    #[param(value_type = Option<String>, example = "2024-05-01T12:30:00.000Z")]
    updated_after: Option<DateTime<Utc>>,
    /// Whether deleted records are listed too.
    #[param(default = false)]
    include_deleted: Option<bool>,
    /// Whether a filter on a field that the integration cannot fill is skipped. Otherwise it removes every record.
    #[param(default = false)]
    ignore_unsupported_filters: Option<bool>,
    /// Only the records with these ids, separated by commas.
    #[param(value_type = Option<String>)]
    ids: Option<Vec<String>>,
    /// Only the records with these ids of the ATS, separated by commas.
    #[param(value_type = Option<String>)]
    remote_ids: Option<Vec<String>>,
    /// Whether `remote_data` holds the record as the ATS delivered it. An addition to Kombo's contract.
    #[param(default = false)]
    include_remote_data: Option<bool>,
}

/// A list request after all checks.
struct ListRequest {
    page_size: u32,
    include_remote_data: bool,
    cursor: Option<String>,
    selection: Selection,
}

impl ListParams {
    fn read(params: &Params) -> Result<Self, ApiError> {
        Ok(Self {
            cursor: params.text("cursor")?,
            page_size: Some(params.number("page_size", 100, 1..=250)?),
            updated_after: params.time("updated_after")?,
            include_deleted: Some(params.flag("include_deleted")?),
            ignore_unsupported_filters: Some(params.flag("ignore_unsupported_filters")?),
            ids: params.list("ids")?,
            remote_ids: params.list("remote_ids")?,
            include_remote_data: Some(params.flag("include_remote_data")?),
        })
    }

    fn into_request(
        self,
        store: &Store,
        scope: &IntegrationScope,
        model: Model,
        filter: Filter,
    ) -> ListRequest {
        ListRequest {
            page_size: self.page_size.unwrap_or(100),
            include_remote_data: self.include_remote_data.unwrap_or(false),
            cursor: self.cursor,
            selection: Selection {
                ids: both(self.ids, derived(scope, model, self.remote_ids)),
                updated_after: self.updated_after.map(|time| store.unseen_since(time)),
                include_deleted: self.include_deleted.unwrap_or(false),
                filter,
            },
        }
    }
}

/// The ids that remote ids have: they are derived, so that nothing has to be looked up.
pub(super) fn derived(
    scope: &IntegrationScope,
    model: Model,
    remote_ids: Option<Vec<String>>,
) -> Option<Vec<String>> {
    Some(remote_ids?.iter().map(|remote_id| scope.record(model, remote_id).to_string()).collect())
}

/// What both lists hold; a list that is not given holds everything.
pub(super) fn both(a: Option<Vec<String>>, b: Option<Vec<String>>) -> Option<Vec<String>> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let b: HashSet<String> = b.into_iter().collect();
            Some(a.into_iter().filter(|id| b.contains(id)).collect())
        }
        (a, b) => a.or(b),
    }
}

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
    for field in needs.into_iter().filter(|field| !fills(integration, model, field)) {
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

/// Everything up to this time has to be seen: an integration that was opened is not empty, and records are not older
/// than the answer's headers say.
pub(super) fn known(scoped: &Scoped, model: Model) -> DateTime<Utc> {
    let ended = scoped.freshness.of(model);
    let known = scoped.integration.published_at.max(ended.delta).max(ended.full);
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

/// Refuses models that the integration's connector does not have.
pub(super) fn available(integration: &Integration, model: &str) -> Result<(), ApiError> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_lists_of_ids_are_both_meant() {
        let list = |ids: &[&str]| Some(ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>());
        assert_eq!(both(list(&["a", "b"]), list(&["b", "c"])), list(&["b"]));
        assert_eq!(both(None, list(&["b"])), list(&["b"]));
        assert_eq!(both(None, None), None);
    }
}
