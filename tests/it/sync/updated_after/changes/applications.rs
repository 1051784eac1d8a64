//! What happens to an application and to what it shows.

use serde_json::{Value, json};

use super::{Change, change, create, delete, entries, first_stage, has, is_empty, quietly, remote_id};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let application = scene.pick("applications", |_| true);
    let fields = json!({ "custom_fields": { "Shift": "night" } });
    change(application, &[quietly("applications", &application["remote_id"], fields)], |a| {
        a["custom_fields"]["Shift"] == "night"
    })
}

pub(in super::super) fn candidate_changes(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| a["candidate"]["first_name"].is_string());
    let fields = json!({ "first_name": "Grace" });
    change(application, &[quietly("candidates", &application["candidate"]["remote_id"], fields)], |a| {
        a["candidate"]["first_name"] == "Grace"
    })
}

pub(in super::super) fn candidate_gets_a_tag(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| !is_empty(&a["candidate"]["tags"]));
    let candidate = &application["candidate"]["remote_id"];
    let mut tags = entries(&scene.row("candidates", candidate)["tags"]).to_vec();
    tags.push(json!("brand new"));
    change(application, &[quietly("candidates", candidate, json!({ "tags": tags }))], |a| {
        has(&a["candidate"]["tags"], "name", "brand new")
    })
}

pub(in super::super) fn candidate_loses_its_tags(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| !is_empty(&a["candidate"]["tags"]));
    let candidate = &application["candidate"]["remote_id"];
    change(application, &[quietly("candidates", candidate, json!({ "tags": [] }))], |a| {
        is_empty(&a["candidate"]["tags"])
    })
}

fn in_a_known_stage(application: &Value) -> bool {
    application["current_stage"]["index"].is_number()
}

pub(in super::super) fn a_stage_comes_in_front(scene: &Scene) -> Change {
    let application = scene.pick("applications", in_a_known_stage);
    let index = application["current_stage"]["index"].as_i64().unwrap();
    change(application, &[first_stage(&application["job"]["remote_id"])], move |a| {
        a["current_stage"]["index"] == index + 1
    })
}

pub(in super::super) fn current_stage_is_deleted(scene: &Scene) -> Change {
    let application = scene.pick("applications", in_a_known_stage);
    let stage = &application["current_stage"]["remote_id"];
    change(application, &[delete("job_stages", stage)], |a| {
        a["current_stage"]["status"] == "INACTIVE" && a["current_stage"]["index"].is_null()
    })
}

pub(in super::super) fn current_stage_changes(scene: &Scene) -> Change {
    let application = scene.pick("applications", in_a_known_stage);
    let stage = &application["current_stage"]["remote_id"];
    change(application, &[quietly("job_stages", stage, json!({ "name": "Liftoff" }))], |a| {
        a["current_stage"]["name"] == "Liftoff"
    })
}

pub(in super::super) fn job_changes(scene: &Scene) -> Change {
    let application = scene.pick("applications", in_a_known_stage);
    let job = &application["job"]["remote_id"];
    change(application, &[quietly("jobs", job, json!({ "name": "Astronaut" }))], |a| {
        a["job"]["name"] == "Astronaut"
    })
}

/// An interview moves the application's time of activity, which is put back: it is a field of its own.
pub(in super::super) fn gets_an_interview(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| is_empty(&a["interviews"]));
    let id = &application["remote_id"];
    let activity = &scene.row("applications", id)["last_activity_at"];
    let operations = [
        create("scheduled_interviews", json!({ "application_id": id })),
        quietly("applications", id, json!({ "last_activity_at": activity })),
    ];
    change(application, &operations, |a| entries(&a["interviews"]).len() == 1)
}

pub(in super::super) fn loses_an_interview(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| !is_empty(&a["interviews"]));
    let interview = application["interviews"][0]["remote_id"].clone();
    change(application, &[delete("scheduled_interviews", &interview)], move |a| {
        !has(&a["interviews"], "remote_id", interview.as_str().unwrap())
    })
}

pub(in super::super) fn interview_changes(scene: &Scene) -> Change {
    let application = scene.pick("applications", |a| !is_empty(&a["interviews"]));
    let interview = &application["interviews"][0]["remote_id"];
    let operations = [quietly("scheduled_interviews", interview, json!({ "location": "Moon base" }))];
    change(application, &operations, |a| {
        entries(&a["interviews"]).iter().any(|i| i["location"]["raw"] == "Moon base")
    })
}

/// An application with an offer, and one without.
fn giver_and_taker(scene: &Scene) -> (&Value, &Value) {
    let giver = scene.pick("applications", |a| !is_empty(&a["offers"]));
    let taker = scene.pick("applications", |a| is_empty(&a["offers"]));
    (giver, taker)
}

/// Deleted offers are not listed by Gem, so the offer comes from another application.
pub(in super::super) fn gets_an_offer(scene: &Scene) -> Change {
    let (giver, taker) = giver_and_taker(scene);
    let offer = giver["offers"][0]["remote_id"].clone();
    let operations = [quietly("offers", &offer, json!({ "application_id": taker["remote_id"] }))];
    change(taker, &operations, move |a| has(&a["offers"], "remote_id", offer.as_str().unwrap()))
}

pub(in super::super) fn loses_an_offer(scene: &Scene) -> Change {
    let (giver, taker) = giver_and_taker(scene);
    let offer = giver["offers"][0]["remote_id"].clone();
    let operations = [quietly("offers", &offer, json!({ "application_id": taker["remote_id"] }))];
    change(giver, &operations, move |a| !has(&a["offers"], "remote_id", offer.as_str().unwrap()))
}

pub(in super::super) fn offer_changes(scene: &Scene) -> Change {
    let offer = scene.pick("offers", |o| o["status"] != "ABANDONED");
    let application = scene.record("applications", &offer["application_id"]).unwrap();
    let id = remote_id(scene, "offers", &offer["id"]).clone();
    let operations = [quietly("offers", &id, json!({ "status": "deprecated" }))];
    change(application, &operations, move |a| {
        entries(&a["offers"]).iter().any(|o| o["remote_id"] == id && o["status"] == "ABANDONED")
    })
}
