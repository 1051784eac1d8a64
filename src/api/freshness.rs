//! How old the records of a list are, told in headers: looked up before the page, so that no page is older than they say.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use chrono::{DateTime, SecondsFormat, Utc};
use utoipa::openapi::RefOr;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};

use crate::domain::model::Model;
use crate::store::model_syncs::Freshness;

const DELTA: HeaderName = HeaderName::from_static("x-last-incremental-sync");
const FULL: HeaderName = HeaderName::from_static("x-last-full-sync");
const RUNNING: HeaderName = HeaderName::from_static("x-sync-running");

/// Adds the headers to an answer about a model.
pub(super) fn tell(freshness: &Freshness, model: Model, headers: &mut HeaderMap) {
    let ended = freshness.of(model);
    for (name, at) in [(DELTA, ended.delta), (FULL, ended.full)] {
        if let Some(value) = at.and_then(time) {
            headers.insert(name, value);
        }
    }
    let running = if freshness.is_syncing { "true" } else { "false" };
    headers.insert(RUNNING, HeaderValue::from_static(running));
}

/// In the form of all times that callers see. `None` is not to be expected: digits fit into a header.
fn time(at: DateTime<Utc>) -> Option<HeaderValue> {
    HeaderValue::from_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true)).ok()
}

/// Says in the description of a list that it sends the headers.
pub(super) fn describe(operation: &mut Operation) {
    if let Some(RefOr::T(page)) = operation.responses.responses.get_mut("200") {
        page.headers.extend(described().map(|(name, header)| (name.to_owned(), RefOr::T(header))));
    }
}

fn described() -> [(&'static str, utoipa::openapi::Header); 3] {
    let time = || {
        let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
        ObjectBuilder::new().schema_type(Type::String).format(Some(format))
    };
    let header = |schema: ObjectBuilder, text: &str| {
        HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build()
    };
    [
        (
            "X-Last-Incremental-Sync",
            header(
                time(),
                "When the last incremental sync of this model ended; missing when there was none. An addition to \
                 Kombo's contract.",
            ),
        ),
        (
            "X-Last-Full-Sync",
            header(
                time(),
                "When the last full sync of this model ended, which finds deletions, too; missing when there was none. \
                 An addition to Kombo's contract.",
            ),
        ),
        (
            "X-Sync-Running",
            header(
                ObjectBuilder::new().schema_type(Type::Boolean),
                "Whether a sync of the integration runs now. An addition to Kombo's contract.",
            ),
        ),
    ]
}
