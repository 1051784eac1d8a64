//! Every request is given an id, counted and logged: one line when its answer has gone out, or will not any more.

mod body;

use std::time::{Duration, Instant};

use axum::RequestExt as _;
use axum::body::Body;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::metrics::gauge::Gauge;
use tracing::{Instrument as _, Span};

use super::auth::{INTEGRATION_HEADER, INTEGRATION_PART};
use super::rates::Told;
use crate::domain::id::IntegrationId;
use crate::telemetry::metrics::{Metrics, Route};
use crate::telemetry::request_id::{self, RequestId};

/// Answers with the request's id, and keeps the record of the request until the last byte.
pub(super) async fn observe(State(metrics): State<Metrics>, mut request: Request, next: Next) -> Response {
    let id = RequestId::of(request.headers());
    let mut record = Record::begin(metrics, &mut request, &id).await;
    let quota = Told::of(&mut request);
    let mut answer = next.run(request).instrument(record.span.clone()).await;
    quota.tell(answer.headers_mut());
    answer.headers_mut().insert(request_id::HEADER, id.into_value());
    record.status = Some(answer.status());
    answer.map(|inner| Body::new(body::Recorded::new(inner, record)))
}

/// What is known of a request. Dropped, it is counted and logged.
struct Record {
    metrics: Metrics,
    route: Route,
    in_flight: Gauge,
    integration: Option<IntegrationId>,
    span: Span,
    begun: Instant,
    /// `None` until there is an answer.
    status: Option<StatusCode>,
    /// How much of the answer's body went out.
    bytes: u64,
    /// Whether all of it did.
    is_whole: bool,
}

impl Record {
    async fn begin(metrics: Metrics, request: &mut Request, id: &RequestId) -> Self {
        let begun = Instant::now();
        let path = request.extensions().get::<MatchedPath>().cloned();
        let route = Route::new(request.method(), path);
        let in_flight = metrics.requests().in_flight(&route);
        in_flight.inc();
        // As an error, so that no choice of levels takes the id from the lines that are written.
        let span = tracing::error_span!("request", request_id = id.as_str());
        let integration = named(request).await;
        Self { metrics, route, in_flight, integration, span, begun, status: None, bytes: 0, is_whole: false }
    }
}

/// The integration that a request names, in the header or in the path. Texts of another form are nobody's id, and not
/// repeated.
async fn named(request: &mut Request) -> Option<IntegrationId> {
    if let Some(header) = request.headers().get(INTEGRATION_HEADER) {
        return header.to_str().ok().and_then(IntegrationId::parse);
    }
    request.extensions().get::<MatchedPath>().filter(|path| path.as_str().contains(INTEGRATION_PART))?;
    let parts = request.extract_parts::<RawPathParams>().await.ok()?;
    let (_name, id) = parts.iter().find(|(name, _id)| *name == INTEGRATION_PART)?;
    IntegrationId::parse(id)
}

impl Drop for Record {
    fn drop(&mut self) {
        let duration = self.begun.elapsed();
        self.in_flight.dec();
        self.metrics.requests().count(&self.route, self.status, duration);
        let _in_span = self.span.enter();
        tracing::info!(
            method = self.route.method,
            route = self.route.route.as_str(),
            status = self.status.map(|status| status.as_u16()),
            duration_ms = millis(duration),
            bytes = self.bytes,
            cut_off = (!self.is_whole).then_some(true),
            integration_id = self.integration.as_ref().map(IntegrationId::as_str),
            "request"
        );
    }
}

/// With three digits behind the point.
#[expect(clippy::cast_precision_loss, reason = "exact for all durations of less than centuries")]
fn millis(duration: Duration) -> f64 {
    duration.as_micros() as f64 / 1000.0
}
