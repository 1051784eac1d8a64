//! A server with files of all sorts, and names that stand for what a test wants.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::IpAddr;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use futures_util::stream::{self, StreamExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use unified_ats::guard::Lookup;

pub(super) const PDF: &[u8] = b"%PDF-1.7 a file";

/// The headers of every request so far.
type Seen = Arc<Mutex<Vec<HeaderMap>>>;

pub(super) struct Server {
    pub(super) port: u16,
    seen: Seen,
    task: JoinHandle<()>,
}

impl Server {
    pub(super) async fn start() -> Self {
        let seen = Seen::default();
        let router = Router::new()
            .route("/cv.pdf", get(pdf))
            .route("/to", get(redirect))
            .route("/hops/{left}", get(hop))
            .route("/status/{status}", get(status))
            .route("/body/{body}", get(body))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { port, seen, task }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// The address of a redirect.
    pub(super) fn to(&self, location: &str) -> String {
        let mut url = url::Url::parse(&self.url("/to")).unwrap();
        url.query_pairs_mut().append_pair("location", location);
        url.into()
    }

    pub(super) fn seen(&self) -> Vec<HeaderMap> {
        self.seen.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pdf(State(seen): State<Seen>, headers: HeaderMap) -> Response {
    seen.lock().unwrap().push(headers);
    ([("content-type", "Application/PDF; version=1.7")], PDF).into_response()
}

async fn redirect(
    State(seen): State<Seen>,
    Query(to): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    seen.lock().unwrap().push(headers);
    (StatusCode::FOUND, [("location", to["location"].as_str()), ("set-cookie", "a=b")]).into_response()
}

/// Redirects until no hop is left.
async fn hop(state: State<Seen>, Path(left): Path<u32>, headers: HeaderMap) -> Response {
    let Some(left) = left.checked_sub(1) else { return pdf(state, headers).await };
    (StatusCode::PERMANENT_REDIRECT, [("location", left.to_string())]).into_response()
}

async fn status(Path(status): Path<u16>) -> Response {
    StatusCode::from_u16(status).unwrap().into_response()
}

async fn body(Path(body): Path<String>) -> Response {
    let begun = || stream::once(async { Ok::<_, io::Error>(PDF) });
    match body.as_str() {
        "kib" => vec![b' '; 1024].into_response(),
        "kib-in-chunks" => {
            Body::from_stream(stream::repeat(Ok::<_, Infallible>("four")).take(256)).into_response()
        }
        "announced" => ([("content-length", "1025")], Body::from_stream(begun().chain(stream::pending())))
            .into_response(),
        "endless" => Body::from_stream(stream::repeat(Ok::<_, Infallible>("four"))).into_response(),
        "stuck" => Body::from_stream(begun().chain(stream::pending())).into_response(),
        "broken" => {
            // What was sent before has left by the time it goes on.
            let end = stream::once(async {
                tokio::task::yield_now().await;
                Err(io::Error::other("the test breaks it off"))
            });
            Body::from_stream(begun().chain(end)).into_response()
        }
        "gzip" => encoded("gzip", gzip(PDF)),
        "bomb" => encoded("gzip", gzip(&vec![0; 2 << 20])),
        "half-gzip" => encoded("gzip", gzip(PDF).split_at(12).0.to_vec()),
        "br" => encoded("br", PDF.to_vec()),
        "identity" => encoded("identity", PDF.to_vec()),
        "page" => ([("content-type", "application/pdf")], "<!doctype html><p>Sign in").into_response(),
        "program" => b"\x7fELF\x02\x01\x01\0".as_slice().into_response(),
        "untyped" => Response::new(Body::from(PDF)),
        "ill-typed" => ([("content-type", "PDF")], PDF).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

fn encoded(encoding: &'static str, bytes: Vec<u8>) -> Response {
    ([("content-encoding", encoding)], bytes).into_response()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// All addresses that a name stands for at a time.
type Answer = &'static [&'static str];

/// What names stand for: their answers in turn. A name without one does not exist.
#[derive(Clone, Default)]
pub(super) struct Names(Arc<Mutex<HashMap<&'static str, Vec<Answer>>>>);

impl Names {
    pub(super) fn with(self, name: &'static str, answers: &[Answer]) -> Self {
        self.0.lock().unwrap().insert(name, answers.to_vec());
        self
    }

    pub(super) fn left(&self, name: &str) -> usize {
        self.0.lock().unwrap()[name].len()
    }

    pub(super) fn lookup(&self) -> Arc<dyn Lookup> {
        Arc::new(self.clone())
    }
}

#[async_trait]
impl Lookup for Names {
    async fn addresses(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.0.lock().unwrap();
        let answers = names.get_mut(name).filter(|answers| !answers.is_empty());
        let answer = answers.ok_or(io::ErrorKind::NotFound)?.remove(0);
        Ok(answer.iter().map(|address| address.parse().unwrap()).collect())
    }
}
