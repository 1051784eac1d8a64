//! A person who is in every place of an ATS, and hard to overlook.

use serde_json::{Value, json};
use sqlx::PgPool;
use unified_ats::domain::model::Model;
use unified_ats::keyring::{data, places};
use unified_ats::store::answers::{self, Spot};
use unified_ats::store::runs::{self, Cause, Claimant, Claimed, Kind, NewRun};

use super::traces;
use crate::actions::Stand;
use crate::support::{Answer, TestService};

/// What nobody else has in any field.
pub(super) const MARKERS: [&str; 10] = [
    "zebulon",
    "quastenflosser",
    "xylophon-gmbh",
    "oberquastenmeister",
    "quasti@",
    "zweitadresse@",
    "4711081542",
    "quasti-online",
    "quastenflosser-cv.pdf",
    "quastenzulage",
];
pub(super) const EMAIL: &str = "Quasti@Flosser.example";

/// An action with what is sealed of it: request and answer.
type Sealed = (String, Option<Vec<u8>>, Option<Vec<u8>>);

/// A person in every place that the ATS has for people, and the rows of theirs.
pub(super) struct Planted {
    pub(super) stand: Stand,
    pub(super) candidate: String,
    pub(super) applications: Vec<String>,
}

impl Planted {
    pub(super) async fn start(pool: PgPool) -> Self {
        let stand = Stand::extended(pool).await;
        let candidate = stand.candidate["remote_id"].as_str().unwrap().to_owned();
        let service = &stand.service;
        let of_candidate = async |resource| {
            let rows = service.world(resource).await;
            let mine = rows.into_iter().filter(|row| row["candidate_id"] == candidate.as_str());
            mine.map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let applications = of_candidate("applications").await;
        assert!(!applications.is_empty());
        service
            .mutate(
                json!([{ "op": "update", "resource": "candidates", "id": candidate, "fields": person() }]),
            )
            .await;
        let facts = json!({ "custom_fields": { "Allowance": "Quastenzulage" }, "deleted_at": null });
        for id in &applications {
            let change = json!([{ "op": "update", "resource": "applications", "id": id, "fields": facts }]);
            service.mutate(change).await;
        }
        let interview = json!({
            "application_id": applications[0], "candidate_id": candidate, "location": "Quastenflosser's office",
            "interview": { "id": "i1", "name": "Zebulon meets the team" },
        });
        service
            .mutate(json!([{ "op": "create", "resource": "scheduled_interviews", "fields": interview }]))
            .await;
        service.sync().await;
        Self { stand, candidate, applications }
    }

    pub(super) fn service(&self) -> &TestService {
        &self.stand.service
    }

    pub(super) fn id(&self) -> String {
        self.service().id(Model::Candidate, &self.candidate)
    }

    pub(super) async fn erase(&self, body: Value) -> Answer {
        self.service().manage("POST", "/v1/management/erase-person", &body).await
    }

    /// What is sealed is opened.
    pub(super) async fn traces(&self) -> Vec<String> {
        let service = self.service();
        let mut found = traces(service, &MARKERS).await;
        let sealed: Vec<Sealed> = sqlx::query_as("SELECT public_id, request, answer FROM actions")
            .fetch_all(service.store.pool())
            .await
            .unwrap();
        let scope = service.stored_integration().await.scope;
        let mut db = service.store.pool().acquire().await.unwrap();
        let sealer = data::sealer(&mut db, &service.connections.sealer, &scope).await.unwrap();
        for (id, request, answer) in sealed {
            for (column, sealed) in [("request", request), ("answer", answer)] {
                let Some(sealed) = sealed else { continue };
                let text = sealer.open(places::action(column, &id), &sealed).unwrap();
                let text = String::from_utf8(text).unwrap().to_lowercase();
                if MARKERS.iter().any(|marker| text.contains(marker)) {
                    found.push(format!("actions.{column} of {id}"));
                }
            }
        }
        found
    }

    /// An action by which the person applies for one more job.
    pub(super) async fn another_application(&self) -> (String, Value) {
        let applied = self.stand.candidate["applications"].as_array().unwrap();
        let jobs = self.service().walk("/v1/ats/jobs?statuses=OPEN", 250).await;
        let job = jobs.iter().find(|job| applied.iter().all(|a| a["job"]["id"] != job["id"])).unwrap();
        let somebody = json!({ "first_name": "Zebulon", "last_name": "Q", "email_address": EMAIL });
        let path = format!("/v1/ats/jobs/{}/applications", job["id"].as_str().unwrap());
        (path, json!({ "candidate": somebody }))
    }

    pub(super) async fn candidate(&self) -> Value {
        let path =
            format!("/v1/ats/candidates?include_deleted=true&include_remote_data=true&ids={}", self.id());
        self.service().walk(&path, 10).await[0].clone()
    }
}

fn person() -> Value {
    json!({
        "first_name": "Zebulon", "last_name": "Quastenflosser", "company": "Xylophon-GmbH",
        "title": "Oberquastenmeister",
        "email_addresses": [
            { "type": "personal", "value": EMAIL, "is_primary": true },
            { "type": "work", "value": "zweitadresse@flosser.example", "is_primary": false },
        ],
        "phone_numbers": [{ "type": "mobile", "value": "+49 4711081542" }],
        "social_media_addresses": [{ "value": "https://www.linkedin.com/in/quasti-online" }],
        "attachments": [{ "filename": "quastenflosser-cv.pdf", "type": "resume", "created_at": "2026-01-01T00:00:00.000Z" }],
        "deleted_at": null,
    })
}

/// A page that a worker fetched and did not live to write.
pub(super) async fn keep_a_page(service: &TestService) {
    let scope = service.stored_integration().await.scope;
    let mut db = service.store.pool().acquire().await.unwrap();
    let new = NewRun { public_id: "11111111111111111111kept", kind: Kind::Full, cause: Cause::Schedule };
    let now = service.now();
    let claimant = Claimant { worker: "dead", holder: "dead", now, until: now };
    let Claimed::New(claim) = runs::claim(&mut db, &scope, new, claimant).await.unwrap() else { panic!() };
    let spot = Spot { pass: "candidates", read: 1, page: 2, cursor: None };
    let body = json!([person()]).to_string();
    answers::keep(&mut db, &scope, &claim, spot, now, body.as_bytes(), &json!({})).await.unwrap();
}
