//! Users, roles, candidates and tags.

use serde_json::{Value, json};
use unified_ats::domain::model::Model;

use super::applications::{current_stage, named_job, outcome, reason_name};
use super::gem::{Gem, clean, custom_fields, items, live, or, text, time};

/// The key in a hiring team, the label, the meaning.
pub(super) type JobRole = (&'static str, &'static str, &'static str);

pub(super) const JOB_ROLES: [JobRole; 4] = [
    ("hiring_managers", "Hiring manager", "HIRING_MANAGER"),
    ("recruiters", "Recruiter", "RECRUITER"),
    ("coordinators", "Coordinator", "COORDINATOR"),
    ("sourcers", "Sourcer", "SOURCER"),
];

pub(super) fn user(gem: &Gem<'_>, row: &Value) -> Value {
    let active = row["disabled"] != true && live(row);
    let admin = json!({ "remote_id": "site_admin", "remote_label": "Site admin", "unified_type": "ADMIN",
                        "scope": "SYSTEM" });
    let mut user = name(row);
    user["email"] = or(text(&row["primary_email_address"]), || text(&row["emails"][0]));
    user["status"] = json!(if active { "ACTIVE" } else { "INACTIVE" });
    user["system_roles"] = if row["site_admin"] == true { json!([admin]) } else { json!([]) };
    gem.record(Model::User, row, user)
}

fn name(row: &Value) -> Value {
    let (first, last) = (text(&row["first_name"]), text(&row["last_name"]));
    if first.is_null() && last.is_null() && row["name"].is_string() {
        let whole = row["name"].as_str().unwrap();
        let (first, last) = whole.rsplit_once(' ').unwrap();
        return json!({ "first_name": first, "last_name": last });
    }
    json!({ "first_name": first, "last_name": last })
}

/// A user as jobs and interviews show one.
pub(super) fn user_ref(gem: &Gem<'_>, id: &Value) -> Value {
    let whole = user(gem, gem.find("users", id).unwrap());
    let keys = ["id", "remote_id", "first_name", "last_name", "email"];
    keys.iter().map(|key| ((*key).to_owned(), whole[key].clone())).collect()
}

/// Gem has no list of roles: they are the keys of a hiring team, and the one flag of users.
pub(super) fn roles(gem: &Gem<'_>) -> Vec<Value> {
    let job = JOB_ROLES.map(|(key, label, unified)| (key, label, unified, "JOB"));
    let all = job.into_iter().chain([("site_admin", "Site admin", "ADMIN", "SYSTEM")]);
    all.map(|(key, label, unified, scope)| {
        let fields = json!({ "remote_label": label, "scope": scope, "unified_type": unified });
        gem.record(Model::Role, &json!({ "id": key }), fields)
    })
    .collect()
}

/// The names of all tags of all candidates: the text is both id and name.
pub(super) fn tags(gem: &Gem<'_>) -> Vec<Value> {
    let tags = gem.rows("candidates").iter().flat_map(|row| items(&row["tags"]));
    let names = tags.filter_map(Value::as_str).map(|name| (name, name));
    gem.derived(Model::Tag, names)
}

fn tags_of(gem: &Gem<'_>, row: &Value) -> Value {
    let tag = |name: &Value| json!({ "id": gem.id(Model::Tag, name), "name": name, "remote_id": name });
    items(&row["tags"]).iter().map(tag).collect()
}

pub(super) fn candidate(gem: &Gem<'_>, row: &Value) -> Value {
    let mut candidate = contacts(row);
    let more = json!({
        "company": text(&row["company"]),
        "title": text(&row["title"]),
        "confidential": row["is_private"],
        "source": source(gem, &row["id"]),
        "location": null,
        "custom_fields": custom_fields(row, &["educations", "employments", "linked_user_ids"].map(|key| {
            let list = clean(&row[key]);
            (key, if items(&list).is_empty() { Value::Null } else { list })
        })),
        "integration_fields": [],
        "remote_url": null,
        "remote_created_at": time(&row["created_at"]),
        "remote_updated_at": time(&row["updated_at"]),
        "applications": applications(gem, &row["id"]),
        "tags": tags_of(gem, row),
    });
    candidate.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    gem.record(Model::Candidate, row, candidate)
}

/// Names and ways to reach a candidate: the primary address first, all else in Gem's order.
fn contacts(row: &Value) -> Value {
    let emails = items(&row["email_addresses"]).iter();
    let (primary, others): (Vec<&Value>, Vec<&Value>) = emails.partition(|email| email["is_primary"] == true);
    let emails = primary.into_iter().chain(others).filter(|email| !text(&email["value"]).is_null());
    let email =
        |email: &Value| json!({ "email_address": text(&email["value"]), "type": upper(&email["type"]) });
    let phones = items(&row["phone_numbers"]).iter().filter(|phone| !text(&phone["value"]).is_null());
    let phone =
        |phone: &Value| json!({ "phone_number": text(&phone["value"]), "type": upper(&phone["type"]) });
    let social = items(&row["social_media_addresses"]).iter().filter_map(|s| s["value"].as_str());
    json!({
        "first_name": text(&row["first_name"]),
        "last_name": text(&row["last_name"]),
        "email_addresses": emails.map(email).collect::<Value>(),
        "phone_numbers": phones.map(phone).collect::<Value>(),
        "social_media": social.filter(|value| !value.is_empty()).map(social_media).collect::<Value>(),
    })
}

fn upper(value: &Value) -> Value {
    json!(value.as_str().unwrap().to_uppercase())
}

/// An address with a site, with or without its scheme, or a handle.
fn social_media(value: &str) -> Value {
    let (path, kind) = match value.trim_start_matches("https://").trim_start_matches("www.") {
        path if path.starts_with("linkedin.com/") => (path, "LINKEDIN"),
        path if path.starts_with("github.com/") => (path, "GITHUB"),
        path if path.starts_with("x.com/") => (path, "TWITTER"),
        _ => return json!({ "link": null, "type": null, "username": value }),
    };
    let link = if value.starts_with("https://") { value.to_owned() } else { format!("https://{path}") };
    json!({ "link": link, "type": kind, "username": null })
}

/// The source of the initial application: one that is not deleted, else a deleted one, and of these the oldest.
fn source(gem: &Gem<'_>, id: &Value) -> Value {
    let mut applications = gem.of("applications", "candidate_id", id);
    applications.sort_by_key(|row| (!live(row), row["applied_at"].to_string()));
    applications.first().map_or(Value::Null, |initial| text(&initial["source"]["public_name"]))
}

fn applications(gem: &Gem<'_>, id: &Value) -> Value {
    let application = |row: &Value| {
        let stage = current_stage(gem, row);
        let keys = ["id", "name", "remote_id", "index"];
        let short = |stage: Value| keys.map(|key| (key.to_owned(), stage[key].clone())).into_iter().collect();
        json!({
            "id": gem.id(Model::Application, &row["id"]),
            "remote_id": row["id"],
            "outcome": outcome(row),
            "rejection_reason_name": reason_name(row),
            "rejected_at": time(&row["rejected_at"]),
            "remote_url": null,
            "remote_created_at": time(&row["applied_at"]),
            "remote_updated_at": time(&row["last_activity_at"]),
            "current_stage": if stage.is_null() { stage } else { short(stage) },
            "job": named_job(gem, row),
        })
    };
    gem.live_of("applications", "candidate_id", id).into_iter().map(application).collect()
}

/// The candidate of an application. Of one whose row has no id, only the id is known.
pub(super) fn nested_candidate(gem: &Gem<'_>, id: &Value) -> Value {
    let unknown = Value::Null;
    let row = gem.find("candidates", id).unwrap_or(&unknown);
    let mut candidate = contacts(row);
    candidate["id"] = gem.id(Model::Candidate, id);
    candidate["remote_id"] = id.clone();
    candidate["source"] = source(gem, id);
    candidate["remote_url"] = Value::Null;
    candidate["tags"] = tags_of(gem, row);
    candidate
}
