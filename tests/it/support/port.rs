//! The service under test on a port, with the connections of the real program.

use axum::http::{HeaderMap, HeaderValue};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use unified_ats::server::{self, Limits};

use super::TestService;

pub(crate) struct Port {
    pub(crate) address: String,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

impl Port {
    pub(crate) async fn open(service: &TestService, limits: Limits) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let stop = CancellationToken::new();
        let server = tokio::spawn(server::serve(listener, service.router.clone(), limits, stop.clone()));
        Self { address, stop, server }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Returns when every connection has ended.
    pub(crate) async fn close(self) {
        self.stop.cancel();
        self.server.await.unwrap();
    }
}

impl TestService {
    /// What a caller sends with every request.
    pub(crate) fn credentials(&self) -> HeaderMap {
        let value = |text: &str| HeaderValue::from_str(text).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("authorization", value(&format!("Bearer {}", self.key)));
        headers.insert("x-integration-id", value(self.integration.as_str()));
        headers
    }

    /// The same as it stands in a request of HTTP/1.1.
    pub(crate) fn head(&self, path: &str) -> String {
        format!(
            "GET {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\nx-integration-id: {}\r\n\r\n",
            self.key, self.integration
        )
    }
}
