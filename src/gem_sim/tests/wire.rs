//! What arrives over a real connection.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::newcomer;
use crate::gem_sim::state::DIRECT_KEY;
use crate::gem_sim::{Options, Sim};

struct Wire {
    sim: Sim,
    address: String,
}

impl Wire {
    async fn start() -> Self {
        let sim = Sim::start(Options { candidates: 20, ..Options::default() }).await.unwrap();
        let address = sim.base_url().replace("http://", "");
        Self { sim, address }
    }

    /// Everything that arrives until the server closes the connection, which is not asked for unless `closes`.
    async fn exchange(&self, method: &str, path: &str, body: &[u8], closes: bool) -> Vec<u8> {
        let connection = if closes { "close" } else { "keep-alive" };
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: {connection}\r\nx-api-key: {DIRECT_KEY}\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.write_all(body).await.unwrap();
        let mut answer = Vec::new();
        let ended = stream.read_to_end(&mut answer);
        // A reset is as good an end as an orderly one.
        let _ =
            tokio::time::timeout(Duration::from_secs(20), ended).await.expect("the connection stays open");
        answer
    }

    async fn json(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = self.exchange(method, path, body.as_bytes(), true).await;
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        serde_json::from_str(body).unwrap()
    }

    async fn candidates(&self) -> Value {
        self.json("GET", "/_sim/find/candidates?email=ann@new.example", &Value::Null).await["total"].clone()
    }
}

#[tokio::test]
async fn a_dropped_write_brings_no_byte_and_closes_the_connection() {
    let wire = Wire::start().await;
    let jobs = wire.json("GET", "/ats/v0/jobs/?status=open", &Value::Null).await;
    let body = newcomer(jobs[0]["id"].as_str().unwrap()).to_string();
    for (after, candidates) in [(false, 0), (true, 1)] {
        let rule = json!([{"path": "/candidates/", "kind": "drop", "nth": 1, "after": after}]);
        wire.json("PUT", "/_sim/faults", &rule).await;
        let answer = wire.exchange("POST", "/ats/v0/candidates/", body.as_bytes(), false).await;
        assert_eq!(answer, b"", "after: {after}");
        assert_eq!(wire.candidates().await, candidates, "after: {after}");
    }
    let log = wire.json("GET", "/_sim/requests", &Value::Null).await;
    let writes: Vec<_> = log.as_array().unwrap().iter().filter(|entry| entry["method"] == "POST").collect();
    assert_eq!(writes.len(), 2);
    for (entry, effect, true_status) in [(writes[0], false, Value::Null), (writes[1], true, json!(201))] {
        assert_eq!((&entry["status"], &entry["effect"]), (&json!(0), &json!(effect)));
        assert_eq!(entry["true_status"], true_status);
    }
    wire.sim.stop().await;
}

#[tokio::test]
async fn a_body_that_is_too_long_gets_its_answer_nonetheless() {
    let wire = Wire::start().await;
    let body = vec![b'x'; 24 * 1024 * 1024];
    let answer = wire.exchange("POST", "/ats/v0/candidates/", &body, true).await;
    let answer = String::from_utf8(answer).unwrap();
    assert!(
        answer.starts_with("HTTP/1.1 413") && answer.ends_with(r#"{"message":"Request Too Long"}"#),
        "{answer}"
    );
    wire.sim.stop().await;
}
