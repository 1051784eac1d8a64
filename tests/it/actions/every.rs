//! Every action once, with a body that is taken.

use serde_json::{Value, json};

use super::Stand;

/// A request for an action.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Its name in the contract.
    pub(crate) action: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: Value,
}

impl Request {
    /// The same with a value at a place of the body, such as `/candidate/gender`; what leads there is made.
    pub(super) fn with(&self, pointer: &str, value: Value) -> Self {
        let mut changed = self.clone();
        let mut place = &mut changed.body;
        for name in pointer.split('/').skip(1) {
            place = match name.parse::<usize>() {
                Ok(number) => &mut place[number],
                Err(_a_name) => &mut place[name],
            };
        }
        *place = value;
        changed
    }

    /// The same to another record: what stands in the path behind `applications`, `candidates` or `jobs`.
    pub(super) fn to(&self, record: &str) -> Self {
        let mut parts: Vec<&str> = self.path.split('/').collect();
        parts[4] = record;
        Self { path: parts.join("/"), ..self.clone() }
    }

    /// Whether its path names a record.
    pub(super) fn names_record(&self) -> bool {
        self.path.split('/').count() > 4
    }

    /// What the record in the path is called.
    pub(super) fn record_name(&self) -> &'static str {
        match self.path.split('/').nth(3) {
            Some("applications") => "application_id",
            Some("candidates") => "candidate_id",
            _ => "job_id",
        }
    }

    /// The same without a place of the body.
    pub(super) fn without(&self, pointer: &str) -> Self {
        let mut changed = self.clone();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        changed.body.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name).unwrap();
        changed
    }
}

/// The eleven actions, on the records of a stand where everything is switched on. Each number gives another person.
pub(crate) fn all(stand: &Stand, number: u64) -> Vec<Request> {
    let email = format!("person{number}@new.example");
    let file = || json!({ "name": "cv.pdf", "type": "CV", "content_type": "application/pdf", "data": "JVBERi0xLjc=" });
    let link = || {
        json!({
            "label": "Coding test", "url": "https://x.example/1",
            "details": { "custom_field_name_prefix": "Test ", "attributes": [{ "key": "Score", "value": "87" }] },
        })
    };
    let tag = || json!({ "tag": { "name": "Some tag" } });
    let stage = &stand.other_stage()["id"];
    let mut apply = person(&email, &file());
    apply["stage_id"] = stage.clone();
    let mut create = person(&email, &file());
    create["application"] = json!({ "job_id": stand.job["id"], "stage_id": stage });
    let request = |action, method, path: String, body| Request { action, method, path, body };
    vec![
        request("create_application", "POST", stand.of_job(), apply),
        request("create_candidate", "POST", "/v1/ats/candidates".to_owned(), create),
        request("set_stage", "PUT", stand.of_application("stage"), json!({ "stage_id": stage })),
        request(
            "add_note",
            "POST",
            stand.of_application("notes"),
            json!({ "content": "Called.", "content_type": "PLAIN_TEXT" }),
        ),
        request("application_link", "POST", stand.of_application("result-links"), link()),
        request("candidate_link", "POST", stand.of_candidate("result-links"), link()),
        request(
            "application_file",
            "POST",
            stand.of_application("attachments"),
            json!({ "attachment": file() }),
        ),
        request("candidate_file", "POST", stand.of_candidate("attachments"), json!({ "attachment": file() })),
        request("add_tag", "POST", stand.of_candidate("tags"), tag()),
        request("remove_tag", "DELETE", stand.of_candidate("tags"), tag()),
        request(
            "reject",
            "POST",
            stand.of_application("reject"),
            json!({ "rejection_reason_id": stand.reason["id"], "note": "Too late" }),
        ),
    ]
}

/// The one of a name, such as `add_note`.
pub(super) fn one(stand: &Stand, action: &str) -> Request {
    all(stand, 0).into_iter().find(|request| request.action == action).unwrap()
}

/// A person with all fields, and all else that stands beside them.
fn person(email: &str, file: &Value) -> Value {
    json!({
        "candidate": {
            "first_name": "Ada", "last_name": "Lovelace", "email_address": email,
            "additional_email_addresses": [{ "type": "WORK", "email_address": "ada@work.example" }],
            "company": "Engines", "title": "Countess", "phone_number": "+44 1",
            "additional_phone_numbers": [{ "type": "OTHER", "phone_number": "2" }],
            "location": { "country": "GB", "city": "London", "state": "x", "street_1": "y", "zip_code": "z" },
            "gender": "FEMALE", "availability_date": "2026-07-01",
            "salary_expectations": { "period": "YEAR", "amount": 1.5 },
            "social_links": [{ "url": "https://www.linkedin.com/in/ada" }],
        },
        "attachments": [file],
        "screening_question_answers": [{ "question_id": "q", "answer": ["a"] }],
        "source": { "name": "Board", "unified_key": "board", "id": null },
        "gdpr_consent": { "given": true, "expires_at": "2027-07-01T00:00:00Z" },
        "remote_fields": { "gem": { "x": 1 } },
    })
}
