//! What an answer holds: a file, or where to look for it.

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::{Response, StatusCode};
use url::Url;

use super::{FetchError, Fetched};
use crate::guard::Refusal;

/// Media types are short: so long may one be that is taken over from an answer.
const LONGEST_TYPE: usize = 255;

/// Where the answer redirects to, if it does.
pub(super) fn target(response: &Response) -> Result<Option<Url>, FetchError> {
    let status = response.status();
    let is_redirect = matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(LOCATION).filter(|_location| is_redirect);
    location.map(|location| join(response.url(), location.as_bytes(), status)).transpose()
}

/// A redirect from `https` to `http` would show to everybody on the way what was meant for none of them.
fn join(from: &Url, location: &[u8], status: StatusCode) -> Result<Url, FetchError> {
    let location = std::str::from_utf8(location).ok();
    let to = location.and_then(|location| from.join(location).ok());
    let to = to.ok_or(FetchError::Status(status.as_u16()))?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err(FetchError::RedirectNotAllowed(Refusal::Plain));
    }
    Ok(to)
}

/// Only the status 200 comes with a whole file. The client decompresses gzip, and what is counted is what comes out.
pub(super) async fn read(mut response: Response, at_most: usize) -> Result<Fetched, FetchError> {
    if response.status() != StatusCode::OK {
        return Err(FetchError::Status(response.status().as_u16()));
    }
    let encoding = response.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
        return Err(FetchError::Encoded);
    }
    let content_type = response.headers().get(CONTENT_TYPE).and_then(|value| media_type(value.as_bytes()));
    let limit = u64::try_from(at_most).unwrap_or(u64::MAX);
    if response.content_length().is_some_and(|length| length > limit) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_error| FetchError::BrokeOff)? {
        if chunk.len() > at_most.saturating_sub(bytes.len()) {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched { bytes, content_type })
}

/// `None` if it is none. What remains can be repeated in a refusal.
fn media_type(value: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(value).ok()?;
    let text = text.split(';').next()?.trim().to_ascii_lowercase();
    let (kind, subtype) = text.split_once('/')?;
    let is_token = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c))
    };
    (text.len() <= LONGEST_TYPE && is_token(kind) && is_token(subtype)).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redirect(from: &str, location: &str) -> Result<String, FetchError> {
        join(&Url::parse(from).unwrap(), location.as_bytes(), StatusCode::FOUND).map(Into::into)
    }

    #[test]
    fn redirects_lead_on_and_never_from_https_to_http() {
        for (from, location, to) in [
            ("https://x.example/a/b?c", "d", "https://x.example/a/d"),
            ("https://x.example/a", "//y.example/b", "https://y.example/b"),
            ("http://x.example/a", "https://x.example/a", "https://x.example/a"),
            ("http://x.example/a", "http://y.example/", "http://y.example/"),
        ] {
            assert_eq!(redirect(from, location).as_deref(), Ok(to));
        }
        let downgraded = Err(FetchError::RedirectNotAllowed(Refusal::Plain));
        assert_eq!(redirect("https://x.example/", "http://x.example/"), downgraded);
        assert_eq!(redirect("https://x.example/", "HTTP://trusted.internal/"), downgraded);
        assert_eq!(redirect("https://x.example/", "https://"), Err(FetchError::Status(302)));
    }

    #[test]
    fn media_types_are_taken_over_without_their_parameters() {
        for (value, taken) in [
            ("application/pdf", Some("application/pdf")),
            ("Text/HTML; charset=UTF-8", Some("text/html")),
            (" image/svg+xml ", Some("image/svg+xml")),
            ("pdf", None),
            ("", None),
            ("a/", None),
            ("text/<b>", None),
            ("text/ü", None),
        ] {
            assert_eq!(media_type(value.as_bytes()).as_deref(), taken, "{value}");
        }
        assert_eq!(media_type(format!("a/{}", "b".repeat(LONGEST_TYPE)).as_bytes()), None);
    }
}
