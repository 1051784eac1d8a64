//! Pages that a caller holds already: a validator on every page, and an answer without a body to whoever shows it.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{DateTime, Utc};
use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Required};
use xxhash_rust::xxh3::xxh3_128;

use super::cursor;
use crate::domain::model::Model;
use crate::store::pages::Place;

/// Kept by the caller alone, and asked about before every use.
const KEEPING: HeaderValue = HeaderValue::from_static("private, no-cache");
/// What the same address answers differently by.
const VARIES: HeaderValue = HeaderValue::from_static("Authorization, X-Integration-Id, Accept-Encoding");

/// Says in the headers what a page can be recognised by. Two pages of a list share a validator when they hold the same
/// texts and lead to the same place. The cursor's text, which tells the time, does not count: a page with one is
/// renewed when half a cursor's life is over instead, so that a kept cursor is always good for the other half.
pub(super) fn mark(
    headers: &mut HeaderMap,
    model: Model,
    results: &[u8],
    next: Option<Place>,
    now: DateTime<Utc>,
) {
    if let Ok(tag) = HeaderValue::from_str(&validator(model, results, next, now)) {
        headers.insert(ETAG, tag);
    }
    headers.insert(CACHE_CONTROL, KEEPING);
    headers.insert(VARY, VARIES);
}

/// Weak, as the same page may be sent in several encodings.
fn validator(model: Model, results: &[u8], next: Option<Place>, now: DateTime<Utc>) -> String {
    let mut told = Vec::with_capacity(96);
    told.extend(xxh3_128(results).to_be_bytes());
    told.extend(model.slug().as_bytes());
    if let Some(place) = next {
        let (kind, numbers) = cursor::numbers(place);
        told.push(kind);
        let half_life = now.timestamp().div_euclid(cursor::LIFETIME.num_seconds() / 2);
        for number in numbers.into_iter().chain([half_life]) {
            told.extend(number.to_be_bytes());
        }
    }
    format!("W/\"{:032x}\"", xxh3_128(&told))
}

/// Answers `304 Not Modified` where the caller shows the validator of what it would get.
pub(super) async fn spare(request: Request, next: Next) -> Response {
    if !request.headers().contains_key(IF_NONE_MATCH) {
        return next.run(request).await;
    }
    let shown: Vec<HeaderValue> = request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect();
    let answer = next.run(request).await;
    if is_held(&shown, &answer) { without_body(answer) } else { answer }
}

fn is_held(shown: &[HeaderValue], answer: &Response) -> bool {
    let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok()).and_then(opaque);
    let shown = || shown.iter().filter_map(|value| value.to_str().ok());
    answer.status() == StatusCode::OK
        && tag.is_some_and(|(tag, _behind)| shown().any(|list| names(list, tag)))
}

fn without_body(answer: Response) -> Response {
    let (mut parts, _body) = answer.into_parts();
    parts.status = StatusCode::NOT_MODIFIED;
    parts.headers.remove(CONTENT_TYPE);
    parts.headers.remove(CONTENT_LENGTH);
    // A body that does not say that it is empty: a length would stand for that of the page, which it is not.
    let nothing = futures_util::stream::empty::<Result<Bytes, Infallible>>();
    Response::from_parts(parts, Body::from_stream(nothing))
}

/// Whether a list of validators (RFC 9110, section 13.1.2) holds one, compared weakly; `*` holds every one. What is
/// behind a part of another form is not looked at.
fn names(list: &str, tag: &str) -> bool {
    if list.trim() == "*" {
        return true;
    }
    let mut rest = list;
    while let Some((shown, behind)) = opaque(rest.trim_start_matches([' ', '\t', ','])) {
        if shown == tag {
            return true;
        }
        rest = behind;
    }
    false
}

/// The quoted part of the validator that a text begins with, and what is behind it.
fn opaque(text: &str) -> Option<(&str, &str)> {
    text.strip_prefix("W/").unwrap_or(text).strip_prefix('"')?.split_once('"')
}

/// Says in the description of a list that its pages can be recognised.
pub(super) fn describe(operation: &mut Operation) {
    let shown = ParameterBuilder::new()
        .name(IF_NONE_MATCH.as_str())
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(
            "The `ETag` of a page that the caller holds. If it is still what would be sent, the answer is 304, without \
             a body. An addition to Kombo's contract.",
        ))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(shown));
    let responses = &mut operation.responses.responses;
    if let Some(RefOr::T(page)) = responses.get_mut("200") {
        page.headers.insert("ETag".to_owned(), RefOr::T(header()));
    }
    let unchanged = ResponseBuilder::new()
        .description("The page is the one that the caller holds. An addition to Kombo's contract.")
        .header("ETag", header())
        .build();
    responses.insert("304".to_owned(), RefOr::T(unchanged));
}

fn header() -> Header {
    HeaderBuilder::new()
        .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
        .description(Some(
            "What this page can be recognised by, for `If-None-Match`. An addition to Kombo's contract.",
        ))
        .build()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn validators_are_found_in_lists_of_any_form() {
        for (list, found) in [
            (r#""a""#, true),
            (r#"W/"a""#, true),
            (r#""b", W/"a""#, true),
            (r#""b",,	"a" , "c""#, true),
            (r#""x,y", "a""#, true),
            ("*", true),
            (" * ", true),
            ("", false),
            (r#""b""#, false),
            (r#""A""#, false),
            (r#"w/"a""#, false),
            (r#""x,"a",y""#, false),
            ("a", false),
            (r#""a"#, false),
            (r#"b "a""#, false),
            (r#""", W/"""#, false),
        ] {
            assert_eq!(names(list, "a"), found, "{list}");
        }
    }

    #[test]
    fn a_validator_tells_apart_all_that_a_page_says() {
        let now = "2026-07-01T12:00:00Z".parse().unwrap();
        let by_seq = |after, until| Some(Place::BySeq { after, until });
        let base = validator(Model::Job, b"a", by_seq(1, 2), now);
        assert!(base.starts_with("W/\"") && base.ends_with('"') && base.len() == 36, "{base}");
        assert_eq!(base, validator(Model::Job, b"a", by_seq(1, 2), now + TimeDelta::hours(11)));
        for other in [
            validator(Model::Job, b"b", by_seq(1, 2), now),
            validator(Model::User, b"a", by_seq(1, 2), now),
            validator(Model::Job, b"a", None, now),
            validator(Model::Job, b"a", by_seq(1, 3), now),
            validator(Model::Job, b"a", by_seq(0, 2), now),
            validator(Model::Job, b"a", Some(Place::ById { after: 1, until: 2, since: Some(now) }), now),
            validator(Model::Job, b"a", by_seq(1, 2), now + TimeDelta::hours(12)),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn a_page_without_a_cursor_may_be_kept_for_ever() {
        let now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
        let later = now + TimeDelta::days(400);
        assert_eq!(validator(Model::Job, b"a", None, now), validator(Model::Job, b"a", None, later));
    }
}
