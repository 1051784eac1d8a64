//! Gem cannot be reached at all: no connection is made, and so nothing can have happened.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;
use chrono::TimeDelta;
use sqlx::PgPool;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use super::cell::is_replayed;
use super::writes::Supply;
use crate::actions::Stand;

/// A way to Gem that can be closed behind a request.
#[derive(Clone)]
struct Gate {
    http: reqwest::Client,
    /// Of Gem.
    target: String,
    address: String,
    closes_behind_read: Arc<AtomicBool>,
    closed: CancellationToken,
}

impl Gate {
    /// All of the service's requests to Gem go this way from now on.
    async fn before(stand: &mut Stand) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let gate = Self {
            http: stand.service.connections.outbound.http.clone(),
            target: stand.service.sim.base_url(),
            address: listener.local_addr().unwrap().to_string(),
            closes_behind_read: Arc::default(),
            closed: CancellationToken::new(),
        };
        let base = format!("http://{}/ats/v0", gate.address);
        stand.service.connections.outbound.gem_base_url = base.parse().unwrap();
        stand.service.remember(TimeDelta::zero());
        gate
    }

    /// Lets requests through until it closes.
    async fn open(&mut self, closes_behind_read: bool) -> JoinHandle<()> {
        self.closes_behind_read.store(closes_behind_read, Ordering::Relaxed);
        self.closed = CancellationToken::new();
        let listener = TcpListener::bind(&self.address).await.unwrap();
        let router = Router::new().fallback(pass).with_state(self.clone());
        let closed = self.closed.clone().cancelled_owned();
        tokio::spawn(
            async move { axum::serve(listener, router).with_graceful_shutdown(closed).await.unwrap() },
        )
    }
}

/// No connection outlives its answer, so that every request needs one of its own.
async fn pass(State(gate): State<Gate>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    let reads = parts.method == Method::GET;
    let url = format!("{}{}", gate.target, parts.uri);
    let mut headers = parts.headers;
    headers.remove("host");
    let answer = gate.http.request(parts.method, url).headers(headers).body(body).send().await.unwrap();
    let status = answer.status();
    let answer = Body::from(answer.bytes().await.unwrap());
    if reads && gate.closes_behind_read.load(Ordering::Relaxed) {
        gate.closed.cancel();
        while TcpStream::connect(&gate.address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
    Response::builder().status(status).header("connection", "close").body(answer).unwrap()
}

#[sqlx::test]
async fn without_a_connection_nothing_was_done(pool: PgPool) {
    let mut stand = Stand::extended(pool).await;
    let writes = Supply::of(&stand).await.all().await;
    let mut gate = Gate::before(&mut stand).await;
    for write in writes {
        let (name, key) = (write.name, Some(write.key()));
        stand.service.forget_requests().await;
        // Neither when nothing can be asked, nor when the way closes between the last question and the request.
        for asks_first in [false, true] {
            let passing = if asks_first { Some(gate.open(true).await) } else { None };
            let answer = write.call(&stand, key.as_deref()).await;
            if let Some(passing) = passing {
                passing.await.unwrap();
            }
            assert_eq!(answer.header("action-outcome"), Some("not-done"), "{name}: {}", answer.body);
            assert_eq!(answer.code(), Some("REMOTE.SERVICE_UNAVAILABLE"), "{name}: {}", answer.body);
            assert!(answer.message().contains("no connection"), "{name}: {}", answer.body);
            assert_eq!((write.sent(&stand).await.0, write.in_gem(&stand).await), (0, 0), "{name}");
        }
        let passing = gate.open(false).await;
        let answer = write.call(&stand, key.as_deref()).await;
        assert_eq!((answer.status, is_replayed(&answer)), (200, false), "{name}: {}", answer.body);
        assert_eq!((write.sent(&stand).await, write.in_gem(&stand).await), ((1, 1), 1), "{name}");
        write.assert_read(&stand, true).await;
        gate.closed.cancel();
        passing.await.unwrap();
    }
    let _passing = gate.open(false).await;
    stand.confirmed_by_syncs().await;
}
