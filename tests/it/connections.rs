//! Connections: what they carry, and what ends them.

use std::time::Duration;

use sqlx::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use unified_ats::server::Limits;

use crate::support::{Port, TestService};

const PATH: &str = "/v1/check-api-key";

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

async fn connect(port: &Port) -> TcpStream {
    TcpStream::connect(&port.address).await.unwrap()
}

/// Asks on an open connection, and reads the answer: what it begins with.
async fn ask(stream: &mut TcpStream, head: &str) -> String {
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"}") {
        assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the connection ended");
    }
    String::from_utf8(answer).unwrap().lines().next().unwrap().to_owned()
}

/// Everything that comes until the other end closes.
async fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await.unwrap().unwrap();
    rest
}

#[sqlx::test]
async fn slow_heads_are_cut_and_idle_connections_are_not(pool: PgPool) {
    let service = TestService::start(pool).await;
    let limits = Limits { head: Duration::from_millis(200), ..Limits::default() };
    let port = Port::open(&service, limits).await;
    let head = service.head(PATH);
    let mut idle = connect(&port).await;
    assert_eq!(ask(&mut idle, &head).await, "HTTP/1.1 200 OK");
    let (begun, _left) = head.split_at(30);
    for beginning in ["", "P", begun] {
        let mut slow = connect(&port).await;
        slow.write_all(beginning.as_bytes()).await.unwrap();
        assert!(rest(&mut slow).await.is_empty(), "{beginning}");
    }
    let mut slow_again = connect(&port).await;
    ask(&mut slow_again, &head).await;
    slow_again.write_all(begun.as_bytes()).await.unwrap();
    assert!(rest(&mut slow_again).await.is_empty(), "also behind an answered request");
    assert_eq!(ask(&mut idle, &head).await, "HTTP/1.1 200 OK", "older than all of them");
    port.close().await;
}

#[sqlx::test]
async fn connections_at_rest_end_some_time(pool: PgPool) {
    let service = TestService::start(pool).await;
    let port = Port::open(&service, Limits { rest: Duration::from_millis(200), ..Limits::default() }).await;
    let mut idle = connect(&port).await;
    ask(&mut idle, &service.head(PATH)).await;
    assert!(rest(&mut idle).await.is_empty());
    port.close().await;
}

#[sqlx::test]
async fn both_versions_of_http_are_spoken(pool: PgPool) {
    let service = TestService::start(pool).await;
    let port = Port::open(&service, Limits::default()).await;
    let builders = [
        (reqwest::Client::builder().http1_only(), reqwest::Version::HTTP_11),
        (reqwest::Client::builder().http2_prior_knowledge(), reqwest::Version::HTTP_2),
    ];
    for (builder, version) in builders {
        let client = builder.build().unwrap();
        let ask = || client.get(port.url(PATH)).headers(service.credentials()).send();
        let answers = futures_util::future::join_all((0..20).map(|_| ask())).await;
        for answer in answers {
            let answer = answer.unwrap();
            assert_eq!((answer.status().as_u16(), answer.version()), (200, version));
        }
    }
    port.close().await;
}

#[sqlx::test]
async fn heads_are_long_enough_for_every_address_and_no_longer(pool: PgPool) {
    let service = TestService::start(pool).await;
    service.sync().await;
    let port = Port::open(&service, Limits::default()).await;
    let long = format!("/v1/ats/users?emails={}", "a".repeat(30_000));
    assert_eq!(ask(&mut connect(&port).await, &service.head(&long)).await, "HTTP/1.1 200 OK");
    let mut stream = connect(&port).await;
    let endless = format!("GET {PATH} HTTP/1.1\r\nx-long: {}", "a".repeat(300_000));
    // The other end may close before it has read everything.
    let _written = stream.write_all(endless.as_bytes()).await;
    let mut answer = Vec::new();
    let _reset = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await.unwrap();
    assert!(
        answer.is_empty() || answer.starts_with(b"HTTP/1.1 431 "),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    port.close().await;
}

#[sqlx::test]
async fn a_server_that_is_stopped_ends_connections_at_rest(pool: PgPool) {
    let service = TestService::start(pool).await;
    let port = Port::open(&service, Limits::default()).await;
    let mut idle = connect(&port).await;
    ask(&mut idle, &service.head(PATH)).await;
    tokio::time::timeout(PATIENCE, port.close()).await.unwrap();
    assert!(rest(&mut idle).await.is_empty());
}
