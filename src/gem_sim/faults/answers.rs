//! What a fault makes of an answer.

use axum::body::{Body, to_bytes};
use axum::response::Response;
use futures_util::stream;
use serde_json::json;

use super::{Kind, Rule};
use crate::gem_sim::reply::{gateway_error, gem_error, json_reply, raw, with_header};

impl Rule {
    /// Whether the request is lost on its way: nobody even reads its body.
    pub(crate) fn loses_request(&self) -> bool {
        self.kind == Kind::Drop && !self.after
    }

    /// The answer in place of the handling; `None` when the request goes on to the API.
    pub(crate) fn instead(&self) -> Option<Response> {
        if self.after { None } else { self.made_up() }
    }

    /// What the caller gets when the API has answered.
    pub(crate) async fn spoilt(&self, response: Response) -> Response {
        match self.kind {
            Kind::Truncated => truncated(response).await,
            Kind::Malformed => malformed(response),
            _ => self.made_up().unwrap_or(response),
        }
    }

    /// An answer that owes nothing to the API; `None` for kinds that need its own.
    fn made_up(&self) -> Option<Response> {
        match self.kind {
            Kind::Status => Some(self.status_answer()),
            Kind::Drop => Some(dropped()),
            Kind::Html => Some(raw(
                self.status.unwrap_or(502),
                "text/html",
                "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>",
            )),
            Kind::EmptyArray => Some(json_reply(200, &json!([]))),
            Kind::Delay | Kind::Truncated | Kind::Malformed => None,
        }
    }

    fn status_answer(&self) -> Response {
        let status = self.status.unwrap_or(500);
        let response = match status {
            429 => gateway_error(429, "Too Many Requests"),
            502 => gateway_error(502, "Internal server error"),
            503 => gateway_error(503, "Service Unavailable"),
            504 => gateway_error(504, "Endpoint request timed out"),
            other => gem_error(other, "Injected fault", None),
        };
        match self.retry_after {
            Some(seconds) => with_header(response, "retry-after", &seconds.to_string()),
            None => response,
        }
    }
}

async fn truncated(response: Response) -> Response {
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap_or_default();
    raw(status, "application/json", Body::from(bytes.slice(..bytes.len() / 2)))
}

fn malformed(response: Response) -> Response {
    let (parts, _) = response.into_parts();
    Response::from_parts(parts, Body::from(json!({"ok": true}).to_string()))
}

/// An announced body that fails at once, which makes the server close the connection.
fn dropped() -> Response {
    let broken = stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("dropped on purpose")) });
    with_header(raw(200, "application/json", Body::from_stream(broken)), "content-length", "1000000")
}
