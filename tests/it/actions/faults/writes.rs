//! Every action of the contract, each as one request to Gem, with what it leaves there and what readers see of it.

use serde_json::{Value, json};

use crate::actions::Stand;
use crate::actions::stand::somebody;
use crate::support::Answer;

/// What an equal call without a key does when the first one is known to have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// The person has applied already.
    Exists,
    /// Everything is as wanted: nothing is sent.
    Already,
    /// It was asked for twice, so it is done twice.
    Twice,
}

/// One action, of which there was none like it before.
#[derive(Debug, Clone)]
pub(crate) struct Write {
    pub(crate) name: &'static str,
    pub(super) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Method and path of the one request that changes something in Gem.
    pub(super) gem: (&'static str, String),
    pub(super) trace: Trace,
    pub(super) again: Again,
}

/// By what its effect is found.
#[derive(Debug, Clone)]
pub(super) enum Trace {
    /// The candidates of an address, and their applications for a job.
    Person {
        email: String,
        job: Value,
    },
    Stage {
        application: Value,
        stage: Value,
    },
    Rejection {
        application: Value,
    },
    Note {
        text: String,
    },
    File {
        candidate: Value,
        name: String,
    },
    Tag {
        candidate: Value,
        name: String,
        is_there: bool,
    },
}

impl Write {
    /// Gem has no way to ask for notes.
    pub(crate) fn is_note(&self) -> bool {
        matches!(self.trace, Trace::Note { .. })
    }

    /// A key that no other write has.
    pub(crate) fn key(&self) -> String {
        format!("{}:{}", self.path, self.body)
    }

    /// Files are no records that readers get.
    fn is_read(&self) -> bool {
        !matches!(self.trace, Trace::Note { .. } | Trace::File { .. })
    }

    pub(crate) async fn call(&self, stand: &Stand, key: Option<&str>) -> Answer {
        stand.service.act(self.method, &self.path, key, &self.body).await
    }

    /// The same through a program.
    pub(crate) fn request(&self, stand: &Stand, address: &str, key: Option<&str>) -> reqwest::RequestBuilder {
        let http = &stand.service.connections.outbound.http;
        let request = http
            .request(self.method.parse().unwrap(), format!("http://{address}{}", self.path))
            .bearer_auth(&stand.service.key)
            .header("x-integration-id", stand.service.integration.as_str())
            .header("content-type", "application/json")
            .body(self.body.to_string());
        if let Some(key) = key { request.header("idempotency-key", key) } else { request }
    }

    /// A fault of the request that changes something, and of no other.
    pub(crate) fn fault(&self, fault: &Value) -> Value {
        let mut rule = fault.clone();
        rule["path"] = json!(self.gem.1);
        rule["method"] = json!(self.gem.0);
        rule
    }

    /// How often the request that changes something reached Gem, and how often it did so with an effect, since the
    /// requests were forgotten.
    pub(super) async fn sent(&self, stand: &Stand) -> (usize, usize) {
        let url = format!("{}/requests", stand.service.sim.control_url());
        let all = stand.service.ask_sim(stand.service.connections.outbound.http.get(url)).await;
        let path = format!("/ats/v0{}", self.gem.1);
        let own =
            all.as_array().unwrap().iter().filter(|one| one["method"] == self.gem.0 && one["path"] == *path);
        let own: Vec<&Value> = own.collect();
        (own.len(), own.iter().filter(|request| request["effect"] == true).count())
    }

    /// How often Gem has it.
    pub(crate) async fn in_gem(&self, stand: &Stand) -> usize {
        match &self.trace {
            Trace::Person { email, job } => {
                let email = email.replace('+', "%2B");
                let candidates = stand.find("candidates", &format!("email={email}")).await.len();
                assert!(candidates <= 1, "{email}: {candidates} candidates");
                let query = format!("email={email}&job_id={}", text(&job["remote_id"]));
                stand.find("applications", &query).await.len()
            }
            Trace::Stage { application, stage } => {
                let row = stand.in_gem("applications", application).await;
                usize::from(row["current_stage"]["id"] == stage["remote_id"])
            }
            Trace::Rejection { application } => {
                let row = stand.in_gem("applications", application).await;
                usize::from(row["status"] == "rejected")
            }
            Trace::Note { text } => stand.find("notes", &format!("text={text}")).await.len(),
            Trace::File { candidate, name } => {
                let query = format!("candidate_id={}&text={name}", text(&candidate["remote_id"]));
                stand.find("attachments", &query).await.len()
            }
            Trace::Tag { candidate, name, is_there } => {
                let row = stand.in_gem("candidates", candidate).await;
                usize::from(row["tags"].as_array().unwrap().contains(&json!(name)) == *is_there)
            }
        }
    }

