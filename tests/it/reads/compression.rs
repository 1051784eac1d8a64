//! Compressed pages, over real connections.

use std::io::Read as _;

use sqlx::PgPool;
use unified_ats::server::Limits;

use crate::support::{Port, TestService};

const PATH: &str = "/v1/ats/candidates?page_size=100";

/// A page as it was sent, by the encodings that were asked for.
async fn sent(
    service: &TestService,
    port: &Port,
    path: &str,
    accepted: Option<&str>,
) -> (Option<String>, Vec<u8>) {
    let client = reqwest::Client::builder().no_gzip().build().unwrap();
    let mut request = client.get(port.url(path)).headers(service.credentials());
    if let Some(accepted) = accepted {
        request = request.header("accept-encoding", accepted);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 200, "{accepted:?}");
    let encoding = answer.headers().get("content-encoding").map(|value| value.to_str().unwrap().to_owned());
    (encoding, answer.bytes().await.unwrap().to_vec())
}

fn decoded(encoding: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    match encoding {
        None => bytes.to_vec(),
        Some("gzip") => {
            let mut text = Vec::new();
            flate2::read::GzDecoder::new(bytes).read_to_end(&mut text).unwrap();
            text
        }
        Some("zstd") => zstd::decode_all(bytes).unwrap(),
        Some(other) => panic!("{other} was not asked for"),
    }
}

#[sqlx::test]
async fn a_page_is_the_same_in_every_encoding(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    let (_none, plain) = sent(&service, &port, PATH, None).await;
    for (accepted, encoding) in [
        (None, None),
        (Some("identity"), None),
        (Some("br"), None),
        (Some("gzip"), Some("gzip")),
        (Some("gzip, deflate"), Some("gzip")),
        (Some("zstd"), Some("zstd")),
        (Some("gzip;q=0.5, zstd"), Some("zstd")),
        (Some("gzip, zstd;q=0.5"), Some("gzip")),
        (Some("gzip, *;q=0"), Some("gzip")),
        (Some("br, *;q=0"), None),
        (Some("identity;q=0"), None),
    ] {
        let (sent_in, bytes) = sent(&service, &port, PATH, accepted).await;
        assert_eq!(sent_in.as_deref(), encoding, "{accepted:?}");
        assert!(decoded(encoding, &bytes) == plain, "{accepted:?} is another page");
        assert!(encoding.is_none() || bytes.len() * 3 < plain.len(), "{accepted:?}: {} bytes", bytes.len());
    }
    port.close().await;
}

#[sqlx::test]
async fn an_export_is_the_same_in_every_encoding(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    let path = "/v1/ats/candidates/export";
    let (_none, plain) = sent(&service, &port, path, None).await;
    for encoding in ["gzip", "zstd"] {
        let (sent_in, bytes) = sent(&service, &port, path, Some(encoding)).await;
        assert_eq!(sent_in.as_deref(), Some(encoding));
        assert!(decoded(Some(encoding), &bytes) == plain && bytes.len() * 3 < plain.len());
    }
    port.close().await;
}

#[sqlx::test]
async fn a_page_is_recognised_in_every_encoding(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let plain = service.get(PATH).await;
    let tag = plain.header("etag").unwrap();
    for encoding in ["gzip", "zstd"] {
        let headers = [("accept-encoding", encoding), ("if-none-match", tag)];
        let answer = service.get_with(PATH, &headers).await;
        assert_eq!(
            (answer.status, answer.header("etag"), answer.header("content-encoding")),
            (304, Some(tag), None)
        );
        assert_eq!(answer.header("vary"), plain.header("vary"));
    }
}

#[sqlx::test]
async fn clients_that_decode_by_themselves_notice_nothing(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    let (_none, plain) = sent(&service, &port, PATH, None).await;
    let client = reqwest::Client::builder().gzip(true).build().unwrap();
    let answer = client.get(port.url(PATH)).headers(service.credentials()).send().await.unwrap();
    assert!(answer.bytes().await.unwrap() == plain);
    port.close().await;
}

#[sqlx::test]
async fn small_answers_are_sent_as_they_are(pool: PgPool) {
    let service = TestService::start(pool).await;
    let port = Port::open(&service, Limits::default()).await;
    let (encoding, _bytes) = sent(&service, &port, "/v1/check-api-key", Some("gzip, zstd")).await;
    assert_eq!(encoding, None);
    port.close().await;
}
