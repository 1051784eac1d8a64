//! Files that belong to the pages. They hold nothing of anybody, so that browsers may keep them for a while.

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::response::IntoResponse;
use axum::routing::get;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/style.css", get(async || asset(CSS, include_str!("assets/style.css"))))
        .route("/hand-over.js", get(async || asset(SCRIPT, include_str!("assets/hand-over.js"))))
        .route("/embed.js", get(async || asset(SCRIPT, include_str!("assets/embed.js"))))
}

fn asset(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers =
        [(CONTENT_TYPE, kind), (CACHE_CONTROL, "public, max-age=300"), (X_CONTENT_TYPE_OPTIONS, "nosniff")];
    (headers, text)
}
