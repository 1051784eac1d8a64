//! The control paths that only look.

use axum::extract::{Path, Query, State as Shared};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::problem;
use crate::gem_sim::reply::json_reply;
use crate::gem_sim::state::{DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET, Simulation, State, VANITY};
use crate::gem_sim::world::clock::text;
use crate::gem_sim::world::resource::Resource;
use crate::gem_sim::world::select::{Filter, select};

pub(super) async fn summary(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &summarised(&simulation.lock()))
}

pub(super) fn summarised(state: &State) -> Value {
    let counts: serde_json::Map<_, _> = Resource::TABLES
        .iter()
        .map(|(resource, name)| ((*name).to_owned(), json!(state.world.total(*resource))))
        .collect();
    json!({
        "seed": state.world.plan.seed,
        "candidates": state.world.plan.candidates,
        "profile": state.options.profile,
        "rate": state.rate,
        "counts": counts,
        "clock": clock_of(state),
        "keys": {"api_key": DIRECT_KEY, "partner_key": PARTNER_KEY, "partner_secret": PARTNER_SECRET},
        "vanity": VANITY,
        "switches": state.world.switches,
        "faults": state.faults,
        "between_pages": state.armed,
    })
}

pub(super) fn clock_of(state: &State) -> Value {
    json!({"now": text(state.world.now()), "real_time": state.world.switches.real_time})
}

pub(super) async fn clock(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &clock_of(&simulation.lock()))
}

pub(super) async fn switches(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &json!(simulation.lock().world.switches))
}

pub(super) async fn faults(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &json!(simulation.lock().faults))
}

pub(super) async fn requests(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &json!(simulation.lock().log.entries()))
}

pub(super) async fn counts(Shared(simulation): Shared<Simulation>) -> Response {
    json_reply(200, &json!(simulation.lock().log.counts()))
}

#[derive(Deserialize)]
pub(super) struct Window {
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

const MOST_ROWS: usize = 5000;

pub(super) async fn rows(
    Shared(simulation): Shared<Simulation>,
    Path(name): Path<String>,
    Query(window): Query<Window>,
) -> Response {
    let Some(resource) = Resource::from_name(&name) else {
        return problem(&format!("no resource is called {name}"));
    };
    let state = simulation.lock();
    let filter = Filter { include_deleted: window.deleted, ..Filter::default() };
    let indices = select(&state.world, resource, &filter, None);
    let rows: Vec<_> = indices
        .iter()
        .skip(window.offset)
        .take(window.limit.unwrap_or(100).min(MOST_ROWS))
        .filter_map(|index| state.world.inspect(resource, *index))
        .collect();
    json_reply(200, &json!({"total": indices.len(), "rows": rows}))
}
