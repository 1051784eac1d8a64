//! Requests at the ATS's own API: against the simulator, and against a server that answers whatever a test wants.

mod answers;
mod limits;
mod refusals;
mod remote;
mod slow;
mod writes;

use serde_json::{Value, json};
use sqlx::PgPool;

use crate::support::{Answer, TestService};
use remote::Remote;

pub(crate) const PATH: &str = "/v1/passthrough/gem/api";

/// A service whose ATS is the server, which has not been read.
pub(crate) async fn with_remote(pool: PgPool) -> (TestService, Remote) {
    let mut service = TestService::start(pool).await;
    let remote = Remote::before(&mut service).await;
    (service, remote)
}

pub(crate) async fn pass(service: &TestService, request: Value) -> Answer {
    service.send("POST", PATH, &request).await
}

async fn get(service: &TestService, path: &str) -> Answer {
    pass(service, json!({ "method": "GET", "path": path })).await
}
