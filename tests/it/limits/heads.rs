//! Heads that cannot be read are refused as everything else is.

use serde_json::Value;
use sqlx::PgPool;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use unified_ats::server::Limits;

use crate::support::{Document, Port, TestService};

/// The status and the body of what is answered to a text.
async fn answer(port: &Port, text: &str) -> (String, Value) {
    let mut stream = TcpStream::connect(&port.address).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{head}");
    assert!(head.contains("content-type: application/json\r\n"), "{head}");
    (head.lines().next().unwrap().to_owned(), serde_json::from_str(body).unwrap())
}

#[sqlx::test]
async fn what_cannot_be_read_is_told_in_the_envelope(pool: PgPool) {
    let service = TestService::start(pool).await;
    let limits = Limits { refusal: unified_ats::api::refusal_of_head, ..Limits::default() };
    let port = Port::open(&service, limits).await;
    let long = format!("/v1/ats/users?emails={}", "a".repeat(66_000));
    for (text, line, told) in [
        (service.head(&long), "HTTP/1.1 414 URI Too Long", "65,534 bytes"),
        ("nonsense\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request", "no valid HTTP"),
    ] {
        let (status, body) = answer(&port, &text).await;
        assert_eq!(status, line);
        Document::get().validate_as("ErrorBody", &body, line);
        assert_eq!(body["error"]["code"], "PLATFORM.INPUT_INVALID");
        assert!(body["error"]["message"].as_str().unwrap().contains(told), "{body}");
    }
    port.close().await;
}

#[sqlx::test]
async fn more_parameters_than_anybody_needs_are_refused(pool: PgPool) {
    let service = TestService::start(pool).await;
    let query: Vec<String> = (0..101).map(|number| format!("p{number}=1")).collect();
    service.sync().await;
    let answer = service.get(&format!("/v1/ats/jobs?{}", query.join("&"))).await;
    assert_eq!((answer.status, answer.message()), (400, "query: at most 100 parameters are allowed"));
    let fewer = service.get(&format!("/v1/ats/jobs?{}", query[1..].join("&"))).await;
    assert_eq!(fewer.status, 200);
}
