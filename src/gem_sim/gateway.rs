//! What stands in front of the API: faults, keys, the rate limit, routing, the log.

mod call;
mod receive;

use std::time::Instant;

use axum::body::Bytes;
use axum::extract::{Request, State as Shared};
use axum::http::{HeaderMap, HeaderValue, request};
use axum::response::Response;

use self::call::Call;
use self::receive::{Received, receive};
use super::faults;
use super::reply::{gateway_error, gem_error, redirect, with_header};
use super::route::{self, Found, Route};
use super::state::{DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET, Simulation, State};
use super::switches::{MissingSlash, UnknownRoute};
use super::{reads, writes};

pub(crate) const PREFIX: &str = "/ats/v0";

/// Answers everything below [`PREFIX`].
pub(crate) async fn handle(Shared(simulation): Shared<Simulation>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let fault = faults::strike(&mut simulation.lock().faults, parts.method.as_str(), parts.uri.path());
    let key = key_name(&parts.headers);
    let call = Call::new(simulation, parts, key);
    let Some(fault) = fault else { return call.plain(&receive(body).await) };
    if fault.loses_request() {
        drop(body);
        return call.struck(fault, &Received::Broken).await;
    }
    let body = receive(body).await;
    // In a task of its own: a caller who stops waiting does not stop what a server has begun.
    let running = tokio::spawn(async move { call.struck(fault, &body).await });
    running.await.unwrap_or_else(|_| gateway_error(500, "Internal server error"))
}

fn key_name(headers: &HeaderMap) -> Option<&'static str> {
    match headers.get("x-api-key").map(HeaderValue::as_bytes) {
        Some(key) if key == DIRECT_KEY.as_bytes() => Some("direct"),
        Some(key) if key == PARTNER_KEY.as_bytes() => Some("partner"),
        _ => None,
    }
}

/// Key, secret, rate, size; then the API itself.
fn admitted(
    state: &mut State,
    parts: &request::Parts,
    key: Option<&'static str>,
    body: &Received,
) -> Response {
    let Some(key) = key else { return gateway_error(403, "Forbidden") };
    if let Some(refusal) = refusal(state, &parts.headers, key) {
        return refusal;
    }
    match body {
        Received::Whole(body) => routed(state, parts, body),
        Received::TooLong => gateway_error(413, "Request Too Long"),
        Received::Broken => gateway_error(400, "Bad Request"),
    }
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
