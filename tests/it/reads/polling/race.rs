//! Many writers and one poller, at the same time, on the machine's clock.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::value::RawValue;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt as _;
use unified_ats::api::{App, router};
use unified_ats::clock::{Clock as _, SystemClock};
use unified_ats::store::writes::Write;
use unified_ats::store::{IntegrationScope, Store};

use super::writing::{die_before_settling, retitle, scope};
use crate::support::{Document, TestService};

const WRITERS: usize = 4;
const ROUNDS: usize = 25;
const LIST: &str = "/v1/ats/candidates";

/// A caller's copy of a list: every record's text, byte for byte.
type Copy = BTreeMap<String, String>;

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    next: Option<String>,
    results: Vec<Box<RawValue>>,
}

#[derive(Deserialize)]
struct Identified {
    id: String,
}

struct Caller {
    router: Router,
    key: String,
    integration: String,
    copy: Copy,
}

impl Caller {
    async fn get(&self, path: &str) -> Data {
        let request = Request::get(path)
            .header("authorization", format!("Bearer {}", self.key))
            .header("x-integration-id", &self.integration);
        let response = self.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let status = response.status().as_u16();
        let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
        Document::get().validate("GET", path, status, &serde_json::from_slice(&bytes).unwrap());
        serde_json::from_slice::<Answer>(&bytes).unwrap().data
    }

    /// Reads a list to its end, and keeps what it holds.
    async fn read(&mut self, path: &str) {
        let mut page = self.get(path).await;
        loop {
            for record in &page.results {
                let Identified { id } = serde_json::from_str(record.get()).unwrap();
                self.copy.insert(id, record.get().to_owned());
            }
            let Some(next) = page.next else { return };
            page = self.get(&format!("{path}&cursor={next}")).await;
        }
    }

    /// Follows the list, always from the start of the read before on, until the writers have ended; tells when the
    /// last ended read began. A last read follows.
    async fn follow(&mut self, mut ended: watch::Receiver<bool>, began: watch::Sender<DateTime<Utc>>) {
        let mut last_began = SystemClock.now();
        self.read(&format!("{LIST}?include_deleted=true&page_size=50")).await;
        loop {
            let is_last = *ended.borrow_and_update();
            let updated_after = last_began.to_rfc3339_opts(SecondsFormat::Millis, true);
            last_began = SystemClock.now();
            self.read(&format!("{LIST}?include_deleted=true&page_size=20&updated_after={updated_after}"))
                .await;
            began.send_replace(last_began);
            if is_last {
                return;
            }
        }
    }
}

/// One of the writers, with candidates of its own. Each change of a candidate is the last one that it sees for a while.
struct Writer {
    store: Store,
    scope: IntegrationScope,
    number: usize,
    candidates: Vec<String>,
}

impl Writer {
    async fn work(self, mut polls: watch::Receiver<DateTime<Utc>>) {
        for (round, candidates) in self.candidates.chunks(2).cycle().take(ROUNDS).enumerate() {
            let mut write = Write::begin(&self.store, &self.scope, &SystemClock).await.unwrap();
            retitle(&mut write, candidates, &format!("Title {round} of writer {}", self.number)).await;
            match round % 8 {
                3 => die_before_settling(write).await,
                5 => drop(write),
                _ => {
                    if self.number == 0 && round + 1 == ROUNDS {
                        // Longer than every poll looks back by itself.
                        let long = write.now() + TimeDelta::milliseconds(2_500);
                        polls.wait_for(|began| *began > long).await.unwrap();
                    }
                    write.commit(&SystemClock).await.unwrap();
                }
            }
        }
    }
}

/// On threads and connections of its own, so that things really happen at the same time.
async fn race(
    options: PgConnectOptions,
    scope: IntegrationScope,
    mut caller: Caller,
    candidates: Vec<String>,
) {
    let store =
        Store::from_pool(PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap())
            .unwrap();
    caller.router = router(App::new(store.clone(), Arc::new(SystemClock)));
    let (ended, watch_end) = watch::channel(false);
    let (began, polls) = watch::channel(DateTime::UNIX_EPOCH);
    let mut writers = JoinSet::new();
    for (number, candidates) in candidates.chunks(candidates.len() / WRITERS).take(WRITERS).enumerate() {
        let writer =
            Writer { store: store.clone(), scope: scope.clone(), number, candidates: candidates.to_vec() };
        writers.spawn(writer.work(polls.clone()));
    }
    let following = tokio::spawn(async move {
        caller.follow(watch_end, began).await;
        caller
    });
    while let Some(writer) = writers.join_next().await {
        writer.unwrap();
    }
    ended.send_replace(true);
    let mut caller = following.await.unwrap();
    let copy = std::mem::take(&mut caller.copy);
    caller.read(&format!("{LIST}?include_deleted=true&page_size=250")).await;
    let missed = caller.copy.iter().filter(|(id, text)| copy.get(*id) != Some(text)).count();
    assert_eq!((missed, copy.len()), (0, caller.copy.len()), "records that differ, and how many there are");
    store.close().await;
}

#[sqlx::test]
async fn whoever_polls_while_others_write_and_die_ends_with_an_exact_copy(pool: PgPool) {
    let options = (*pool.connect_options()).clone();
    let service = TestService::start(pool).await;
    // Stamps never move back: the first ones must not lie ahead of the machine's clock.
    service.clock.advance(SystemClock.now() - TimeDelta::hours(1) - service.now());
    service.sync().await;
    let candidates = service.walk(LIST, 250).await;
    let candidates = candidates.iter().map(|c| c["id"].as_str().unwrap().to_owned()).collect();
    let scope = scope(&service).await;
    let caller = Caller {
        router: Router::new(),
        key: service.key.clone(),
        integration: service.integration.to_string(),
        copy: Copy::new(),
    };
    let threads = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build();
        runtime.unwrap().block_on(race(options, scope, caller, candidates));
    });
    threads.await.unwrap();
}
