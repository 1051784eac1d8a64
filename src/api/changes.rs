//! The feed of changes: what callers follow to keep an exact copy. An addition to Kombo's contract.

mod cursor;
mod request;
mod watch;

use std::time::Duration;

use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use tokio::time::Instant;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::auth::Scoped;
use super::list::readable;
use super::params::Params;
use super::responses::ListErrors;
use super::{ApiError, App, deadline, json};
use crate::contract::change::{Change, ChangesPage};
use crate::contract::timestamp::Timestamp;
use crate::domain::digest::json_text;
use crate::store::changes::{self, Entry, Page, Start};
use crate::store::integrations::Integration;
use request::{ChangesParams, LONGEST, Request};

pub(super) use watch::Watch;

/// A request may wait as long as it asks, and then take as long as any other.
pub(super) fn routes(patience: Duration) -> OpenApiRouter<App> {
    let longest = patience + Duration::from_secs(LONGEST.into());
    let routes = OpenApiRouter::new().routes(routes!(list_changes));
    routes.layer(from_fn_with_state(longest, deadline::in_time))
}

/// What became of records, in the order in which it took effect: one entry for every change, none without a difference. An
/// addition to Kombo's contract.
///
/// Without a cursor, it begins with an entry for every record that there is, and goes on with what has changed since then.
/// Whoever asks for each record that is told of, and asks on with `next`, ends with an exact copy of the lists, deleted
/// records included. No change is ever skipped: a cursor that is too old for that is refused.
#[utoipa::path(
    get,
    path = "/ats/changes",
    operation_id = "GetAtsChanges",
    tag = "Unified ATS API",
    params(ChangesParams),
    responses((status = 200, description = "Some entries, or none.", body = ChangesPage), ListErrors),
    security(("ApiKey" = [], "Integration" = []))
)]
async fn list_changes(State(app): State<App>, scoped: Scoped, params: Params) -> Result<Response, ApiError> {
    let integration = &*scoped.integration;
    let request = Request::read(&params, integration)?;
    readable(integration)?;
    let page = read(&app, integration, &request).await?;
    let next = cursor::encode(page.next, &request.binding);
    let page = ChangesPage::new(next, page.entries.into_iter().map(told).collect());
    Ok(json(json_text(&page)))
}

/// A page, once there is something on it or the time is over.
async fn read(app: &App, integration: &Integration, request: &Request) -> Result<Page, ApiError> {
    let until = Instant::now() + request.wait;
    let mut start = request.start;
    loop {
        let page = read_once(app, integration, request, start).await?;
        if !page.entries.is_empty() || app.watch.is_over() || Instant::now() >= until {
            if tells_something(&page, request.start) {
                changes::flush(&app.store).await?;
            }
            return Ok(page);
        }
        app.watch.wait(&integration.scope, page.next.told, until).await;
        start = Start::Behind(page.next);
    }
}

/// From the primary: a replica may know less than the caller was told.
async fn read_once(
    app: &App,
    integration: &Integration,
    request: &Request,
    start: Start,
) -> Result<Page, ApiError> {
    let mut db = app.store.reader().await?;
    let page = changes::read(&mut db, &integration.scope, request.models, start, request.size).await?;
    db.finish();
    page.ok_or_else(cursor::expired)
}

/// Whether a page tells anything, be it only that the caller has come further.
fn tells_something(page: &Page, start: Start) -> bool {
    let stands_still = matches!(start, Start::Behind(position) if position.told == page.next.told);
    !page.entries.is_empty() || !stands_still
}

fn told(entry: Entry) -> Change {
    Change {
        model: entry.model.slug(),
        id: entry.id,
        kind: entry.kind.into(),
        changed_fields: entry.fields,
        changed_at: Timestamp(entry.changed_at),
    }
}
