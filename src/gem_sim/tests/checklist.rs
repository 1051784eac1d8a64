//! Every awkward thing of the fact sheet is in a world of 200 candidates, whatever the seed.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Gem, text};
use crate::gem_sim::Options;

type World = BTreeMap<&'static str, Vec<Value>>;
type Check = (&'static str, &'static str, fn(&Value, &World) -> bool);

fn is_set(row: &Value, key: &str) -> bool {
    row.get(key).is_some_and(|value| !value.is_null())
}

fn is_null(row: &Value, key: &str) -> bool {
    row.get(key).is_some_and(Value::is_null)
}

fn len(row: &Value, key: &str) -> usize {
    row[key].as_array().map_or(0, Vec::len)
}

fn posts_of<'a>(job: &'a Value, world: &'a World) -> impl Iterator<Item = &'a Value> {
    world["job_posts"].iter().filter(|post| post["job_id"] == job["id"])
}

fn find<'a>(world: &'a World, resource: &str, id: &Value) -> Option<&'a Value> {
    world[resource].iter().find(|row| row["id"] == *id)
}

fn is_migrated(row: &Value) -> bool {
    let id = text(&row["id"]);
    id.len() == 10 && id.bytes().all(|b| b.is_ascii_digit())
}

fn has_text(row: &Value, wanted: fn(&str) -> bool) -> bool {
    match row {
        Value::String(text) => wanted(text),
        Value::Array(items) => items.iter().any(|item| has_text(item, wanted)),
        Value::Object(members) => members.values().any(|member| has_text(member, wanted)),
        _ => false,
    }
}

fn slot_is_in_a_stage(interview: &Value, world: &World) -> bool {
    let slot = &interview["job_stage_interview_item_id"];
    let mut definitions = world["job_stages"].iter().flat_map(|s| s["interviews"].as_array().unwrap());
    definitions.any(|definition| {
        definition["job_stage_interview_item_id"] == *slot || definition["id"] == interview["interview"]["id"]
    })
}

fn candidates() -> Vec<Check> {
    let c = "candidates";
    vec![
        (c, "a deleted one", |r, _| is_set(r, "deleted_at")),
        (c, "never edited", |r, _| is_null(r, "updated_at")),
        (c, "edited", |r, _| is_set(r, "updated_at")),
        (c, "no activity", |r, _| is_null(r, "last_activity")),
        (c, "a private one", |r, _| r["is_private"] == true),
        (c, "empty company beside null title", |r, _| r["company"] == "" && is_null(r, "title")),
        (c, "null company beside empty title", |r, _| r["title"] == "" && is_null(r, "company")),
        (c, "no name", |r, _| is_null(r, "first_name") && is_null(r, "last_name")),
        (c, "empty last name", |r, _| r["last_name"] == ""),
        (c, "NUL in a text", |r, _| has_text(r, |t| t.contains('\0'))),
        (c, "10 000 characters", |r, _| has_text(r, |t| t.chars().count() == 10_000)),
        (c, "right to left", |r, _| has_text(r, |t| t.contains('م'))),
        (c, "emoji", |r, _| has_text(r, |t| t.contains('🦀'))),
        (c, "combining characters", |r, _| has_text(r, |t| t.contains('\u{308}'))),
        (c, "anonymised", |r, _| r["first_name"] == "Anonymized" && len(r, "email_addresses") == 0),
        (c, "merged away", |r, _| is_set(r, "deleted_at") && len(r, "application_ids") == 0),
        (c, "linked to a user", |r, _| len(r, "linked_user_ids") == 1),
        (c, "applications to several jobs", |r, _| {
            len(r, "applications") > 1 && r["applications"][0]["jobs"] != r["applications"][1]["jobs"]
        }),
        (c, "no application", |r, _| !is_set(r, "deleted_at") && len(r, "applications") == 0),
        (c, "three types of attachments", |r, _| len(r, "attachments") == 3),
        (c, "no attachment", |r, _| len(r, "attachments") == 0),
        (c, "a primary address that comes last", |r, _| r["email_addresses"][1]["is_primary"] == true),
        (c, "no address", |r, _| len(r, "email_addresses") == 0),
        (c, "phones", |r, _| len(r, "phone_numbers") > 1),
        (c, "social links", |r, _| has_text(&r["social_media_addresses"], |t| t.starts_with("https://"))),
        (c, "handles", |r, _| has_text(&r["social_media_addresses"], |t| t.starts_with('@'))),
        (c, "tags", |r, _| len(r, "tags") > 0),
        (c, "education without dates", |r, _| is_null(&r["educations"][0], "start_date")),
        (c, "education with dates", |r, _| is_set(&r["educations"][0], "end_date")),
        (c, "employments", |r, _| is_null(&r["employments"][0], "end_date")),
        (c, "an address of another", |r, w| {
            let email = &r["email_addresses"][0]["value"];
            email.is_string()
                && w["candidates"].iter().filter(|o| o["email_addresses"][0]["value"] == *email).count() > 1
        }),
    ]
}

