//! Requests that wait for changes. One task looks for all of a process together, and there is none while nobody waits.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::domain::id::IntegrationId;
use crate::store::{IntegrationScope, Store, StoreError, changes};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(200);

/// Cheap to clone.
#[derive(Clone)]
pub(in crate::api) struct Watch {
    store: Store,
    stop: CancellationToken,
    waiting: Arc<Mutex<Waiting>>,
}

#[derive(Default)]
struct Waiting {
    requests: Vec<Request>,
    /// The task that looks.
    looking: Option<JoinHandle<()>>,
}

struct Request {
    scope: IntegrationScope,
    told: i64,
    wake: oneshot::Sender<()>,
}

impl Watch {
    pub(in crate::api) fn new(store: Store) -> Self {
        Self { store, stop: CancellationToken::new(), waiting: Arc::default() }
    }

    /// Nobody waits any more once the token is cancelled.
    #[must_use]
    pub(in crate::api) fn until(self, stop: CancellationToken) -> Self {
        Self { stop, ..self }
    }

    pub(super) fn is_over(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Returns when there is a change of the integration behind a number, of whatever model; when changes cannot be looked
    /// for; at a time; or at the end of the process.
    pub(super) async fn wait(&self, scope: &IntegrationScope, told: i64, at: Instant) {
        let (wake, woken) = oneshot::channel();
        self.add(Request { scope: scope.clone(), told, wake });
        // However it ends, the caller looks for itself.
        let _ended = self.stop.run_until_cancelled(timeout_at(at, woken)).await;
    }

    fn add(&self, request: Request) {
        let mut waiting = self.waiting();
        waiting.requests.push(request);
        if waiting.looking.as_ref().is_none_or(JoinHandle::is_finished) {
            waiting.looking = Some(tokio::spawn(self.clone().look()));
        }
    }

    async fn look(self) {
        while let Some(scopes) = self.waited_for() {
            let found = self.highest(&scopes).await;
            self.wake(&found);
            sleep(EVERY).await;
        }
    }

    /// The integrations that somebody waits for; none ends the task.
    fn waited_for(&self) -> Option<Vec<IntegrationScope>> {
        let mut waiting = self.waiting();
        waiting.requests.retain(|request| !request.wake.is_closed());
        if waiting.requests.is_empty() {
            waiting.looking = None;
            return None;
        }
        let by_id: HashMap<&IntegrationId, &IntegrationScope> =
            waiting.requests.iter().map(|request| (request.scope.id(), &request.scope)).collect();
        Some(by_id.into_values().cloned().collect())
    }

    async fn highest(&self, scopes: &[IntegrationScope]) -> Result<HashMap<IntegrationId, i64>, StoreError> {
        let mut db = self.store.reader().await?;
        let highest = changes::highest_of(&mut db, scopes).await?;
        db.finish();
        Ok(scopes.iter().map(|scope| scope.id().clone()).zip(highest).collect())
    }

    fn wake(&self, found: &Result<HashMap<IntegrationId, i64>, StoreError>) {
        let has_news = |request: &Request| match found {
            Ok(highest) => highest.get(request.scope.id()).is_some_and(|highest| *highest > request.told),
            // Whoever waits asks by itself, and is told what is wrong.
            Err(_failed) => true,
        };
        if let Err(error) = found {
            tracing::warn!(%error, "changes cannot be looked for; requests that wait for them end");
        }
        let mut waiting = self.waiting();
        let (woken, others) = waiting.requests.drain(..).partition(has_news);
        waiting.requests = others;
        drop(waiting);
        let woken: Vec<Request> = woken;
        for request in woken {
            // It may have gone away meanwhile.
            let _gone = request.wake.send(());
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
