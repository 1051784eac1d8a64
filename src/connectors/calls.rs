//! What becomes of calls to an ATS is noted for operators, without the data that was in them.

mod excerpt;

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::domain::id::IntegrationId;
use crate::domain::interaction::{Cause, Interaction, Mishap};
use crate::random;

pub use excerpt::excerpt;

/// Where calls are noted. Nobody who calls waits for it.
pub trait Interactions: Send + Sync {
    fn note(&self, interaction: Interaction);
}

/// The calls of one opened connector.
#[derive(Clone, Default)]
pub struct Calls(Option<Arc<Noted>>);

struct Noted {
    sink: Arc<dyn Interactions>,
    integration: Option<IntegrationId>,
    state: Mutex<State>,
}

#[derive(Clone)]
struct State {
    cause: Option<Cause>,
    last: Option<String>,
}

impl std::fmt::Debug for Calls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Calls").field("noted", &self.0.is_some()).finish()
    }
}

impl Calls {
    /// Calls of no integration, which are not noted; those of integrations go to the sink.
    pub fn noted_in(sink: Arc<dyn Interactions>) -> Self {
        Self::new(sink, None, None)
    }

    /// The same place for the calls of an integration. Nothing is noted where there is no such place.
    #[must_use]
    pub fn of(&self, integration: &IntegrationId, cause: Cause) -> Self {
        self.0.as_ref().map_or_else(Self::default, |noted| {
            Self::new(Arc::clone(&noted.sink), Some(integration.clone()), Some(cause))
        })
    }

    fn new(sink: Arc<dyn Interactions>, integration: Option<IntegrationId>, cause: Option<Cause>) -> Self {
        let state = Mutex::new(State { cause, last: None });
        Self(Some(Arc::new(Noted { sink, integration, state })))
    }

    /// From now on the calls are for something else.
    pub fn because_of(&self, cause: Cause) {
        if let Some(noted) = &self.0 {
            noted.with_state(|state| state.cause = Some(cause));
        }
    }

    /// The id of the call that ended last, if any did.
    pub fn last(&self) -> Option<String> {
        self.0.as_ref().and_then(|noted| noted.with_state(|state| state.last.clone()))
    }

    /// A call that begins. `path` is masked.
    pub fn begin<'a>(&'a self, clock: &'a dyn Clock, method: &str, path: String, sent: usize) -> Call<'a> {
        let (begun, method) = (clock.now(), method.to_owned());
        let answer = Answered { mishap: Some(Mishap::Abandoned), ..Answered::default() };
        Call { calls: self, clock, begun, method, path, sent, answer }
    }
}

impl Noted {
    fn with_state<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        // Whoever panicked in between left whole values.
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A call under way, noted when it is dropped: as abandoned unless it was told how it ended.
pub struct Call<'a> {
    calls: &'a Calls,
    clock: &'a dyn Clock,
    begun: DateTime<Utc>,
    method: String,
    path: String,
    sent: usize,
    answer: Answered,
}

#[derive(Default)]
struct Answered {
    status: Option<u16>,
    mishap: Option<Mishap>,
    received: usize,
    excerpt: Option<String>,
}

impl Call<'_> {
    /// The answer begins.
    pub fn answered(&mut self, status: u16) {
        self.answer.status = Some(status);
    }

    /// More of the answer came.
    pub fn received(&mut self, bytes: usize) {
        self.answer.received += bytes;
    }

    /// The answer did not come as it should.
    pub fn went_wrong(&mut self, mishap: Mishap) {
        self.answer.mishap = Some(mishap);
    }

    /// What the transport says of it.
    pub fn lost(&mut self, error: &reqwest::Error) {
        self.went_wrong(if error.is_connect() {
            Mishap::NoConnection
        } else if error.is_timeout() {
            Mishap::TimedOut
        } else {
            Mishap::Broken
        });
    }

    /// The answer is whole. Unless it is a success, its beginning is kept, masked.
    pub fn ended(&mut self, body: &[u8]) {
        self.answer.mishap = None;
        if self.answer.status.is_none_or(|status| status >= 400) {
            self.answer.excerpt = excerpt(body);
        }
    }

    /// The answer is whole, and something else than was asked for.
    pub fn unreadable(&mut self, body: &[u8]) {
        self.answer.mishap = Some(Mishap::Unreadable);
        self.answer.excerpt = excerpt(body);
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        let Some(noted) = &self.calls.0 else { return };
        let Some(integration) = &noted.integration else { return };
        let id = random::id();
        let cause = noted.with_state(|state| {
            state.last = Some(id.clone());
            state.cause.clone()
        });
        let Some(cause) = cause else { return };
        let answer = std::mem::take(&mut self.answer);
        let took = (self.clock.now() - self.begun).num_milliseconds();
        noted.sink.note(Interaction {
            id,
            integration: integration.clone(),
            cause,
            at: self.begun,
            method: std::mem::take(&mut self.method),
            path: std::mem::take(&mut self.path),
            status: answer.status,
            mishap: answer.mishap,
            duration_ms: u64::try_from(took).unwrap_or_default(),
            sent_bytes: self.sent as u64,
            received_bytes: answer.received as u64,
            excerpt: answer.excerpt,
        });
    }
}

#[cfg(test)]
mod tests;
