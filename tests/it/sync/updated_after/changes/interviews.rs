//! What happens to an interview and to what it shows.

use serde_json::{Value, json};

use super::{Change, change, has, interviewers, is_empty, quietly, reject, remote_id};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |_| true);
    let fields = json!({ "location": "Moon base" });
    change(interview, &[quietly("scheduled_interviews", &interview["remote_id"], fields)], |i| {
        i["location"]["raw"] == "Moon base"
    })
}

pub(in super::super) fn gets_an_interviewer(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |i| !is_empty(&i["users"]));
    let outsider = |user: &Value| !has(&interview["users"], "remote_id", user["remote_id"].as_str().unwrap());
    let user = scene.pick("users", outsider)["remote_id"].clone();
    let mut all = interviewers(scene, &interview["remote_id"]);
    all.push(json!({ "id": user }));
    let operations =
        [quietly("scheduled_interviews", &interview["remote_id"], json!({ "interviewers": all }))];
    change(interview, &operations, move |i| has(&i["users"], "remote_id", user.as_str().unwrap()))
}

pub(in super::super) fn loses_an_interviewer(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |i| !is_empty(&i["users"]));
    let mut all = interviewers(scene, &interview["remote_id"]);
    let user = all.remove(0)["id"].clone();
    let operations =
        [quietly("scheduled_interviews", &interview["remote_id"], json!({ "interviewers": all }))];
    change(interview, &operations, move |i| !has(&i["users"], "remote_id", user.as_str().unwrap()))
}

pub(in super::super) fn interviewer_changes(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |i| !is_empty(&i["users"]));
    let user = &interview["users"][0]["remote_id"];
    change(interview, &[quietly("users", user, json!({ "first_name": "Grace" }))], |i| {
        i["users"][0]["first_name"] == "Grace"
    })
}

pub(in super::super) fn application_changes(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |i| i["application"]["outcome"] == "PENDING");
    change(interview, &[reject(&interview["application"])], |i| i["application"]["outcome"] == "DECLINED")
}

pub(in super::super) fn candidate_changes(scene: &Scene) -> Change {
    let interview = scene.pick("interviews", |i| i["application"]["candidate"]["first_name"].is_string());
    let candidate = &interview["application"]["candidate"]["remote_id"];
    change(interview, &[quietly("candidates", candidate, json!({ "first_name": "Grace" }))], |i| {
        i["application"]["candidate"]["first_name"] == "Grace"
    })
}

pub(in super::super) fn job_changes(scene: &Scene) -> Change {
    let is_known = |i: &Value| scene.record("jobs", &i["application"]["job"]["id"]).is_some();
    let interview = scene.pick("interviews", is_known);
    let job = remote_id(scene, "jobs", &interview["application"]["job"]["id"]);
    change(interview, &[quietly("jobs", job, json!({ "name": "Astronaut" }))], |i| {
        i["application"]["job"]["name"] == "Astronaut"
    })
}