fn applications() -> Vec<Check> {
    let a = "applications";
    vec![
        (a, "a deleted one", |r, _| is_set(r, "deleted_at")),
        (a, "active", |r, _| r["status"] == "active"),
        (a, "hired without stage", |r, _| r["status"] == "hired" && is_null(r, "current_stage")),
        (a, "rejected by us", |r, _| r["rejection_reason"]["type"]["name"] == "We rejected them"),
        (a, "dropped out", |r, _| {
            r["status"] == "rejected" && r["rejection_reason"]["type"]["name"] == "They rejected us"
        }),
        (a, "rejected without reason", |r, _| is_set(r, "rejected_at") && is_null(r, "rejection_reason")),
        (a, "no post", |r, _| is_null(r, "job_post_id")),
        (a, "a post of its job", |r, w| {
            find(w, "job_posts", &r["job_post_id"]).is_some_and(|post| post["job_id"] == r["jobs"][0]["id"])
        }),
        (a, "no source", |r, _| is_null(r, "source")),
        (a, "no credit", |r, _| is_null(r, "credited_to")),
        (a, "no coordinator", |r, _| is_null(r, "coordinator")),
        (a, "no sourcer member", |r, _| r.get("sourcer").is_none()),
        (a, "a sourcer", |r, _| r["sourcer"]["email"].is_string()),
        (a, "custom fields", |r, _| r["custom_fields"]["Notice period"].is_string()),
        (a, "null custom fields", |r, _| is_null(r, "custom_fields")),
        (a, "a job nobody can see", |r, w| find(w, "jobs", &r["jobs"][0]["id"]).is_none()),
        (a, "an inactive stage", |r, w| {
            r["status"] == "active"
                && find(w, "job_stages", &r["current_stage"]["id"])
                    .is_some_and(|stage| stage["active"] == false)
        }),
    ]
}

fn jobs() -> Vec<Check> {
    let j = "jobs";
    vec![
        (j, "open", |r, _| r["status"] == "open"),
        (j, "closed", |r, _| r["status"] == "closed" && is_set(r, "closed_at")),
        (j, "draft", |r, _| r["status"] == "draft" && is_null(r, "opened_at")),
        (j, "pending", |r, _| r["status"] == "pending_approval"),
        (j, "approved", |r, _| r["status"] == "approved"),
        (j, "template", |r, _| r["is_template"] == true),
        (j, "confidential", |r, w| r["confidential"] == true && posts_of(r, w).all(|p| p["live"] == false)),
        (j, "deleted", |r, w| is_set(r, "deleted_at") && posts_of(r, w).all(|p| is_set(p, "deleted_at"))),
        (j, "no department", |r, _| len(r, "departments") == 0),
        (j, "one department", |r, _| len(r, "departments") == 1),
        (j, "several departments", |r, _| len(r, "departments") > 1),
        (j, "no office", |r, _| len(r, "offices") == 0),
        (j, "one office", |r, _| len(r, "offices") == 1),
        (j, "several offices", |r, _| len(r, "offices") > 1),
        (j, "empty team", |r, _| r["hiring_team"].as_object().unwrap().is_empty()),
        (j, "a missing role", |r, _| {
            r["hiring_team"].get("sourcers").is_none() && !r["hiring_team"].as_object().unwrap().is_empty()
        }),
        (j, "recruiters without address", |r, _| {
            let first = &r["hiring_team"]["recruiters"][0];
            first["name"].is_string() && first.get("primary_email_address").is_none()
        }),
        (j, "no requisition", |r, _| is_null(r, "requisition_id")),
        (j, "empty requisition", |r, _| r["requisition_id"] == ""),
        (j, "custom fields", |r, _| is_set(r, "custom_fields")),
        (j, "NUL in its name", |r, _| text(&r["name"]).contains('\0')),
        (j, "its newest live post is not the newest created", |r, w| {
            let live = || posts_of(r, w).filter(|p| p["live"] == true && p["active"] == true);
            let newest = live().max_by_key(|p| text(&p["first_published_at"]).to_owned());
            let created = live().max_by_key(|p| text(&p["created_at"]).to_owned());
            live().count() > 2 && newest != created
        }),
    ]
}

