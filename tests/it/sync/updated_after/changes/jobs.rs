//! What happens to a job and to what it shows.

use serde_json::{Value, json};

use super::{Change, change, create, delete, entries, has, is_empty, leaves_team, quietly, team, with_role};
use crate::sync::updated_after::scene::Scene;

pub(in super::super) fn own(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |_| true);
    let fields = json!({ "requisition_id": "REQ-NEW" });
    change(job, &[quietly("jobs", &job["remote_id"], fields)], |j| j["job_code"] == "REQ-NEW")
}

pub(in super::super) fn gets_a_stage(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |_| true);
    let fields = json!({ "job_id": job["remote_id"], "name": "Liftoff", "priority": 99 });
    change(job, &[create("job_stages", fields)], |j| has(&j["stages"], "name", "Liftoff"))
}

pub(in super::super) fn loses_a_stage(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| !is_empty(&j["stages"]));
    let stage = job["stages"][0]["remote_id"].clone();
    change(job, &[delete("job_stages", &stage)], move |j| {
        !has(&j["stages"], "remote_id", stage.as_str().unwrap())
    })
}

pub(in super::super) fn stage_changes(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| !is_empty(&j["stages"]));
    let operations = [quietly("job_stages", &job["stages"][0]["remote_id"], json!({ "name": "Countdown" }))];
    change(job, &operations, |j| has(&j["stages"], "name", "Countdown"))
}

/// Not published, because the text of a published one is a field of the job's own.
pub(in super::super) fn gets_a_posting(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |_| true);
    let fields = json!({
        "job_id": job["remote_id"], "title": "Fly with us", "live": false, "first_published_at": null,
    });
    change(job, &[create("job_posts", fields)], |j| has(&j["job_postings"], "title", "Fly with us"))
}

pub(in super::super) fn loses_a_posting(scene: &Scene) -> Change {
    let unpublished = |posting: &&Value| posting["status"] != "ACTIVE";
    let job = scene.pick("jobs", |j| entries(&j["job_postings"]).iter().any(|p| unpublished(&p)));
    let posting = entries(&job["job_postings"]).iter().find(unpublished).unwrap()["remote_id"].clone();
    change(job, &[delete("job_posts", &posting)], move |j| {
        !has(&j["job_postings"], "remote_id", posting.as_str().unwrap())
    })
}

/// The title of a posting is none of the job's own fields, published or not.
pub(in super::super) fn posting_changes(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| j["job_postings"][0]["status"] == "ACTIVE");
    let posting = &job["job_postings"][0]["remote_id"];
    change(job, &[quietly("job_posts", posting, json!({ "title": "To the stars" }))], |j| {
        has(&j["job_postings"], "title", "To the stars")
    })
}

pub(in super::super) fn gets_a_team_member(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| !is_empty(&j["hiring_team"]));
    let outsider = |user: &Value| !has(&job["hiring_team"], "remote_id", user["remote_id"].as_str().unwrap());
    let user = scene.pick("users", outsider)["remote_id"].clone();
    let mut sourcers = with_role(scene.row("jobs", &job["remote_id"]), "sourcers");
    sourcers.push(user.clone());
    change(job, &[quietly("jobs", &job["remote_id"], team("sourcers", &sourcers))], move |j| {
        has(&j["hiring_team"], "remote_id", user.as_str().unwrap())
    })
}

pub(in super::super) fn loses_a_team_member(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| !is_empty(&j["hiring_team"]));
    let user = job["hiring_team"][0]["remote_id"].clone();
    change(job, &[leaves_team(scene, &job["remote_id"], &user)], move |j| {
        !has(&j["hiring_team"], "remote_id", user.as_str().unwrap())
    })
}

pub(in super::super) fn team_member_changes(scene: &Scene) -> Change {
    let job = scene.pick("jobs", |j| !is_empty(&j["hiring_team"]));
    let user = &job["hiring_team"][0]["remote_id"];
    change(job, &[quietly("users", user, json!({ "first_name": "Grace" }))], |j| {
        j["hiring_team"][0]["first_name"] == "Grace"
    })
}
