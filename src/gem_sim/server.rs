//! A simulator on a port.

use std::net::SocketAddr;

use axum::Router;
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{any, get};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::options::Options;
use super::reply::gateway_error;
use super::state::{DIRECT_KEY, PARTNER_KEY, PARTNER_SECRET, Simulation, VANITY};
use super::{control, files, gateway, job_board};

/// Every path of the simulator, to be served or called in process.
pub fn router(simulation: Simulation) -> Router {
    Router::new()
        .route("/ats/v0", any(gateway::handle))
        .route("/ats/v0/", any(gateway::handle))
        .route("/ats/v0/{*rest}", any(gateway::handle))
        .route("/job_board/v0/{vanity}/job_posts/", get(job_board::posts))
        .route("/job_board/v0/{vanity}/job_posts", get(job_board::without_slash))
        .route("/_files/{candidate}/{file}/{name}", get(files::serve))
        .merge(control::router())
        .fallback(nowhere)
        .layer(axum::extract::DefaultBodyLimit::disable())
        .with_state(simulation)
}

/// The gateway's answer for paths of no interface; plainer words for a mistyped control path.
async fn nowhere(uri: Uri) -> Response {
    if uri.path().starts_with("/_sim") {
        return gateway_error(404, "no such control path");
    }
    gateway_error(403, "Missing Authentication Token")
}

/// A running simulator; it stops with [`Sim::stop`] or when it is dropped.
#[derive(Debug)]
pub struct Sim {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    server: JoinHandle<()>,
}

impl Sim {
    /// Listens when it returns; fails when the port is taken.
    pub async fn start(options: Options) -> std::io::Result<Self> {
        let listener = TcpListener::bind((options.bind, options.port)).await?;
        let address = listener.local_addr()?;
        let app = router(Simulation::new(&options, &format!("http://{address}")));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(async move {
            let serving = axum::serve(listener, app).with_graceful_shutdown(async {
                let _ = stopped.await;
            });
            if let Err(problem) = serving.await {
                tracing::error!(%problem, "the simulator stopped serving");
            }
        });
        Ok(Self { address, stop: Some(stop), server })
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn api_url(&self) -> String {
        format!("{}{}", self.base_url(), gateway::PREFIX)
    }

    pub fn control_url(&self) -> String {
        format!("{}/_sim", self.base_url())
    }

    pub fn job_board_url(&self) -> String {
        format!("{}/job_board/v0", self.base_url())
    }

    /// Works without a secret.
    pub fn direct_key(&self) -> &'static str {
        DIRECT_KEY
    }

    /// Works with [`Self::partner_secret`] only.
    pub fn partner_key(&self) -> &'static str {
        PARTNER_KEY
    }

    pub fn partner_secret(&self) -> &'static str {
        PARTNER_SECRET
    }

    pub fn vanity(&self) -> &'static str {
        VANITY
    }

    /// Lets running requests end for half a second, then ends all the same.
    pub async fn stop(mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        let _ = tokio::time::timeout(std::time::Duration::from_millis(500), &mut self.server).await;
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        self.server.abort();
    }
}