fn posts_and_stages() -> Vec<Check> {
    let (p, s) = ("job_posts", "job_stages");
    vec![
        (p, "internal", |r, _| r["live"] == true && r["internal"] == true && r["external"] == false),
        (p, "unlisted", |r, _| r["live"] == true && r["listed"] == false),
        (p, "never published", |r, _| is_null(r, "first_published_at") && r["active"] == true),
        (p, "withdrawn", |r, _| is_set(r, "first_published_at") && r["live"] == false && r["active"] == true),
        (p, "deleted", |r, _| is_set(r, "deleted_at") && r["active"] == false && r["live"] == false),
        (p, "deleted and still live", |r, _| is_set(r, "deleted_at") && r["live"] == true),
        (p, "empty content", |r, _| r["content"] == ""),
        (p, "HTML", |r, _| ["<ul>", "&amp;", "<a href"].iter().all(|t| text(&r["content"]).contains(t))),
        (s, "inactive", |r, _| r["active"] == false && is_null(r, "deleted_at")),
        (s, "deleted", |r, _| is_set(r, "deleted_at")),
        (s, "last in the list, not last in rank", |r, _| {
            r["name"] == "Reference Check" && r["priority"] == 3
        }),
        (s, "no interview", |r, _| len(r, "interviews") == 0),
        (s, "two interviews", |r, _| len(r, "interviews") == 2),
        (s, "no kit", |r, _| is_null(&r["interviews"][0], "interview_kit")),
        (s, "question by name", |r, _| {
            r["interviews"][0]["interview_kit"]["questions"][0]["name"].is_string()
        }),
        (s, "question by question", |r, _| {
            r["interviews"][1]["interview_kit"]["questions"][0]["question"].is_string()
        }),
        (s, "a deleted interview", |r, _| is_set(&r["interviews"][1], "deleted_at")),
        (s, "a live interview", |r, _| is_null(&r["interviews"][0], "deleted_at")),
    ]
}

