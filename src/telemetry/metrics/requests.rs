//! What callers ask for: how often, how long it takes, how much at a time.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use axum::extract::MatchedPath;
use axum::http::{Method, StatusCode};
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// In seconds. A page takes milliseconds; what takes longer than the last one is as bad as can be.
const DURATIONS: [f64; 13] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// What was asked for, without anything that only one caller says: the number of values is that of the routes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Route {
    pub method: &'static str,
    pub route: Template,
}

/// The path of a route with its parts by name, such as `/v1/integrations/{integration_id}`.
#[derive(Debug, Clone)]
pub struct Template(Option<MatchedPath>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: Template,
    status: &'static str,
}

/// The numbers by route.
#[derive(Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    duration: Family<Route, Histogram, fn() -> Histogram>,
    in_flight: Family<Route, Gauge>,
}

impl Requests {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let requests = Self {
            answered: Family::default(),
            duration: Family::new_with_constructor(|| Histogram::new(DURATIONS)),
            in_flight: Family::default(),
        };
        registry.register(
            "http_requests",
            "Requests by status class; `none` when the caller went away before the answer",
            requests.answered.clone(),
        );
        registry.register_with_unit(
            "http_request_duration",
            "From the request's head to the last byte of the answer",
            Unit::Seconds,
            requests.duration.clone(),
        );
        registry.register(
            "http_requests_in_flight",
            "Requests that are being answered",
            requests.in_flight.clone(),
        );
        requests
    }

    /// How many requests for a route are being answered.
    pub fn in_flight(&self, route: &Route) -> Gauge {
        self.in_flight.get_or_create(route).clone()
    }

    /// Counts a request that is over.
    pub fn count(&self, route: &Route, status: Option<StatusCode>, duration: Duration) {
        let Route { method, route: template } = route.clone();
        let answered = Answered { method, route: template, status: status.map_or("none", class) };
        self.answered.get_or_create(&answered).inc();
        self.duration.get_or_create(route).observe(duration.as_secs_f64());
    }
}

impl Route {
    pub fn new(method: &Method, path: Option<MatchedPath>) -> Self {
        Self { method: known(method), route: Template(path) }
    }
}

/// Callers may invent methods; all of those are one.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

fn class(status: StatusCode) -> &'static str {
    match status.as_u16() {
        100..=199 => "1xx",
        200..=299 => "2xx",
        300..=399 => "3xx",
        400..=499 => "4xx",
        _ => "5xx",
    }
}

impl Template {
    /// `none` for what no route takes.
    pub fn as_str(&self) -> &str {
        self.0.as_ref().map_or("none", MatchedPath::as_str)
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Template {}

impl Hash for Template {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl EncodeLabelValue for Template {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), fmt::Error> {
        self.as_str().encode(encoder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::telemetry::metrics::Metrics;

    #[test]
    fn what_is_over_is_counted_by_method_and_class() {
        let metrics = Metrics::default();
        let route = Route::new(&Method::from_bytes(b"BREW").unwrap(), None);
        let in_flight = metrics.requests().in_flight(&route);
        in_flight.inc();
        metrics.requests().count(&route, Some(StatusCode::NOT_FOUND), Duration::from_millis(2));
        metrics.requests().count(&route, None, Duration::from_secs(20));
        let text = metrics.text().unwrap();
        let labels = r#"method="other",route="none""#;
        for line in [
            format!("unified_ats_http_requests_total{{{labels},status=\"4xx\"}} 1"),
            format!("unified_ats_http_requests_total{{{labels},status=\"none\"}} 1"),
            format!("unified_ats_http_request_duration_seconds_count{{{labels}}} 2"),
            format!("unified_ats_http_request_duration_seconds_bucket{{le=\"0.0025\",{labels}}} 1"),
            format!("unified_ats_http_requests_in_flight{{{labels}}} 1"),
        ] {
            assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