    /// Panics unless readers see it, or do not, as is expected.
    pub(crate) async fn assert_read(&self, stand: &Stand, expected: bool) {
        if !self.is_read() {
            return;
        }
        let first = async |path: String| {
            stand.service.get(&path).await.results().first().cloned().unwrap_or_default()
        };
        let shown = match &self.trace {
            Trace::Person { email, job } => {
                let email = email.replace('+', "%2B");
                let candidate = first(format!("/v1/ats/candidates?email={email}")).await;
                let applications = candidate["applications"].as_array().cloned().unwrap_or_default();
                applications.iter().any(|application| application["job"]["id"] == job["id"])
            }
            Trace::Stage { application, stage } => {
                let path = format!("/v1/ats/applications?ids={}", text(&application["id"]));
                first(path).await["current_stage_id"] == stage["id"]
            }
            Trace::Rejection { application } => {
                let path = format!("/v1/ats/applications?ids={}", text(&application["id"]));
                first(path).await["outcome"] == "DECLINED"
            }
            Trace::Tag { candidate, name, is_there } => {
                let path = format!("/v1/ats/candidates?ids={}", text(&candidate["id"]));
                let tags = first(path).await["tags"].clone();
                tags.as_array().unwrap().iter().any(|tag| tag["name"] == *name) == *is_there
            }
            Trace::Note { .. } | Trace::File { .. } => expected,
        };
        assert_eq!(shown, expected, "{}: what readers see", self.name);
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// Writes that nobody has made yet, from one stand.
pub(crate) struct Supply<'a> {
    stand: &'a Stand,
    reason: Value,
    /// All open jobs.
    jobs: Vec<Value>,
    /// Pending applications to open jobs that nothing was done to.
    pending: Vec<Value>,
    number: usize,
}

impl<'a> Supply<'a> {
    pub(crate) async fn of(stand: &'a Stand) -> Self {
        let reason = stand.service.walk("/v1/ats/rejection-reasons", 250).await[0]["id"].clone();
        let jobs = stand.service.walk("/v1/ats/jobs?statuses=OPEN", 250).await;
        let mut pending = stand.service.walk("/v1/ats/applications?outcomes=PENDING", 250).await;
        pending.retain(|application| {
            application["id"] != stand.application["id"]
                && application["candidate_id"] != stand.candidate["id"]
                && application["current_stage_id"].is_string()
                && application["candidate"]["email_addresses"][0]["email_address"].is_string()
                && jobs.iter().any(|job| job["id"] == application["job_id"])
        });
        Self { stand, reason, jobs, pending, number: 0 }
    }

    fn next(&mut self, what: &str) -> String {
        self.number += 1;
        // None of them is a part of another one.
        format!("{what}-{:03}", self.number)
    }

    /// One of each, in the order of the contract.
    pub(crate) async fn all(&mut self) -> Vec<Write> {
        let mut all =
            vec![self.application(), self.candidate(), self.further().await, self.stage(), self.rejection()];
        all.push(self.note());
        all.extend([self.link(true), self.link(false), self.file(true), self.file(false)]);
        all.extend([self.tag(), self.no_tag().await]);
        all
    }

    pub(crate) fn application(&mut self) -> Write {
        let email = format!("{}@new.example", self.next("ada"));
        Write {
            name: "create application",
            method: "POST",
            path: self.stand.of_job(),
            body: json!({ "candidate": somebody(&email) }),
            gem: ("POST", "/candidates/".to_owned()),
            trace: Trace::Person { email, job: self.stand.job.clone() },
            again: Again::Exists,
        }
    }

    pub(crate) fn candidate(&mut self) -> Write {
        let email = format!("{}@new.example", self.next("eve"));
        Write {
            name: "create candidate",
            method: "POST",
            path: "/v1/ats/candidates".to_owned(),
            body: json!({ "candidate": somebody(&email), "application": { "job_id": self.stand.job["id"] } }),
            gem: ("POST", "/candidates/".to_owned()),
            trace: Trace::Person { email, job: self.stand.job.clone() },
            again: Again::Exists,
        }
    }

    /// Of a candidate who is in Gem, but not for that job.
    pub(crate) async fn further(&mut self) -> Write {
        let email = format!("{}@new.example", self.next("known"));
        let known = self.stand.post(&self.stand.of_job(), json!({ "candidate": somebody(&email) })).await;
        let other = self.jobs.iter().find(|job| job["id"] != self.stand.job["id"]).unwrap().clone();
        Write {
            name: "further application",
            method: "POST",
            path: format!("/v1/ats/jobs/{}/applications", text(&other["id"])),
            body: json!({ "candidate": somebody(&email) }),
            gem: (
                "POST",
                format!("/candidates/{}/applications", text(&known.data()["candidate"]["remote_id"])),
            ),
            trace: Trace::Person { email, job: other },
            again: Again::Exists,
        }
    }