fn interviews_and_users() -> Vec<Check> {
    let (i, u) = ("scheduled_interviews", "users");
    vec![
        (i, "scheduled", |r, _| r["status"] == "scheduled"),
        (i, "awaiting", |r, _| r["status"] == "awaiting_feedback"),
        (i, "complete", |r, _| r["status"] == "complete"),
        (i, "needs action", |r, _| r["interviewers"][0]["response_status"] == "needs_action"),
        (i, "declined", |r, _| r["interviewers"][0]["response_status"] == "declined"),
        (i, "tentative", |r, _| r["interviewers"][0]["response_status"] == "tentative"),
        (i, "accepted", |r, _| r["interviewers"][0]["response_status"] == "accepted"),
        (i, "interviewer with address", |r, _| r["interviewers"][0]["email"].is_string()),
        (i, "a scorecard", |r, _| r["interviewers"][0]["scorecard_id"].is_string()),
        (i, "no interviewer", |r, _| len(r, "interviewers") == 0),
        (i, "null location", |r, _| is_null(r, "location")),
        (i, "empty location", |r, _| r["location"] == ""),
        (i, "no calendar event", |r, _| r.get("external_event_id").is_none()),
        (i, "a video link", |r, _| is_set(r, "video_conferencing_url")),
        (i, "null interview", |r, _| is_null(r, "interview")),
        (i, "in a stage", |r, w| is_set(r, "interview") && slot_is_in_a_stage(r, w)),
        (i, "in no stage", |r, w| is_set(r, "interview") && !slot_is_in_a_stage(r, w)),
        (i, "no organizer", |r, _| is_null(r, "organizer")),
        (i, "deleted", |r, _| is_set(r, "deleted_at")),
        (u, "disabled", |r, _| r["disabled"] == true && is_null(r, "deleted_at")),
        (u, "deleted", |r, _| is_set(r, "deleted_at")),
        (u, "linked", |r, w| {
            find(w, "candidates", &r["linked_candidate_ids"][0])
                .is_some_and(|c| c["linked_user_ids"][0] == r["id"])
        }),
        (u, "no employee id", |r, _| is_null(r, "employee_id")),
        (u, "empty employee id", |r, _| r["employee_id"] == ""),
        (u, "several addresses", |r, _| len(r, "emails") > 1),
        (u, "in an office and a department", |r, _| len(r, "offices") > 0 && len(r, "departments") > 0),
        ("offices", "deleted", |r, _| is_set(r, "deleted_at")),
        ("offices", "nested", |r, _| is_set(r, "parent_id")),
        ("offices", "no place", |r, _| r["location"]["name"] == ""),
        ("offers", "accepted", |r, _| r["status"] == "accepted"),
        ("offers", "unresolved", |r, _| r["status"] == "unresolved"),
        ("scorecards", "a draft", |r, _| is_null(r, "submitted_at")),
        ("scorecards", "submitted", |r, _| is_set(r, "submitted_at")),
    ]
}

#[tokio::test]
async fn every_awkward_thing_is_there() {
    for seed in [1, 2, 77] {
        let gem = Gem::new(&Options { candidates: 200, seed, rate: None, ..Options::default() });
        let mut world = World::new();
        for (_, name) in crate::gem_sim::world::resource::Resource::TABLES {
            world.insert(name, gem.world(name).await);
        }
        let checks =
            [candidates(), applications(), jobs(), posts_and_stages(), interviews_and_users()].concat();
        let missing: Vec<_> = checks
            .iter()
            .filter(|(resource, _, holds)| !world[resource].iter().any(|row| holds(row, &world)))
            .map(|(resource, what, _)| format!("{resource}: {what}"))
            .collect();
        assert!(missing.is_empty(), "seed {seed}: {missing:#?}");
        for (resource, rows) in world.iter().filter(|(resource, _)| **resource != "notes") {
            assert!(rows.iter().any(is_migrated), "{resource} has no migrated id");
            assert!(rows.iter().any(|row| !is_migrated(row)), "{resource} has migrated ids only");
            assert!(rows.iter().all(|row| row.get("x_future_field").is_some()), "{resource}");
        }
    }
}

#[tokio::test]
async fn absent_and_null_deletions_differ_by_resource() {
    let gem = Gem::small();
    for (resource, null_when_live) in [
        ("candidates", false),
        ("applications", false),
        ("job_stages", false),
        ("offices", false),
        ("scheduled_interviews", false),
        ("jobs", true),
        ("users", true),
        ("job_posts", true),
    ] {
        let rows = gem.get(&format!("/{resource}/")).await.rows();
        let live = rows.iter().find(|row| row.get("deleted_at").is_none_or(Value::is_null)).unwrap();
        assert_eq!(live.get("deleted_at").is_some(), null_when_live, "{resource}");
    }
    let job = gem.get("/jobs/").await.rows().into_iter().find(|job| len(job, "departments") > 0).unwrap();
    assert!(job["departments"][0].get("deleted_at").is_none());
}

#[tokio::test]
async fn children_of_deleted_rows_are_deleted() {
    let gem = Gem::small();
    let candidates = gem.world("candidates").await;
    let gone = candidates.iter().filter(|c| is_set(c, "deleted_at"));
    for application in gone.flat_map(|c| c["applications"].as_array().unwrap()) {
        assert!(is_set(application, "deleted_at"), "{application}");
    }
}
