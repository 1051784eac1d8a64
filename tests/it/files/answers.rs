//! What is taken for a file, and what is not.

use std::time::Duration;

use unified_ats::files::{FetchError, Patience};
use url::Url;

use super::server::PDF;
use super::{ENOUGH, LONG, Names, Server, fetch, fetcher_with};

#[tokio::test]
async fn a_file_comes_with_its_media_type() {
    let server = Server::start().await;
    for (path, content_type) in [
        ("/cv.pdf", Some("application/pdf")),
        ("/body/untyped", None),
        ("/body/ill-typed", None),
        ("/body/gzip", Some("application/octet-stream")),
        ("/body/identity", Some("application/octet-stream")),
    ] {
        let fetched = fetch(&server.url(path), ENOUGH).await.unwrap();
        assert_eq!(
            (fetched.bytes.as_slice(), fetched.content_type.as_deref()),
            (PDF, content_type),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_a_whole_file_is_one() {
    let server = Server::start().await;
    for status in [201, 204, 206, 300, 302, 304, 403, 404, 429, 500] {
        let fetched = fetch(&server.url(&format!("/status/{status}")), ENOUGH).await;
        assert_eq!(fetched, Err(FetchError::Status(status)));
    }
    for (body, error) in
        [("broken", FetchError::BrokeOff), ("half-gzip", FetchError::BrokeOff), ("br", FetchError::Encoded)]
    {
        assert_eq!(fetch(&server.url(&format!("/body/{body}")), ENOUGH).await, Err(error), "{body}");
    }
}

/// Of those that are announced to be too large, nothing is read: nothing more than the beginning comes.
#[tokio::test]
async fn no_file_is_larger_than_allowed() {
    let server = Server::start().await;
    for path in ["/body/kib", "/body/kib-in-chunks"] {
        assert_eq!(fetch(&server.url(path), 1024).await.unwrap().bytes.len(), 1024, "{path}");
    }
    for (path, at_most) in [
        ("/body/kib", 1023),
        ("/body/kib", 0),
        ("/body/kib-in-chunks", 1023),
        ("/body/announced", 1024),
        ("/body/endless", 1 << 16),
        ("/body/bomb", ENOUGH),
        ("/body/gzip", PDF.len() - 1),
    ] {
        assert_eq!(fetch(&server.url(path), at_most).await, Err(FetchError::TooLarge), "{path} of {at_most}");
    }
}

#[tokio::test]
async fn a_file_has_to_come_in_time() {
    let server = Server::start().await;
    let patience = Patience { total: Duration::from_millis(50), ..LONG };
    let fetcher = fetcher_with("127.0.0.1", &Names::default(), patience);
    for path in ["/body/stuck", "/body/announced"] {
        let url = Url::parse(&server.url(path)).unwrap();
        assert_eq!(fetcher.fetch(&url, ENOUGH).await, Err(FetchError::TooSlow), "{path}");
    }
}
