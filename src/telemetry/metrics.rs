//! Numbers about the process, for Prometheus. Each group is a file of its own and registers itself.

mod requests;

use std::sync::Arc;

use prometheus_client::encoding::text::encode;
use prometheus_client::registry::Registry;

pub use requests::{Requests, Route, Template};

/// The form that [`Metrics::text`] has.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// All numbers of a process. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub struct Metrics(Arc<Groups>);

#[derive(Debug)]
struct Groups {
    registry: Registry,
    requests: Requests,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("unified_ats");
        let requests = Requests::register(&mut registry);
        Self(Arc::new(Groups { registry, requests }))
    }
}

impl Metrics {
    /// What callers ask for.
    pub fn requests(&self) -> &Requests {
        &self.0.requests
    }

    /// Everything counted so far, as text.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.0.registry)?;
        Ok(text)
    }
}
