//! One connection, from the moment it is accepted.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Version};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::Watcher;
use tokio::net::TcpStream;
use tower::ServiceExt as _;

use super::progress::Progress;
use super::watched::Watched;
use super::{Answer, Limits};

/// Returns when the connection has ended, by whomever. Requests know from where it came.
pub(super) async fn serve(
    (stream, from): (TcpStream, SocketAddr),
    router: Router,
    builder: Arc<Builder<TokioExecutor>>,
    limits: Limits,
    watcher: Watcher,
) {
    let progress = Progress::begin();
    let io = TokioIo::new(Watched::new(stream, Arc::clone(&progress), limits.refusal));
    let service = {
        let progress = Arc::clone(&progress);
        service_fn(move |request| answer(router.clone(), Arc::clone(&progress), from, request))
    };
    // Owned, because the watcher holds it for as long as it likes.
    let served = watcher.watch(builder.serve_connection(io, service).into_owned());
    tokio::select! {
        done = served => {
            if let Err(error) = done {
                tracing::debug!(error, "a connection broke off");
            }
        }
        () = progress.stalled(limits) => tracing::debug!("a connection that stood still was closed"),
    }
}

async fn answer(
    router: Router,
    progress: Arc<Progress>,
    from: SocketAddr,
    mut request: Request<Incoming>,
) -> Answer {
    progress.answering(request.version() == Version::HTTP_2);
    request.extensions_mut().insert(ConnectInfo(from));
    let answer = router.oneshot(request.map(Body::new)).await;
    progress.answered();
    answer
}
