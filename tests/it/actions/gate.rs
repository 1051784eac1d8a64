//! A gate before the simulator: requests that change something wait at it until it is opened.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;
use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::processes::until::until;
use crate::support::TestService;

#[derive(Debug)]
struct Inner {
    client: reqwest::Client,
    sim: String,
    open: watch::Sender<bool>,
    waiting: watch::Sender<usize>,
}

pub(super) struct Gate {
    inner: Arc<Inner>,
    server: JoinHandle<()>,
}

impl Gate {
    /// Closed, and from now on before the simulator of the service.
    pub(super) async fn before(service: &mut TestService) -> Self {
        let sim = service.connections.outbound.gem_base_url.to_string();
        let inner = Arc::new(Inner {
            client: reqwest::Client::new(),
            sim: sim.strip_suffix("/ats/v0").or(sim.strip_suffix("/ats/v0/")).unwrap().to_owned(),
            open: watch::Sender::new(false),
            waiting: watch::Sender::new(0),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ats/v0", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass).with_state(Arc::clone(&inner));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service.connections.outbound.gem_base_url = url.parse().unwrap();
        // The service is built again, from the connections as they are now.
        service.remember(TimeDelta::zero());
        Self { inner, server }
    }

    /// Waits until so many requests wait.
    pub(super) async fn holds(&self, requests: usize) {
        until(&format!("{requests} requests did not come to the gate"), async || {
            (*self.inner.waiting.borrow() == requests).then_some(())
        })
        .await;
    }

    /// Lets everybody pass, also those who come later.
    pub(super) fn open(&self) {
        self.inner.open.send_replace(true);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn pass(State(gate): State<Arc<Inner>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap();
    if parts.method != Method::GET {
        gate.waiting.send_modify(|waiting| *waiting += 1);
        gate.open.subscribe().wait_for(|open| *open).await.unwrap();
        gate.waiting.send_modify(|waiting| *waiting -= 1);
    }
    let url = format!("{}{}", gate.sim, parts.uri);
    let answer =
        gate.client.request(parts.method, url).headers(parts.headers).body(body).send().await.unwrap();
    let mut response = Response::builder().status(answer.status());
    if let Some(kind) = answer.headers().get("content-type") {
        response = response.header("content-type", kind);
    }
    response.body(Body::from(answer.bytes().await.unwrap())).unwrap()
}
