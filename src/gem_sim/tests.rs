//! The simulator, called in process.

mod api;
mod checklist;
mod control;
mod embedded;
mod faults;
mod find;
mod lists;
mod rules;
mod wire;
mod writes;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request};
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::state::DIRECT_KEY;
use super::{Options, Profile, Simulation, router};

/// An answer, read to its end.
struct Answer {
    status: u16,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    fn rows(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text);
        self.json().as_array().unwrap().clone()
    }

    fn ids(&self) -> Vec<String> {
        self.rows().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

struct Gem(Router);

impl Gem {
    fn new(options: &Options) -> Self {
        Self(router(Simulation::new(options, "http://sim.test")))
    }

    fn small() -> Self {
        Self::new(&Options { candidates: 200, rate: None, ..Options::default() })
    }

    fn extended() -> Self {
        Self::new(&Options { candidates: 200, rate: None, profile: Profile::Extended, ..Options::default() })
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response =
            self.0.clone().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap_or_default();
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    /// A call of the API with the direct key.
    async fn api(&self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/ats/v0{path}"), &[("X-API-Key", DIRECT_KEY)], &body).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.api("GET", path, &Value::Null).await
    }

    async fn control(&self, method: &str, path: &str, body: Value) -> Answer {
        let answer = self.send(method, &format!("/_sim/{path}"), &[], &body.to_string()).await;
        assert!(answer.status == 200 || answer.status == 422, "{} {}", answer.status, answer.text);
        answer
    }

    /// Lets one rule spoil what comes next.
    async fn fault(&self, rule: Value) {
        let answer = self.control("PUT", "faults", json!([rule])).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// The rows of `/_sim/find`, which has a question mark in it.
    async fn find(&self, what: &str) -> Vec<Value> {
        let answer = self.control("GET", &format!("find/{what}"), Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let found = answer.json();
        let rows = found["rows"].as_array().unwrap().clone();
        assert_eq!(found["total"], rows.len());
        rows
    }

    /// What the log has of the latest request.
    async fn logged(&self) -> Value {
        self.control("GET", "requests", Value::Null).await.rows().pop().unwrap()
    }

    /// An open job.
    async fn open_job(&self) -> String {
        self.get("/jobs/?status=open").await.ids().remove(0)
    }

    async fn switch(&self, switches: Value) {
        let answer = self.control("PATCH", "switches", switches).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    async fn mutate(&self, operation: Value) -> Value {
        let answer = self.control("POST", "mutate", json!([operation])).await;
        answer.rows().remove(0)
    }

    async fn world(&self, resource: &str) -> Vec<Value> {
        let answer =
            self.control("GET", &format!("world/{resource}?deleted=true&limit=5000"), Value::Null).await;
        answer.json()["rows"].as_array().unwrap().clone()
    }
}

/// A body of `POST /candidates/`.
fn newcomer(job: &str) -> Value {
    json!({"first_name": "Ann", "last_name": "New", "email": "ann@new.example", "job_id": job})
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}
