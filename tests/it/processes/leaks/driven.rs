//! Everything that the program is made to do.

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::super::setup::{make_due, runs};
use super::super::until::until;
use crate::actions::Stand;

/// What it answered, by what was asked.
#[derive(Default)]
pub(super) struct Driven {
    pub(super) answers: Vec<(String, String)>,
    pub(super) refusals: Vec<(String, String)>,
    pub(super) metrics: String,
}

struct Caller<'a> {
    stand: &'a Stand,
    address: &'a str,
    driven: Driven,
}

impl Driven {
    pub(super) async fn through(stand: &Stand, address: &str) -> Self {
        let mut caller = Caller { stand, address, driven: Self::default() };
        caller.sync(json!([])).await;
        caller.read().await;
        caller.write().await;
        caller.send_nonsense().await;
        for fault in [
            json!({ "kind": "truncated" }),
            json!({ "kind": "malformed" }),
            json!({ "kind": "status", "status": 400 }),
        ] {
            let mut rule = json!({ "path": "/candidates", "method": "GET" });
            rule.as_object_mut().unwrap().extend(fault.as_object().unwrap().clone());
            caller.sync(json!([rule])).await;
        }
        caller.driven.metrics = caller.text(caller.request(Method::GET, "/metrics", None)).await.1;
        assert!(caller.driven.answers.len() > 12 && caller.driven.refusals.len() > 25);
        caller.driven
    }
}

