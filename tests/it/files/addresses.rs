//! Where files are fetched from, and where not.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use unified_ats::files::{FetchError, Fetcher, Patience};
use unified_ats::guard::{Guard, Lookup, Refusal};
use url::Url;

use super::server::PDF;
use super::{ENOUGH, LONG, Names, Server, fetch, fetcher_with};

#[tokio::test]
async fn this_machine_is_asked_only_where_it_is_trusted_by_that_name() {
    let server = Server::start().await;
    assert_eq!(fetch(&server.url("/cv.pdf"), ENOUGH).await.unwrap().bytes, PDF);
    let url = Url::parse(&server.url("/cv.pdf")).unwrap();
    let refused = Err(FetchError::NotAllowed(Refusal::Inward));
    assert_eq!(fetcher_with("", &Names::default(), LONG).fetch(&url, ENOUGH).await, refused);
    let name = Url::parse(&format!("http://inside.example:{}/cv.pdf", server.port)).unwrap();
    let names = Names::default().with("inside.example", &[&["127.0.0.1"]]);
    assert_eq!(fetcher_with("127.0.0.1", &names, LONG).fetch(&name, ENOUGH).await, refused);
    assert_eq!(names.left("inside.example"), 0, "it was looked up");
    assert_eq!(server.seen().len(), 1);
}

/// The name comes first: it stands for the server, which would tell if it was asked.
#[tokio::test]
async fn a_trusted_host_redirects_to_no_inward_address() {
    let server = Server::start().await;
    let names = Names::default().with("inside.example", &[&["127.0.0.1"]]);
    let fetcher = fetcher_with("127.0.0.1", &names, LONG);
    let named = format!("http://inside.example:{}/cv.pdf", server.port);
    let mapped = format!("http://[::ffff:127.0.0.1]:{}/cv.pdf", server.port);
    let local = format!("//localhost:{}/cv.pdf", server.port);
    let addresses =
        [&named, &mapped, &local, "http://127.0.0.2/", "http://169.254.169.254/latest/meta-data/"];
    for (asked, location) in (1..).zip(addresses) {
        let url = Url::parse(&server.to(location)).unwrap();
        let refused = Err(FetchError::RedirectNotAllowed(Refusal::Inward));
        assert_eq!(fetcher.fetch(&url, ENOUGH).await, refused, "{location}");
        assert_eq!(server.seen().len(), asked, "{location}");
    }
    for (location, refusal) in [
        ("ftp://files.example/", Refusal::Scheme),
        ("file:///etc/passwd", Refusal::Scheme),
        ("http://user:password@127.0.0.1/", Refusal::Credentials),
    ] {
        let refused = Err(FetchError::RedirectNotAllowed(refusal));
        assert_eq!(fetch(&server.to(location), ENOUGH).await, refused, "{location}");
    }
}

#[tokio::test]
async fn an_address_with_credentials_is_not_asked() {
    let server = Server::start().await;
    let url = server.url("/cv.pdf").replace("http://", "http://user:password@");
    assert_eq!(fetch(&url, ENOUGH).await, Err(FetchError::NotAllowed(Refusal::Credentials)));
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn three_redirects_are_followed_and_no_more() {
    let server = Server::start().await;
    assert_eq!(fetch(&server.url("/hops/3"), ENOUGH).await.unwrap().bytes, PDF);
    assert_eq!(fetch(&server.url("/hops/4"), ENOUGH).await, Err(FetchError::TooManyRedirects));
    assert_eq!(fetch(&server.to("http://["), ENOUGH).await, Err(FetchError::Status(302)));
}

#[tokio::test]
async fn nothing_is_told_but_what_is_needed_to_ask() {
    let server = Server::start().await;
    fetch(&server.to("/cv.pdf"), ENOUGH).await.unwrap();
    let seen = server.seen();
    assert_eq!(seen.len(), 2);
    for headers in seen {
        let mut names: Vec<_> = headers.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
    }
}

/// The second answer would lead to another address, as that of somebody who wants to get in by the time that passes
/// between judging and asking. Each redirect is looked up and judged on its own.
#[tokio::test]
async fn a_name_is_looked_up_once_for_each_request() {
    let server = Server::start().await;
    let here: &[&str] = &["127.0.0.1"];
    let names = Names::default().with("files.internal", &[here, &["127.0.0.2"]]);
    let fetcher = fetcher_with("files.internal", &names, LONG);
    let url = Url::parse(&format!("http://files.internal:{}/cv.pdf", server.port)).unwrap();
    assert_eq!(fetcher.fetch(&url, ENOUGH).await.unwrap().bytes, PDF);
    assert_eq!(names.left("files.internal"), 1);

    let names = Names::default().with("files.internal", &[here, here, here]);
    let fetcher = fetcher_with("files.internal", &names, LONG);
    fetcher.fetch(&url.join("/hops/1").unwrap(), ENOUGH).await.unwrap();
    assert_eq!(names.left("files.internal"), 1);
}

#[tokio::test]
async fn what_is_not_there_cannot_be_reached() {
    let fetcher = fetcher_with("nowhere.internal,127.0.0.1", &Names::default(), LONG);
    let closed = Server::start().await.url("/");
    for url in ["https://nowhere.internal/", "https://files.example/", &closed] {
        let fetched = fetcher.fetch(&Url::parse(url).unwrap(), ENOUGH).await;
        assert_eq!(fetched, Err(FetchError::Unreachable), "{url}");
    }
}

/// Looks for ever.
struct Searching;

#[async_trait]
impl Lookup for Searching {
    async fn addresses(&self, _name: &str) -> io::Result<Vec<IpAddr>> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn a_name_has_to_be_found_in_time() {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let patience = Patience { connect: Duration::from_millis(20), ..LONG };
    let fetcher = Fetcher::with(Guard::default(), Arc::new(Searching), patience).unwrap();
    let url = Url::parse("https://files.example/").unwrap();
    assert_eq!(fetcher.fetch(&url, ENOUGH).await, Err(FetchError::Unreachable));
}