    pub(crate) fn stage(&mut self) -> Write {
        let application = self.pending.pop().unwrap();
        let job = self.jobs.iter().find(|job| job["id"] == application["job_id"]).unwrap();
        let other =
            |stage: &&Value| stage["id"] != application["current_stage_id"] && stage["status"] == "ACTIVE";
        let stage = job["stages"].as_array().unwrap().iter().find(other).unwrap().clone();
        Write {
            name: "set stage",
            method: "PUT",
            path: format!("/v1/ats/applications/{}/stage", text(&application["id"])),
            body: json!({ "stage_id": stage["id"] }),
            gem: ("POST", format!("/applications/{}/move", text(&application["remote_id"]))),
            trace: Trace::Stage { application, stage },
            again: Again::Already,
        }
    }

    pub(crate) fn rejection(&mut self) -> Write {
        let application = self.pending.pop().unwrap();
        Write {
            name: "reject",
            method: "POST",
            path: format!("/v1/ats/applications/{}/reject", text(&application["id"])),
            body: json!({ "rejection_reason_id": self.reason }),
            gem: ("POST", format!("/applications/{}/reject", text(&application["remote_id"]))),
            trace: Trace::Rejection { application },
            again: Again::Already,
        }
    }

    pub(crate) fn note(&mut self) -> Write {
        let text = self.next("note.");
        Write {
            name: "note",
            method: "POST",
            path: self.stand.of_application("notes"),
            body: json!({ "content": text, "content_type": "PLAIN_TEXT" }),
            gem: ("POST", self.to_candidate("activity_feed/notes")),
            trace: Trace::Note { text },
            again: Again::Twice,
        }
    }

    pub(crate) fn link(&mut self, on_application: bool) -> Write {
        let label = self.next("link.");
        Write {
            name: if on_application { "result link on application" } else { "result link on candidate" },
            method: "POST",
            path: self.on(on_application, "result-links"),
            body: json!({ "label": label, "url": "https://x.example/1" }),
            gem: ("POST", self.to_candidate("activity_feed/notes")),
            trace: Trace::Note { text: label },
            again: Again::Twice,
        }
    }

    pub(crate) fn file(&mut self, on_application: bool) -> Write {
        let name = self.next("file");
        let file = json!({ "name": name, "type": "OTHER", "content_type": "text/plain", "data": "SGk=" });
        Write {
            name: if on_application { "attachment on application" } else { "attachment on candidate" },
            method: "POST",
            path: self.on(on_application, "attachments"),
            body: json!({ "attachment": file }),
            gem: ("POST", self.to_candidate("attachments")),
            trace: Trace::File { candidate: self.stand.candidate.clone(), name },
            again: Again::Twice,
        }
    }

    pub(crate) fn tag(&mut self) -> Write {
        let name = self.next("tag");
        Write {
            name: "add tag",
            method: "POST",
            path: self.stand.of_candidate("tags"),
            body: json!({ "tag": { "name": name } }),
            gem: ("PUT", self.to_candidate(&format!("tags/{name}"))),
            trace: Trace::Tag { candidate: self.stand.candidate.clone(), name, is_there: true },
            again: Again::Already,
        }
    }

    /// A tag that is there is taken away. Somebody else keeps it: one that nobody has any more is gone for readers only
    /// when a full sync has looked for it everywhere.
    pub(crate) async fn no_tag(&mut self) -> Write {
        let tag = self.tag();
        let other = self.pending.first().unwrap();
        let other = format!("/v1/ats/candidates/{}/tags", text(&other["candidate_id"]));
        for path in [other, tag.path.clone()] {
            assert_eq!(self.stand.post(&path, tag.body.clone()).await.data(), &json!({}));
        }
        let Trace::Tag { candidate, name, .. } = tag.trace else { unreachable!() };
        Write {
            name: "remove tag",
            method: "DELETE",
            gem: ("DELETE", tag.gem.1),
            trace: Trace::Tag { candidate, name, is_there: false },
            ..tag
        }
    }

    fn on(&self, application: bool, what: &str) -> String {
        if application { self.stand.of_application(what) } else { self.stand.of_candidate(what) }
    }

    fn to_candidate(&self, what: &str) -> String {
        format!("/candidates/{}/{what}", text(&self.stand.candidate["remote_id"]))
    }
}