impl Caller<'_> {
    /// One full sync by the program, however it ends, while the ATS fails so.
    async fn sync(&self, faults: Value) {
        let service = &self.stand.service;
        let before = runs(service).await.len();
        service.set_faults(faults).await;
        make_due(service).await;
        until("the program did not sync", async || {
            let runs = runs(service).await;
            (runs.len() > before && runs.iter().all(|run| run.state != "RUNNING")).then_some(())
        })
        .await;
        service.set_faults(json!([])).await;
    }

    async fn read(&mut self) {
        for path in [
            "candidates?email=zaphodia@heart.example&include_remote_data=true",
            "candidates?first_name=Zaphodia&last_name=Beeblebrox",
            "users?emails=beeblebrox@heart.example",
            "applications?include_remote_data=true&include_deleted=true",
            "candidates/export",
        ] {
            self.ask(Method::GET, &format!("/v1/ats/{path}"), None).await;
        }
        let integration = self.stand.service.integration.clone();
        for path in ["syncs", "quarantine", "actions", "connector-settings", "sync-settings"] {
            self.manage(Method::GET, &format!("/v1/management/integrations/{integration}/{path}"), None)
                .await;
        }
    }

    async fn write(&mut self) {
        let file = json!({ "name": "secret-name.pdf", "type": "CV", "content_type": "text/plain", "data": "c2VjcmV0IHBhZ2Uy" });
        let person = json!({
            "first_name": "Zaphodia", "last_name": "Beeblebrox", "email_address": "new@heart.example",
            "phone_number": "+4400042",
        });
        let apply = json!({ "candidate": person, "attachments": [file] });
        let note = json!({ "content": "Vogonic poetry", "content_type": "PLAIN_TEXT" });
        let (job, notes) = (self.stand.of_job(), self.stand.of_application("notes"));
        let reject = json!({ "rejection_reason_id": self.stand.reason["id"], "note": "Vogonic" });
        let get = json!({ "method": "GET", "path": "/candidates/", "params": { "email": "zaphodia@heart.example" } });
        let post = json!({ "method": "POST", "path": "/nothing", "data": { "name": "Beeblebrox" } });
        for (path, body) in [
            (&job, &apply),
            (&job, &apply),
            (&notes, &note),
            (&"/v1/passthrough/gem/api".to_owned(), &get),
            (&"/v1/passthrough/gem/api".to_owned(), &post),
        ] {
            self.ask(Method::POST, path, Some(body)).await;
        }
        for kind in ["drop", "malformed", "truncated"] {
            self.stand
                .service
                .set_faults(json!([{ "path": "*", "method": "POST", "kind": kind, "after": true }]))
                .await;
            self.ask(Method::POST, &notes, Some(&note)).await;
        }
        self.stand.service.set_faults(json!([])).await;
        self.ask(Method::POST, &self.stand.of_application("reject"), Some(&reject)).await;
    }

    /// Where people stand in places that are for something else.
    async fn send_nonsense(&mut self) {
        for query in [
            "page_size=Zaphodia",
            "cursor=zaphodia@heart.example",
            "updated_after=Beeblebrox",
            "include_deleted=Zaphodia",
            "ids=zaphodia@heart.example&page_size=0",
            "zaphodia@heart.example=1&zaphodia@heart.example=2",
            "email=zaphodia@heart.example%00",
            "statuses=Beeblebrox",
        ] {
            self.ask(Method::GET, &format!("/v1/ats/jobs?{query}"), None).await;
        }
        let (job, notes) = (self.stand.of_job(), self.stand.of_application("notes"));
        let passthrough = "/v1/passthrough/gem/api".to_owned();
        for (path, body) in [
            (&job, json!({ "candidate": "Zaphodia" })),
            (&job, json!({ "candidate": { "first_name": ["Zaphodia"], "last_name": "Beeblebrox" } })),
            (&job, json!({ "candidate": { "first_name": "Zaphodia", "email_address": "heart.example" } })),
            (
                &job,
                json!({ "candidate": { "first_name": "Zaphodia", "last_name": "B", "email_address": 4_400_042 } }),
            ),
            (
                &job,
                json!({ "candidate": { "first_name": "Z", "last_name": "B", "email_address": "z@x.example", "gender": "Zaphodia" } }),
            ),
            (&notes, json!({ "content": "Vogonic", "content_type": "Beeblebrox" })),
            (&notes, json!({ "content": { "zaphodia@heart.example": 1 }, "content_type": "PLAIN_TEXT" })),
            (&passthrough, json!({ "method": "Zaphodia", "path": "/x" })),
            (&passthrough, json!({ "method": "GET", "path": "zaphodia@heart.example" })),
            (
                &passthrough,
                json!({ "method": "GET", "path": "/x", "params": { "zaphodia@heart.example": 1 } }),
            ),
            (
                &passthrough,
                json!({ "method": "GET", "path": "/x", "headers": { "zaphodia@heart.example": "x" } }),
            ),
            (
                &passthrough,
                json!({ "method": "GET", "path": "/x", "data": "a", "multipart_form_data": ["Zaphodia"] }),
            ),
            (&"/v1/force-sync".to_owned(), json!({ "type": "Beeblebrox" })),
            (&"/v1/ats/candidates/zaphodia@heart.example/tags".to_owned(), json!({ "tag": { "name": "x" } })),
        ] {
            self.ask(Method::POST, path, Some(&body)).await;
        }
        self.manage_nonsense().await;
        for (name, value) in [
            ("idempotency-key", "Zaphodia Beeblebrox"),
            ("x-integration-id", "zaphodia@heart.example"),
            ("authorization", "Bearer uats_zaphodia"),
        ] {
            let note = json!({ "content": "Vogonic", "content_type": "PLAIN_TEXT" });
            let mut headers = self.stand.service.credentials();
            headers.insert(name, value.parse().unwrap());
            let request = self.request(Method::POST, &notes, Some(&note)).headers(headers);
            self.note(format!("POST with {name}"), request).await;
        }
    }

    async fn manage_nonsense(&mut self) {
        let integration = self.stand.service.integration.clone();
        let settings = format!("/v1/management/integrations/{integration}/connector-settings");
        for body in [json!({ "acting_user_id": ["Zaphodia"] }), json!({ "page_size": "Beeblebrox" })] {
            self.manage(Method::PATCH, &settings, Some(&body)).await;
        }
        let settings = format!("/v1/management/integrations/{integration}/sync-settings");
        self.manage(Method::PATCH, &settings, Some(&json!({ "delta_every_seconds": "Zaphodia" }))).await;
        self.manage(Method::GET, "/v1/management/syncs/zaphodia@heart.example", None).await;
    }

    fn request(&self, method: Method, path: &str, body: Option<&Value>) -> RequestBuilder {
        let request = reqwest::Client::new().request(method, format!("http://{}{path}", self.address));
        match body {
            Some(body) => request.body(body.to_string()),
            None => request,
        }
    }

    async fn ask(&mut self, method: Method, path: &str, body: Option<&Value>) {
        let request = self.request(method.clone(), path, body).headers(self.stand.service.credentials());
        self.note(format!("{method} {path}"), request).await;
    }

    async fn manage(&mut self, method: Method, path: &str, body: Option<&Value>) {
        let key = &self.stand.service.management_key;
        let request = self.request(method.clone(), path, body).bearer_auth(key);
        self.note(format!("{method} {path}"), request).await;
    }

    async fn note(&mut self, what: String, request: RequestBuilder) {
        let (status, text) = self.text(request).await;
        let kind = if status < 400 { &mut self.driven.answers } else { &mut self.driven.refusals };
        kind.push((what, text));
    }

    async fn text(&self, request: RequestBuilder) -> (u16, String) {
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }
}
