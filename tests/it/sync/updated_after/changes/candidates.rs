//! What happens to a candidate and to what it shows.

use serde_json::{Value, json};

use super::{Change, change, create, delete, entries, has, is_empty, quietly, reject};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |_| true);
    let fields = json!({ "title": "Astronaut" });
    change(candidate, &[quietly("candidates", &candidate["remote_id"], fields)], |c| {
        c["title"] == "Astronaut"
    })
}

/// Not the first application, whose source is a field of the candidate's own.
pub(in super::super) fn applies_again(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |c| c["applications"][0]["job"]["name"].is_string());
    let before = entries(&candidate["applications"]).len();
    let job = &candidate["applications"][0]["job"]["remote_id"];
    let fields = json!({ "candidate_id": candidate["remote_id"], "job_id": job });
    change(candidate, &[create("applications", fields)], move |c| {
        entries(&c["applications"]).len() == before + 1
    })
}

/// The last application, for the same reason.
pub(in super::super) fn loses_an_application(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |c| entries(&c["applications"]).len() > 1);
    let last = entries(&candidate["applications"]).last().unwrap()["remote_id"].clone();
    change(candidate, &[delete("applications", &last)], move |c| {
        !has(&c["applications"], "remote_id", last.as_str().unwrap())
    })
}

pub(in super::super) fn application_changes(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |c| c["applications"][0]["outcome"] == "PENDING");
    change(candidate, &[reject(&candidate["applications"][0])], |c| {
        c["applications"][0]["outcome"] == "DECLINED"
    })
}

fn applied_to_a_known_job(candidate: &Value) -> bool {
    candidate["applications"][0]["current_stage"]["index"].is_number()
}

pub(in super::super) fn stage_changes(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", applied_to_a_known_job);
    let stage = &candidate["applications"][0]["current_stage"]["remote_id"];
    change(candidate, &[quietly("job_stages", stage, json!({ "name": "Liftoff" }))], |c| {
        c["applications"][0]["current_stage"]["name"] == "Liftoff"
    })
}

pub(in super::super) fn job_changes(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", applied_to_a_known_job);
    let job = &candidate["applications"][0]["job"]["remote_id"];
    change(candidate, &[quietly("jobs", job, json!({ "name": "Astronaut" }))], |c| {
        c["applications"][0]["job"]["name"] == "Astronaut"
    })
}

pub(in super::super) fn gets_a_tag(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |c| !is_empty(&c["tags"]));
    let mut tags = entries(&scene.row("candidates", &candidate["remote_id"])["tags"]).to_vec();
    tags.push(json!("brand new"));
    let operations = [quietly("candidates", &candidate["remote_id"], json!({ "tags": tags }))];
    change(candidate, &operations, |c| has(&c["tags"], "name", "brand new"))
}

pub(in super::super) fn loses_its_tags(scene: &Scene) -> Change {
    let candidate = scene.pick("candidates", |c| !is_empty(&c["tags"]));
    let operations = [quietly("candidates", &candidate["remote_id"], json!({ "tags": [] }))];
    change(candidate, &operations, |c| is_empty(&c["tags"]))
}
