//! Requests with an id in each place where one may stand, and what is answered.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request as HttpRequest;
use serde_json::Value;
use tower::ServiceExt as _;

use super::operations::Operation;
use super::sample;
use crate::support::Document;

/// What an operation is asked for.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) operation: Operation,
    /// The variable parts of the path, in their order.
    pub(super) path: Vec<(&'static str, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) integration: Option<String>,
    pub(super) body: Option<Value>,
    pub(super) headers: Vec<(&'static str, String)>,
}

/// Where an id stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    Header,
    Path(&'static str),
    Query(&'static str),
    /// A JSON pointer.
    Body(String),
}

impl Position {
    /// What stands there; of an element in a list what the list is called.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Header => "integration_id",
            Self::Path(name) | Self::Query(name) => name,
            Self::Body(place) => place.rsplit('/').find(|name| name.parse::<usize>().is_err()).unwrap(),
        }
    }
}

impl Request {
    pub(super) fn url(&self) -> String {
        let mut path = format!("/v1{}", self.operation.template);
        for (name, value) in &self.path {
            path = path.replace(&format!("{{{name}}}"), &escaped(value));
        }
        let query: Vec<String> =
            self.query.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
    }

    /// The same with another value at a position.
    pub(super) fn with(&self, position: &Position, value: &str) -> Self {
        let mut changed = self.clone();
        match position {
            Position::Header => changed.integration = Some(value.to_owned()),
            Position::Path(name) => {
                changed
                    .path
                    .iter_mut()
                    .filter(|(part, _)| part == name)
                    .for_each(|(_, v)| value.clone_into(v));
            }
            Position::Query(name) => changed.query.push(((*name).to_owned(), value.to_owned())),
            Position::Body(place) => {
                sample::put(changed.body.get_or_insert_default(), place, value.into());
            }
        }
        changed
    }

    /// The answer as it comes, for whoever has the key. What the description does not promise is a failure.
    pub(super) async fn send(&self, router: &Router, key: Option<&str>) -> Answer {
        let url = self.url();
        let mut request = HttpRequest::builder().method(self.operation.method).uri(&url);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if let Some(integration) = &self.integration {
            request = request.header("x-integration-id", integration);
        }
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        let body = self.body.as_ref().map(Value::to_string).unwrap_or_default();
        let answer = answered(router, request.body(Body::from(body)).unwrap()).await;
        if answer.header("content-type") == Some("application/json") {
            let body = serde_json::from_str(&answer.body).unwrap();
            Document::get().validate(self.operation.method, &url, answer.status, &body);
        }
        answer
    }
}

/// What comes back, but for the headers that are another's for every answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: String,
}

pub(super) async fn answered(router: &Router, request: HttpRequest<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().iter().filter(|(name, _value)| !OWN_TO_EACH.contains(&name.as_str()));
    let mut headers: Vec<(String, String)> =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect();
    headers.sort();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    Answer { status, headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// Headers that tell of the request, or of how many were sent before.
const OWN_TO_EACH: [&str; 5] =
    ["x-request-id", "action-id", "date", "ratelimit-remaining", "ratelimit-reset"];

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _value)| known == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// The same without what was sent, by which two answers may differ.
    pub(super) fn without(&self, sent: &str) -> Self {
        let clean = |text: &str| text.replace(sent, "…").replace(&escaped(sent), "…");
        let headers = self.headers.iter().filter(|(name, _value)| name != "content-length");
        Self {
            status: self.status,
            headers: headers.map(|(name, value)| (name.clone(), clean(value))).collect(),
            body: clean(&self.body),
        }
    }
}

fn escaped(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20")
}
