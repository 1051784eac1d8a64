//! Compressed answers for callers that ask for them.

use axum::extract::Request;
use axum::http::header::ACCEPT_ENCODING;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode, Version};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

/// What is smaller fits into one packet as it is.
const WORTH_IT: u64 = 1024;

/// gzip or zstd, at the level that costs least: at this one a page still shrinks to a fraction, and further levels cost
/// more time than they save on any network that a service and its callers share.
pub(super) fn layer() -> CompressionLayer<impl Predicate> {
    // Events are to arrive when they happen. The lines of an export come in pieces that are worth compressing.
    let worth_it =
        SizeAbove::new(WORTH_IT).and(NotForContentType::const_new("text/event-stream")).and(has_content);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it)
}

/// `304 Not Modified` has none to compress, and its encoding would be that of a page that is not sent.
fn has_content(status: StatusCode, _: Version, _: &HeaderMap, _: &Extensions) -> bool {
    status != StatusCode::NOT_MODIFIED
}

/// Forgets that a caller refuses plain answers. The layer would send an answer of ours as `406 Not Acceptable`, also
/// when something was done already; RFC 9110, section 12.5.3, allows a plain answer instead.
pub(super) fn allow_plain(mut request: Request) -> Request {
    let refuses = |value: &HeaderValue| value.to_str().is_ok_and(|value| value.split(',').any(refuses_plain));
    if request.headers().get_all(ACCEPT_ENCODING).iter().any(refuses) {
        let kept: Vec<HeaderValue> =
            request.headers().get_all(ACCEPT_ENCODING).iter().filter_map(without_refusal).collect();
        request.headers_mut().remove(ACCEPT_ENCODING);
        for value in kept {
            request.headers_mut().append(ACCEPT_ENCODING, value);
        }
    }
    request
}

fn without_refusal(value: &HeaderValue) -> Option<HeaderValue> {
    let kept: Vec<&str> = value.to_str().ok()?.split(',').filter(|part| !refuses_plain(part)).collect();
    HeaderValue::from_str(&kept.join(",")).ok()
}

/// `identity;q=0` or `*;q=0`, in any form of zero.
fn refuses_plain(part: &str) -> bool {
    let Some((coding, weight)) = part.split_once(';') else { return false };
    let coding = coding.trim();
    let zero = weight.trim().split_once('=').is_some_and(|(name, number)| {
        name.trim().eq_ignore_ascii_case("q")
            && number.trim().parse::<f32>().is_ok_and(|number| number == 0.0)
    });
    zero && (coding == "*" || coding.eq_ignore_ascii_case("identity"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn only_the_refusal_of_plain_answers_is_forgotten() {
        for (sent, kept) in [
            ("gzip, deflate", "gzip, deflate"),
            ("gzip;q=0, zstd", "gzip;q=0, zstd"),
            ("*", "*"),
            ("identity;q=0.5", "identity;q=0.5"),
            ("br, *;q=0", "br"),
            ("gzip, IDENTITY ; Q=0.000", "gzip"),
            ("identity;q=0", ""),
            ("*;q=x", "*;q=x"),
        ] {
            let request = Request::builder().header(ACCEPT_ENCODING, sent).body(Body::empty()).unwrap();
            assert_eq!(allow_plain(request).headers()[ACCEPT_ENCODING], kept, "{sent}");
        }
    }
}
