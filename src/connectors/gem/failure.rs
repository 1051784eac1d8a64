//! Bad answers: which are worth another try, and what the others mean (Gem's sheet, section 5).

use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use super::ConnectorError;
use crate::connectors::change::Unsent;
use crate::domain::problem::ProblemCode;
use crate::domain::refusal::Refusal;

/// What can be done about a failed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Remedy {
    /// The same request will fail again.
    Nothing,
    /// It may go through at another try.
    AnotherTry,
    /// Nothing is wrong with it: it came too early. Everybody who uses the key has to wait.
    Rest,
}

/// One failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub error: ConnectorError,
    pub remedy: Remedy,
    /// How long the ATS asks us to wait.
    pub retry_after: Option<Duration>,
}

impl Failure {
    /// The connection failed, or ended in the middle of the answer.
    pub(super) fn of_transport(error: &reqwest::Error) -> Self {
        // The error's own text would hold the URL; what kind it is says enough.
        let text = if error.is_timeout() {
            "no answer in time"
        } else if error.is_connect() {
            "no connection"
        } else {
            "the connection broke"
        };
        let error = ConnectorError::Unavailable(text.to_owned());
        Self { error, remedy: Remedy::AnotherTry, retry_after: None }
    }

    /// An answer other than 200. Bodies come in Gem's form, in the gateway's, or as no JSON at all.
    pub(super) fn of_answer(
        status: StatusCode,
        headers: &HeaderMap,
        body: &[u8],
        now: DateTime<Utc>,
    ) -> Self {
        let retry_after =
            headers.get(RETRY_AFTER).and_then(|value| parse_retry_after(value.to_str().ok()?, now));
        let text = describe(status, body);
        let (error, remedy) = match status.as_u16() {
            // The gateway answers unknown routes with this text instead of 404.
            403 if text.contains("Missing Authentication Token") => {
                (ConnectorError::Refused(text), Remedy::Nothing)
            }
            // Keys that nobody knows are the gateway's affair: what Gem itself refuses is a key that it knows.
            403 if is_gems(body) => (ConnectorError::NoAccess(text), Remedy::Nothing),
            401 | 403 => (ConnectorError::Credentials(text), Remedy::Nothing),
            429 => (ConnectorError::RateLimited(retry_after), Remedy::Rest),
            500 | 502..=504 => (ConnectorError::Unavailable(text), Remedy::AnotherTry),
            501 | 505.. => (ConnectorError::Unavailable(text), Remedy::Nothing),
            _ => (ConnectorError::Refused(text), Remedy::Nothing),
        };
        Self { error, remedy, retry_after }
    }

    /// A 200 whose body cannot be what was asked for. It may have been cut, so another try is worth it.
    pub(super) fn of_body(text: &str) -> Self {
        let error = ConnectorError::Unreadable(text.to_owned());
        Self { error, remedy: Remedy::AnotherTry, retry_after: None }
    }
}

/// Whether a body has Gem's form, which the gateway's has not.
fn is_gems(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok_and(|body| body.get("code").is_some())
}

/// The status, the gateway's own sentence, and the names of fields that Gem complains about. Never Gem's message,
/// which may repeat what a candidate entered.
fn describe(status: StatusCode, body: &[u8]) -> String {
    let Ok(body) = serde_json::from_slice::<Value>(body) else { return format!("{status}, not JSON") };
    if let Some(errors) = body.get("errors").and_then(Value::as_object) {
        let fields = errors.iter().flat_map(|(location, fields)| {
            let names = fields.as_object().into_iter().flat_map(|fields| fields.keys());
            names.map(move |field| format!("{location}.{field}"))
        });
        return format!("{status}, because of {}", fields.collect::<Vec<_>>().join(", "));
    }
    match body.get("message").and_then(Value::as_str).filter(|_gateway| body.get("code").is_none()) {
        Some(message) => format!("{status}: {}", message.chars().take(200).collect::<String>()),
        None => status.to_string(),
    }
}

