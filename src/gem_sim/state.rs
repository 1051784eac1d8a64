//! Everything that a running simulator remembers.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

use super::faults::{Rule, path_matches};
use super::limiter::Limiter;
use super::log::Log;
use super::options::{Options, Profile, Rate};
use super::world::World;
use super::world::operation::Operation;
use super::world::select::Selections;

/// A key that works without a secret.
pub(crate) const DIRECT_KEY: &str = "SimDirectKey0000000000000000000000000001";
/// A key that needs [`PARTNER_SECRET`].
pub(crate) const PARTNER_KEY: &str = "SimPartnerKey000000000000000000000000002";
pub(crate) const PARTNER_SECRET: &str = "SimApplicationSecret00000000000000000003";
/// The name of the company on the job board; its case matters.
pub(crate) const VANITY: &str = "AcmeSandbox";

/// Changes that wait for the k-th request to a path.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Armed {
    /// As in a fault rule.
    path: String,
    after: u64,
    operations: Vec<Operation>,
    #[serde(default)]
    seen: u64,
}

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) options: Options,
    pub(crate) world: World,
    pub(crate) selections: Selections,
    pub(crate) faults: Vec<Rule>,
    pub(crate) rate: Option<Rate>,
    pub(crate) limiter: Limiter,
    pub(crate) log: Log,
    pub(crate) armed: Vec<Armed>,
}

impl State {
    fn new(options: &Options, base_url: &str) -> Self {
        Self {
            options: options.clone(),
            world: World::new(options.seed, options.candidates, base_url),
            selections: Selections::default(),
            faults: Vec::new(),
            rate: options.rate,
            limiter: Limiter::new(options.rate),
            log: Log::default(),
            armed: Vec::new(),
        }
    }

    /// Back to the start, possibly with another seed or size: world, clock, switches, faults, rate and log.
    pub(crate) fn reset(&mut self, seed: Option<u64>, candidates: Option<u64>) {
        let mut options = self.options.clone();
        options.seed = seed.unwrap_or(options.seed);
        options.candidates = candidates.unwrap_or(options.candidates);
        *self = Self::new(&options, &self.world.base_url);
    }

    pub(crate) fn set_rate(&mut self, rate: Option<Rate>) {
        self.rate = rate;
        self.limiter = Limiter::new(rate);
    }

    pub(crate) fn is_extended(&self) -> bool {
        self.options.profile == Profile::Extended
    }

    /// Carries out what was armed for this request.
    pub(crate) fn after_request(&mut self, path: &str) {
        let (mut due, mut waiting) = (Vec::new(), Vec::new());
        for mut armed in self.armed.drain(..) {
            let fits = path_matches(&armed.path, path);
            armed.seen += u64::from(fits);
            if fits && armed.seen >= armed.after { due.push(armed) } else { waiting.push(armed) }
        }
        self.armed = waiting;
        for operation in due.iter().flat_map(|armed| &armed.operations) {
            if let Err(problem) = self.world.apply(operation) {
                tracing::warn!(problem, "an armed operation could not be carried out");
            }
        }
    }
}

/// A handle on a simulator that is not bound to a port.
#[derive(Debug, Clone)]
pub struct Simulation(Arc<Mutex<State>>);

impl Simulation {
    /// `base_url` is where links to attachments point, such as `http://127.0.0.1:4000`.
    pub fn new(options: &Options, base_url: &str) -> Self {
        Self(Arc::new(Mutex::new(State::new(options, base_url))))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
