//! One request on its way through faults, the API and the log.

use std::time::Duration;

use axum::http::request::Parts;
use axum::response::Response;

use super::admitted;
use super::receive::Received;
use crate::gem_sim::faults::{Kind, Rule};
use crate::gem_sim::log::Entry;
use crate::gem_sim::state::Simulation;
use crate::gem_sim::world::clock::{machine_now, text};

pub(super) struct Call {
    simulation: Simulation,
    parts: Parts,
    key: Option<&'static str>,
    received_at: String,
}

/// What the API itself made of a request.
#[derive(Default)]
struct Outcome {
    true_status: Option<u16>,
    effect: bool,
}

impl Call {
    pub(super) fn new(simulation: Simulation, parts: Parts, key: Option<&'static str>) -> Self {
        Self { simulation, parts, key, received_at: text(machine_now()) }
    }

    /// Without a fault.
    pub(super) fn plain(&self, body: &Received) -> Response {
        let (response, outcome) = self.served(body);
        self.note(response.status().as_u16(), None, &outcome);
        response
    }

    /// With a fault, which comes before the effect or behind it. The log has the request as soon as its effect and
    /// its answer are certain, also while the answer still waits.
    pub(super) async fn struck(&self, rule: Rule, body: &Received) -> Response {
        let delay = Duration::from_millis(rule.delay_ms);
        if !rule.after && !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        let (response, outcome) = if let Some(response) = rule.instead() {
            (response, Outcome::default())
        } else {
            let (response, outcome) = self.served(body);
            (rule.spoilt(response).await, outcome)
        };
        let status = if rule.kind == Kind::Drop { 0 } else { response.status().as_u16() };
        self.note(status, Some(rule.kind), &outcome);
        if rule.after && !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        response
    }

    /// The API's own answer. The lock is held all the while, so that a change in the world is this request's.
    fn served(&self, body: &Received) -> (Response, Outcome) {
        let mut state = self.simulation.lock();
        let before = state.world.version();
        let response = admitted(&mut state, &self.parts, self.key, body);
        let effect = state.world.version() != before;
        let true_status = Some(response.status().as_u16());
        (response, Outcome { true_status, effect })
    }

    fn note(&self, status: u16, fault: Option<Kind>, outcome: &Outcome) {
        let path = self.parts.uri.path();
        let mut state = self.simulation.lock();
        state.log.add(Entry {
            n: 0,
            method: self.parts.method.to_string(),
            path: path.to_owned(),
            query: self.parts.uri.query().unwrap_or_default().to_owned(),
            status,
            true_status: outcome.true_status,
            effect: outcome.effect,
            fault,
            key: self.key,
            received_at: self.received_at.clone(),
        });
        state.after_request(path);
    }
}
