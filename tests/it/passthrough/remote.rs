//! A server in place of the ATS. What it answers stands in the path.

use std::io;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use serde_json::json;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use unified_ats::connectors::passthrough::MOST_BYTES;

use crate::support::TestService;

#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) uri: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Vec<&str> {
        self.headers.get_all(name).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

type Seen = Arc<Mutex<Vec<Asked>>>;

pub(crate) struct Remote {
    seen: Seen,
    server: JoinHandle<()>,
}

impl Remote {
    pub(super) async fn before(service: &mut TestService) -> Self {
        let seen = Seen::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ats/v0", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&seen));
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        service.connections.outbound.gem_base_url = url.parse().unwrap();
        // The service is built again, from the connections as they are now.
        service.remember(TimeDelta::zero());
        Self { seen, server }
    }

    /// All requests so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Remote {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(seen): State<Seen>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let what = uri.path().strip_prefix("/ats/v0/").unwrap_or("outside").to_owned();
    seen.lock().unwrap().push(Asked { method, uri: uri.to_string(), headers, body });
    let response = Response::builder();
    match what.as_str() {
        "redirect" => {
            response.status(302).header("location", "http://127.0.0.1:1/elsewhere").body(Body::empty())
        }
        "limited" => response.status(429).header("retry-after", "60").body(Body::from("{}")),
        "binary" => response.header("content-type", "application/pdf").body(Body::from(vec![0xff, 0, 1])),
        "text" => response.header("content-type", "text/html").body(Body::from("<p>ä</p>")),
        "empty" => response.status(204).body(Body::empty()),
        "largest" => response.body(Body::from("x".repeat(MOST_BYTES))),
        "too-large" => response.body(Body::from("x".repeat(MOST_BYTES + 1))),
        "refusing-planted" => {
            let refusal = json!({
                "code": 422, "status": "Unprocessable Entity", "message": "Planted Person is known",
                "errors": { "json": { "name": ["Planted Person is no name"], "planted@x.example": [1] } },
            });
            response.status(422).body(Body::from(refusal.to_string()))
        }
        "echo" => {
            let asked = seen.lock().unwrap().last().cloned().unwrap();
            let keys = asked.header("x-api-key").concat();
            let echo =
                json!({ "headers": { "x-api-key": keys }, "body": String::from_utf8_lossy(&asked.body) });
            response.header("x-seen", format!("key={keys}")).body(Body::from(echo.to_string()))
        }
        "silent" => std::future::pending().await,
        "endless" => {
            let never = stream::pending::<io::Result<Bytes>>();
            response.body(Body::from_stream(stream::iter([Ok(Bytes::from_static(b"{"))]).chain(never)))
        }
        "broken" => {
            let parts = [Ok("{"), Err(io::Error::other("broken on purpose"))];
            response.body(Body::from_stream(stream::iter(parts)))
        }
        _ => response
            .header("link", "<a>")
            .header("link", "<b>")
            .header("set-cookie", "session=1")
            .header("x-api-key", "echoed")
            .body(Body::from(r#"{"seen": true}"#)),
    }
    .unwrap()
}
