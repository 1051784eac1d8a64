//! What happens to an offer and to what it shows.

use serde_json::{Value, json};

use super::{Change, change, quietly, remote_id};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let offer = scene.pick("offers", |_| true);
    let fields = json!({ "starts_at": "2031-01-01T00:00:00.000Z" });
    change(offer, &[quietly("offers", &offer["remote_id"], fields)], |o| {
        o["employment_start_date"] == "2031-01-01T00:00:00.000Z"
    })
}

/// Whose application has a job that is listed.
fn with_a_job(scene: &Scene) -> &Value {
    scene.pick("offers", |o| scene.record("jobs", &o["application"]["job"]["id"]).is_some())
}

/// Of the application's own fields, an offer shows nothing but which candidate and which job it links to.
pub(in super::super) fn application_changes(scene: &Scene) -> Change {
    let offer = with_a_job(scene);
    let other = scene.pick("jobs", |job| job["id"] != offer["application"]["job"]["id"]);
    let (id, name) = (other["remote_id"].clone(), &other["name"]);
    let application = remote_id(scene, "applications", &offer["application_id"]);
    let fields = json!({ "jobs": [{ "id": id, "name": name }] });
    change(offer, &[quietly("applications", application, fields)], move |o| {
        o["application"]["job"]["remote_id"] == id
    })
}

pub(in super::super) fn candidate_changes(scene: &Scene) -> Change {
    let offer = scene.pick("offers", |o| o["application"]["candidate"]["first_name"].is_string());
    let candidate = &offer["application"]["candidate"]["remote_id"];
    change(offer, &[quietly("candidates", candidate, json!({ "first_name": "Grace" }))], |o| {
        o["application"]["candidate"]["first_name"] == "Grace"
    })
}

pub(in super::super) fn job_changes(scene: &Scene) -> Change {
    let offer = with_a_job(scene);
    let job = &offer["application"]["job"]["remote_id"];
    change(offer, &[quietly("jobs", job, json!({ "name": "Astronaut" }))], |o| {
        o["application"]["job"]["name"] == "Astronaut"
    })
}
