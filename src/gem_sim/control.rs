//! The control interface below `/_sim`: no key, no rate limit, JSON in and out.

mod find;
mod inspect;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State as Shared;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::faults::Rule;
use super::options::Rate;
use super::reply::{Refusal, json_reply};
use super::state::{Armed, Simulation};
use super::world::clock;
use super::world::operation::Operation;

pub(crate) fn router() -> Router<Simulation> {
    Router::new()
        .route("/_sim/", get(inspect::summary))
        .route("/_sim", get(inspect::summary))
        .route("/_sim/reset", post(reset))
        .route("/_sim/switches", get(inspect::switches).patch(patch_switches))
        .route("/_sim/faults", get(inspect::faults).put(set_faults).delete(clear_faults))
        .route("/_sim/rate", put(set_rate))
        .route("/_sim/clock", get(inspect::clock).post(move_clock))
        .route("/_sim/requests", get(inspect::requests).delete(clear_requests))
        .route("/_sim/counts", get(inspect::counts))
        .route("/_sim/world/{resource}", get(inspect::rows))
        .route("/_sim/find/{what}", get(find::find))
        .route("/_sim/mutate", post(mutate))
        .route("/_sim/between_pages", post(arm).delete(disarm))
}

fn problem(message: &str) -> Response {
    json_reply(422, &json!({"message": message}))
}

/// An empty body counts as null.
fn read<T: DeserializeOwned>(bytes: &Bytes) -> Result<T, Refusal> {
    let bytes: &[u8] = if bytes.is_empty() { b"null" } else { bytes };
    serde_json::from_slice(bytes).map_err(|e| problem(&e.to_string()).into())
}

/// `handler`, with its body read or refused.
fn with_body<T: DeserializeOwned>(bytes: &Bytes, handler: impl FnOnce(T) -> Response) -> Response {
    match read(bytes) {
        Ok(body) => handler(body),
        Err(refusal) => refusal.into_response(),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reset {
    seed: Option<u64>,
    candidates: Option<u64>,
}

async fn reset(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |body: Option<Reset>| {
        let mut state = simulation.lock();
        let (seed, candidates) = body.map_or((None, None), |body| (body.seed, body.candidates));
        state.reset(seed, candidates);
        json_reply(200, &inspect::summarised(&state))
    })
}

async fn patch_switches(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |patch: Value| {
        let mut state = simulation.lock();
        match state.world.switches.merged(&patch) {
            Err(message) => problem(&message),
            Ok(switches) => {
                state.world.switch_to(switches);
                json_reply(200, &json!(state.world.switches))
            }
        }
    })
}

async fn set_faults(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |rules: Vec<Rule>| {
        let mut state = simulation.lock();
        state.faults = rules;
        json_reply(200, &json!(state.faults))
    })
}

async fn clear_faults(Shared(simulation): Shared<Simulation>) -> Response {
    simulation.lock().faults.clear();
    json_reply(200, &json!([]))
}

async fn set_rate(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |rate: Option<Rate>| {
        simulation.lock().set_rate(rate);
        json_reply(200, &json!(rate))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Move {
    AdvanceMs(i64),
    Set(String),
}

async fn move_clock(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |to: Move| {
        let mut state = simulation.lock();
        match to {
            Move::AdvanceMs(by) => state.world.clock.advance(by),
            Move::Set(text) => match clock::parse(&text) {
                Some(at) => state.world.clock.set(at),
                None => return problem("set: not an RFC 3339 date-time"),
            },
        }
        json_reply(200, &inspect::clock_of(&state))
    })
}

async fn clear_requests(Shared(simulation): Shared<Simulation>) -> Response {
    simulation.lock().log.clear();
    json_reply(200, &json!([]))
}

async fn mutate(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |operations: Vec<Operation>| {
        let mut state = simulation.lock();
        let mut results = Vec::new();
        for operation in &operations {
            match state.world.apply(operation) {
                Ok(row) => results.push(row),
                Err(message) => {
                    let message = format!("operation {}: {message}", results.len() + 1);
                    let applied = results.len();
                    return json_reply(
                        422,
                        &json!({"message": message, "applied": applied, "results": results}),
                    );
                }
            }
        }
        json_reply(200, &json!(results))
    })
}

async fn arm(Shared(simulation): Shared<Simulation>, bytes: Bytes) -> Response {
    with_body(&bytes, |armed: Armed| {
        let mut state = simulation.lock();
        state.armed.push(armed);
        json_reply(200, &json!(state.armed))
    })
}

async fn disarm(Shared(simulation): Shared<Simulation>) -> Response {
    simulation.lock().armed.clear();
    json_reply(200, &json!([]))
}