/// What a 4xx to a change means: nothing happened. Gem's messages about fields are for the caller, and for nobody else.
pub(super) fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Unsent {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let from_gem = told.get("code").is_some();
    if told.pointer("/errors/duplicate_candidate").is_some() {
        // Seen at Gem's CRM API (sheet, section 5.2).
        let message = "Gem takes the person for a candidate that it already has.".to_owned();
        return Unsent::Refused(Refusal::new(ProblemCode::RemoteInputInvalid, message));
    }
    let refused = |code, message: String| Unsent::Refused(Refusal::new(code, message));
    match status.as_u16() {
        401 | 403 if from_gem => refused(
            ProblemCode::IntegrationPermissionMissing,
            format!("Gem answers {status}: the customer's key does not allow this."),
        ),
        401 | 403 => Unsent::NotSent(Failure::of_answer(status, headers, body, now).error),
        400 | 404 | 409 | 413 | 422 => refused(ProblemCode::RemoteInputInvalid, complaints(status, &told)),
        _ => refused(ProblemCode::RemoteUnknownHttpError, format!("Gem answers {status}.")),
    }
}

/// What Gem says about each field; its other texts are left out.
fn complaints(status: StatusCode, told: &Value) -> String {
    let by_location = told.get("errors").and_then(Value::as_object).into_iter().flatten();
    let by_field = by_location.filter_map(|(_location, fields)| fields.as_object()).flatten();
    let complaints: Vec<String> = by_field
        .map(|(field, said)| {
            let said = match said {
                Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" "),
                one => one.as_str().unwrap_or_default().to_owned(),
            };
            let said = if said.is_empty() { "refused".to_owned() } else { said };
            format!("{field}: {}", said.chars().take(300).collect::<String>())
        })
        .collect();
    match status.as_u16() {
        _ if !complaints.is_empty() => format!("Gem refuses the request. {}", complaints.join("; ")),
        404 => "Gem answers 404 Not Found: it has no such record, or no such operation.".to_owned(),
        413 => "Gem answers 413: the request is too large for it.".to_owned(),
        _ => format!("Gem refuses the request with {status}, and names no field."),
    }
}

/// Seconds, or an HTTP date.
fn parse_retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    if let Ok(seconds) = text.trim().parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let at = DateTime::parse_from_rfc2822(text.trim()).ok()?.with_timezone(&Utc);
    Some((at - now).to_std().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-01-01T00:00:00Z".parse().unwrap()
    }

    fn answer(status: u16, body: &str) -> Failure {
        Failure::of_answer(StatusCode::from_u16(status).unwrap(), &HeaderMap::new(), body.as_bytes(), now())
    }

    #[test]
    fn both_error_shapes_and_none_are_read() {
        assert!(matches!(answer(403, r#"{"message":"Forbidden"}"#).error, ConnectorError::Credentials(_)));
        assert!(matches!(answer(403, r#"{"code":403,"message":"x"}"#).error, ConnectorError::NoAccess(_)));
        assert!(matches!(answer(401, r#"{"code":401,"message":"x"}"#).error, ConnectorError::Credentials(_)));
        let unknown_route = answer(403, r#"{"message":"Missing Authentication Token"}"#);
        assert!(matches!(unknown_route.error, ConnectorError::Refused(_)));
        let gem = answer(
            422,
            r#"{"code":422,"status":"Unprocessable Entity","message":"ada@example.org","errors":{"query":{"per_page":["x"]}}}"#,
        );
        let text = gem.error.to_string();
        assert!(text.contains("query.per_page") && !text.contains("ada@"), "{text}");
    }

    #[test]
    fn only_what_may_go_through_later_is_tried_again() {
        for status in [500, 502, 503, 504] {
            assert_eq!(answer(status, "<html>").remedy, Remedy::AnotherTry, "{status}");
        }
        for status in [301, 400, 401, 403, 404, 409, 413, 422, 501, 505] {
            assert_eq!(answer(status, "{}").remedy, Remedy::Nothing, "{status}");
        }
        assert_eq!(answer(429, r#"{"message":"Too Many Requests"}"#).remedy, Remedy::Rest);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(parse_retry_after("7", now()), Some(Duration::from_secs(7)));
        assert_eq!(parse_retry_after("Thu, 01 Jan 2026 00:00:09 GMT", now()), Some(Duration::from_secs(9)));
        assert_eq!(parse_retry_after("Wed, 31 Dec 2025 00:00:00 GMT", now()), Some(Duration::ZERO));
        assert_eq!(parse_retry_after("soon", now()), None);
        for value in ["9", "Thu, 01 Jan 2026 00:00:09 GMT"] {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
            let failure = Failure::of_answer(StatusCode::TOO_MANY_REQUESTS, &headers, b"{}", now());
            assert_eq!(failure.retry_after, Some(Duration::from_secs(9)), "{value}");
        }
    }
}
