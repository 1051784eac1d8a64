//! Pages as answers: kept by nobody, shown within nobody else's page, and with nothing of anybody else's in them.

use axum::body::Body;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use maud::Markup;

use crate::connect::Origins;

const COMMON: [(HeaderName, &str); 4] = [
    (CONTENT_TYPE, "text/html; charset=utf-8"),
    (CACHE_CONTROL, "no-store"),
    // The address holds the secret.
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// A page that the pages of these origins may show within them; `None`: nobody's.
pub(super) fn page(status: StatusCode, page: Markup, framed_by: Option<&Origins>) -> Response {
    let mut answer = Response::new(Body::from(page.into_string()));
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    for (name, value) in COMMON {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // Origins hold nothing that a header must not.
    let policy =
        HeaderValue::from_str(&policy(framed_by)).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(CONTENT_SECURITY_POLICY, policy);
    answer
}

fn policy(framed_by: Option<&Origins>) -> String {
    let ancestors = framed_by.map(Origins::to_string).filter(|origins| !origins.is_empty());
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors {}",
        ancestors.as_deref().unwrap_or("'none'")
    )
}

/// To the page as it is now. `place` is relative to the one that was asked for.
pub(super) fn see_other(place: &str) -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::SEE_OTHER;
    let headers = answer.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    if let Ok(place) = HeaderValue::from_str(place) {
        headers.insert(LOCATION, place);
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_named_origins_may_show_a_page() {
        let ancestors =
            |origins: Option<&Origins>| policy(origins).split("frame-ancestors ").nth(1).unwrap().to_owned();
        let named: Origins = "https://a.example,https://b.example".parse().unwrap();
        assert_eq!(ancestors(Some(&named)), "https://a.example https://b.example");
        assert_eq!(ancestors(Some(&Origins::default())), "'none'");
        assert_eq!(ancestors(None), "'none'");
    }
}
