//! The two shapes of an error, and other answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

pub(crate) fn json_reply(status: u16, body: &Value) -> Response {
    raw(status, "application/json", body.to_string())
}

pub(crate) fn raw(status: u16, content_type: &'static str, body: impl Into<Body>) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CONTENT_TYPE, content_type)], body.into()).into_response()
}

/// An error as Gem's application words it.
pub(crate) fn gem_error(status: u16, message: &str, errors: Option<Value>) -> Response {
    let reason = StatusCode::from_u16(status).ok().and_then(|s| s.canonical_reason()).unwrap_or_default();
    let mut body = json!({"code": status, "status": reason, "message": message});
    if let (Some(errors), Some(body)) = (errors, body.as_object_mut()) {
        body.insert("errors".to_owned(), errors);
    }
    json_reply(status, &body)
}

/// An error of the gateway in front of Gem.
pub(crate) fn gateway_error(status: u16, message: &str) -> Response {
    json_reply(status, &json!({"message": message}))
}

pub(crate) fn not_found(what: &str) -> Response {
    gem_error(404, &format!("{what} not found"), None)
}

/// An answer that ends the handling of a request early; boxed, because responses are large.
#[derive(Debug)]
pub(crate) struct Refusal(Box<Response>);

impl Refusal {
    pub(crate) fn into_response(self) -> Response {
        *self.0
    }
}

impl From<Response> for Refusal {
    fn from(response: Response) -> Self {
        Self(Box::new(response))
    }
}

pub(crate) fn refuse(status: u16, message: &str, errors: Option<Value>) -> Refusal {
    gem_error(status, message, errors).into()
}

/// 422 for one member of the request body.
pub(crate) fn bad_field(field: &str, problem: &str) -> Refusal {
    refuse(422, "Invalid request", Some(json!({"json": {field: [problem]}})))
}

pub(crate) fn with_header(mut response: Response, name: &'static str, value: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(HeaderName::from_static(name), value);
    }
    response
}

pub(crate) fn redirect(status: u16, to: &str) -> Response {
    with_header(raw(status, "text/plain", ""), "location", to)
}
