//! What stands in front of the API: faults, keys, the rate limit, routing, the log.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, header, request};
use axum::response::Response;

use super::faults::{self, Kind, Rule};
use super::log::Entry;
use super::reply::{gateway_error, gem_error, raw, redirect, with_header};
use super::route::{self, Found, Route};
use super::state::{DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET, Simulation, State};
use super::switches::{MissingSlash, UnknownRoute};
use super::world::clock::{machine_now, text};
use super::{reads, writes};

pub(crate) const PREFIX: &str = "/ats/v0";
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// Answers everything below [`PREFIX`].
pub(crate) async fn handle(Shared(simulation): Shared<Simulation>, request: Request) -> Response {
    let received_at = text(machine_now());
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    let fault = faults::strike(&mut simulation.lock().faults, parts.method.as_str(), &path);
    if let Some(delay) = fault.as_ref().map(|rule| rule.delay_ms).filter(|ms| *ms > 0) {
        tokio::time::sleep(Duration::from_millis(delay)).await;
    }
    let key = key_name(&parts.headers);
    let response = match fault.as_ref().and_then(Rule::answer) {
        Some(response) => response,
        None => admitted(&simulation, &parts, key, body).await,
    };
    let kind = fault.map(|rule| rule.kind);
    let response = if kind == Some(Kind::Truncated) { truncated(response).await } else { response };

    let mut state = simulation.lock();
    state.log.add(Entry {
        n: 0,
        method: parts.method.to_string(),
        path: path.clone(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        status: if kind == Some(Kind::Drop) { 0 } else { response.status().as_u16() },
        key,
        received_at,
    });
    state.after_request(&path);
    response
}

async fn truncated(response: Response) -> Response {
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    raw(status, "application/json", Body::from(bytes.slice(..bytes.len() / 2)))
}

fn key_name(headers: &HeaderMap) -> Option<&'static str> {
    match headers.get("x-api-key").map(HeaderValue::as_bytes) {
        Some(key) if key == DIRECT_KEY.as_bytes() => Some("direct"),
        Some(key) if key == PARTNER_KEY.as_bytes() => Some("partner"),
        _ => None,
    }
}

/// Key, secret, rate, size; then the API itself.
async fn admitted(
    simulation: &Simulation,
    parts: &request::Parts,
    key: Option<&'static str>,
    body: Body,
) -> Response {
    let Some(key) = key else { return gateway_error(403, "Forbidden") };
    if let Some(refusal) = refusal(&mut simulation.lock(), &parts.headers, key) {
        return refusal;
    }
    let announced =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > LARGEST_BODY) {
        return gateway_error(413, "Request Too Long");
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return gateway_error(413, "Request Too Long");
    };
    routed(&mut simulation.lock(), parts, &body)
}

fn refusal(state: &mut State, headers: &HeaderMap, key: &'static str) -> Option<Response> {
    if !state.limiter.allows(key, Instant::now()) {
        let response = gateway_error(429, "Too Many Requests");
        return Some(match state.world.switches.retry_after {
            Some(seconds) => with_header(response, "retry-after", &seconds.to_string()),
            None => response,
        });
    }
    let secret = headers.get("x-application-secret").map(HeaderValue::as_bytes);
    if key == "partner" && secret != Some(PARTNER_SECRET.as_bytes()) {
        return Some(gem_error(state.world.switches.bad_secret_status, "Invalid application secret", None));
    }
    None
}

fn routed(state: &mut State, parts: &request::Parts, body: &Bytes) -> Response {
    let path = parts.uri.path();
    let query = parts.uri.query().unwrap_or_default();
    let below = path.strip_prefix(PREFIX).unwrap_or_default();
    let (route, verified) = match route::find(parts.method.as_str(), below, state.is_extended()) {
        Found::Confirmed(route) => (route, true),
        Found::Unverified(route) => (route, false),
        Found::NeedsSlash(route) if state.world.switches.missing_slash == MissingSlash::Serve => {
            (route, true)
        }
        Found::NeedsSlashUnverified(route) if state.world.switches.missing_slash == MissingSlash::Serve => {
            (route, false)
        }
        Found::NeedsSlash(_) | Found::NeedsSlashUnverified(_) => {
            return to_canonical(state, path, parts.uri.query());
        }
        Found::Unknown => return unknown(state),
    };
    let response = answer(state, &route, path, query, body);
    if verified { response } else { with_header(response, "x-sandbox-unverified", "1") }
}

fn answer(state: &mut State, route: &Route, path: &str, query: &str, body: &Bytes) -> Response {
    match route {
        Route::List(resource) => reads::list(state, *resource, None, path, query),
        Route::Item(resource, id) => reads::item(state, *resource, id),
        Route::ListOf { resource, parent, member, id } => {
            if state.world.find(*parent, id).is_none() {
                return super::reply::not_found(parent.word());
            }
            reads::list(state, *resource, Some((*member, id.clone())), path, query)
        }
        write => writes::answer(state, write, body),
    }
}

pub(crate) fn to_canonical(state: &State, path: &str, query: Option<&str>) -> Response {
    let status = if state.world.switches.missing_slash == MissingSlash::Moved { 301 } else { 308 };
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    redirect(status, &format!("{path}/{query}"))
}

pub(crate) fn unknown(state: &State) -> Response {
    match state.world.switches.unknown_route {
        UnknownRoute::NotFound => gem_error(404, "Not Found", None),
        UnknownRoute::MissingToken => gateway_error(403, "Missing Authentication Token"),
    }
}
