//! Accepts connections and hands their requests to a router: HTTP/1.1 with keep-alive, and HTTP/2 without TLS for callers
//! that begin with it (prior knowledge).
//!
//! A connection costs little while nothing is asked on it, and may stay open for long. What is limited is what a caller
//! can make us hold: heads of requests that never end, headers without measure, streams without number, answers that
//! nobody reads.

mod connection;
mod progress;
mod refused;
mod watched;

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// What one connection may do.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long the head of a request may take from its first byte on.
    pub head: Duration,
    /// How long an HTTP/1 connection may be at rest. Longer than load balancers keep theirs, so that none of them asks
    /// on a connection that ends in this moment.
    pub rest: Duration,
    /// How long the head of a request may be, in bytes. Longer than the longest address that the API understands.
    pub head_bytes: usize,
    /// How many requests an HTTP/2 connection may have under way.
    pub streams: u32,
    /// How often the other end of an HTTP/2 connection is asked whether it is there, and how long it may take to say so.
    pub ping: Duration,
    /// What is told with a refusal of a head that cannot be read.
    pub refusal: Refusal,
}

/// The body for a status, as JSON. `None` for none.
pub type Refusal = fn(u16) -> Option<String>;

impl Default for Limits {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            rest: Duration::from_mins(15),
            head_bytes: 128 * 1024,
            streams: 128,
            ping: Duration::from_secs(30),
            refusal: |_status| None,
        }
    }
}

/// Between two attempts to accept when the process has no handle left for a connection.
const OUT_OF_HANDLES: Duration = Duration::from_millis(100);

/// Serves until it is stopped. Then it accepts nothing more, ends connections at rest, and returns when the requests under
/// way are answered.
pub async fn serve(listener: TcpListener, router: Router, limits: Limits, stop: CancellationToken) {
    let builder = Arc::new(builder(limits));
    let running = GracefulShutdown::new();
    while let Some((stream, from)) = stop.run_until_cancelled(accept(&listener)).await {
        let (builder, router, watcher) = (Arc::clone(&builder), router.clone(), running.watcher());
        tokio::spawn(connection::serve((stream, from), router, builder, limits, watcher));
    }
    drop(listener);
    running.shutdown().await;
}

/// The next connection. Small answers are sent at once, without waiting for more to fill a packet.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, from)) => {
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "a connection cannot be set up");
                }
                return (stream, from);
            }
            Err(error) if is_of_the_caller(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                tokio::time::sleep(OUT_OF_HANDLES).await;
            }
        }
    }
}

/// Whether the caller went away while it was accepted.
fn is_of_the_caller(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}

fn builder(limits: Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    // The time of heads is kept by `progress`: hyper counts the rest between two requests as part of a head.
    builder.http1().timer(TokioTimer::new()).header_read_timeout(None).max_buf_size(limits.head_bytes);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .keep_alive_interval(limits.ping)
        .keep_alive_timeout(limits.ping);
    builder
}

/// Answers of a router do not fail.
type Answer = Result<axum::response::Response, Infallible>;
