//! Jobs, postings and stages.

use std::cmp::Reverse;

use serde_json::{Value, json};
use unified_ats::domain::model::Model;

use super::gem::{Gem, custom_fields, items, live, or, place, text, time};
use super::people::{JOB_ROLES, JobRole, user_ref};

/// Templates come in the same list and are no jobs.
pub(super) fn jobs(gem: &Gem<'_>) -> Vec<Value> {
    let jobs = gem.rows("jobs").iter().filter(|row| row["is_template"] != true);
    jobs.map(|row| job(gem, row)).collect()
}

fn job(gem: &Gem<'_>, row: &Value) -> Value {
    let posts = newest_first(gem.live_of("job_posts", "job_id", &row["id"]));
    let chosen = posts.iter().find(|post| post["live"] == true && post["active"] == true);
    let office = &row["offices"][0];
    let mut job = json!({
        "name": text(&row["name"]),
        "job_code": text(&row["requisition_id"]),
        "description": chosen.map(|post| text(&post["content"])),
        "confidential": row["confidential"],
        "status": status(row),
        "department": text(&row["departments"][0]["name"]),
        "post_url": chosen.map(|post| url(gem, post)),
        "location": place(&or(text(&office["location"]["name"]), || text(&office["name"]))),
        "custom_fields": custom_fields(row, &[("departments", departments(row)), ("offices", offices(row))]),
        "integration_fields": [],
        "remote_url": format!("https://www.gem.com/ats/jobs/{}/candidates", row["id"].as_str().unwrap()),
        "opened_at": time(&row["opened_at"]),
        "closed_at": time(&row["closed_at"]),
        "remote_created_at": time(&row["created_at"]),
        "remote_updated_at": time(&row["updated_at"]),
        "stages": stages(gem, &row["id"]),
        "screening_questions": [],
        "job_postings": posts.iter().map(|post| nested_posting(gem, post)).collect::<Value>(),
        "hiring_team": team(row).into_iter().map(|(id, roles)| member(gem, &id, &roles)).collect::<Value>(),
    });
    for unknown in [
        "weekly_hours",
        "visibility",
        "category",
        "experience_level",
        "salary_amount",
        "salary_amount_from",
        "salary_amount_to",
        "salary_currency",
        "salary_period",
        "contact_id",
    ] {
        job[unknown] = Value::Null;
    }
    add_listing(gem, &row["id"], &mut job);
    gem.record(Model::Job, row, job)
}

/// Workplace and employment are the public job board's alone: of the job's post that was published last.
fn add_listing(gem: &Gem<'_>, id: &Value, job: &mut Value) {
    let posts = gem.board.iter().filter(|post| post["internal_job_id"] == *id);
    let newest = posts.max_by_key(|post| post["first_published_at"].to_string());
    let of = |key: &str| newest.map_or("", |post| post[key].as_str().unwrap());
    job["remote_work_status"] = match of("location_type") {
        "remote" => json!("REMOTE"),
        "hybrid" => json!("HYBRID"),
        "in_office" => json!("ON_SITE"),
        _ => Value::Null,
    };
    job["employment_type"] = match of("employment_type") {
        "full_time" => json!("FULL_TIME"),
        "part_time" => json!("PART_TIME"),
        "intern" => json!("INTERNSHIP"),
        "contract" => json!("CONTRACT"),
        _ => Value::Null,
    };
}

fn status(row: &Value) -> Value {
    match row["status"].as_str().unwrap() {
        "open" => json!("OPEN"),
        "closed" => json!("CLOSED"),
        "draft" | "pending_approval" | "approved" => json!("DRAFT"),
        _ => Value::Null,
    }
}

fn departments(row: &Value) -> Value {
    let named = |d: &Value| json!({ "id": d["id"], "name": text(&d["name"]) });
    items(&row["departments"]).iter().map(named).collect()
}

fn offices(row: &Value) -> Value {
    let named = |o: &Value| json!({ "id": o["id"], "name": text(&o["name"]), "location": text(&o["location"]["name"]) });
    items(&row["offices"]).iter().map(named).collect()
}

/// The users of a job's team, each once, with all their roles in the order of the sheet.
pub(super) fn team(row: &Value) -> Vec<(Value, Vec<JobRole>)> {
    let mut team: Vec<(Value, Vec<JobRole>)> = Vec::new();
    for role in JOB_ROLES {
        for user in items(&row["hiring_team"][role.0]) {
            match team.iter_mut().find(|(id, _)| *id == user["id"]) {
                Some((_, roles)) if roles.contains(&role) => {}
                Some((_, roles)) => roles.push(role),
                None => team.push((user["id"].clone(), vec![role])),
            }
        }
    }
    team
}

fn member(gem: &Gem<'_>, id: &Value, roles: &[JobRole]) -> Value {
    let role = |(key, label, unified): &JobRole| json!({ "remote_id": key, "remote_label": label, "unified_type": unified, "scope": "JOB" });
    let mut member = user_ref(gem, id);
    member["hiring_team_roles"] = roles.iter().map(|(_, _, unified)| *unified).collect();
    member["job_roles"] = roles.iter().map(role).collect();
    member
}

/// By the time of publication, else of creation.
fn newest_first(mut posts: Vec<&Value>) -> Vec<&Value> {
    posts.sort_by_key(|post| {
        Reverse(or(time(&post["first_published_at"]), || time(&post["created_at"])).to_string())
    });
    posts
}

fn posting_fields(gem: &Gem<'_>, row: &Value) -> Value {
    let is = |key: &str| row[key] == true;
    let status = if !live(row) || !is("active") {
        "INACTIVE"
    } else if is("live") {
        "ACTIVE"
    } else if row["first_published_at"].is_null() {
        "DRAFT"
    } else {
        "INACTIVE"
    };
    let visibility = if is("external") && is("listed") {
        "PUBLIC"
    } else if is("internal") && !is("external") {
        "INTERNAL"
    } else {
        "UNLISTED"
    };
    json!({
        "title": text(&row["title"]),
        "description_html": text(&row["content"]),
        "status": status,
        "visibility": visibility,
        "url": url(gem, row),
    })
}

/// The job board's address, else the public form for what can be read there.
fn url(gem: &Gem<'_>, row: &Value) -> Value {
    if let Some(post) = gem.board.iter().find(|post| post["id"] == row["id"]) {
        return post["absolute_url"].clone();
    }
    if row["live"] == true && row["external"] == true {
        return json!(format!("https://jobs.gem.com/{}/{}", gem.vanity(), row["id"].as_str().unwrap()));
    }
    Value::Null
}

fn nested_posting(gem: &Gem<'_>, row: &Value) -> Value {
    let mut posting = posting_fields(gem, row);
    posting["id"] = gem.id(Model::JobPosting, &row["id"]);
    posting["remote_id"] = row["id"].clone();
    posting["remote_data"] = Value::Null;
    posting
}

pub(super) fn posting(gem: &Gem<'_>, row: &Value) -> Value {
    let mut posting = posting_fields(gem, row);
    posting["job_id"] = gem.id(Model::Job, &row["job_id"]);
    posting["remote_created_at"] = time(&row["created_at"]);
    posting["remote_updated_at"] = time(&row["updated_at"]);
    gem.record(Model::JobPosting, row, posting)
}

pub(super) fn stage_status(row: &Value) -> &'static str {
    if row["active"] == true && live(row) { "ACTIVE" } else { "INACTIVE" }
}

/// The rank among the job's stages that are not deleted; a deleted one has none.
pub(super) fn stage_index(gem: &Gem<'_>, row: &Value) -> Value {
    if !live(row) {
        return Value::Null;
    }
    let others = gem.live_of("job_stages", "job_id", &row["job_id"]);
    let before = others.iter().filter(|other| other["priority"].as_f64() < row["priority"].as_f64());
    json!(before.count())
}

pub(super) fn stage(gem: &Gem<'_>, row: &Value) -> Value {
    let stage = json!({
        "name": text(&row["name"]),
        "status": stage_status(row),
        "global_index": row["priority"],
        "custom_fields": {},
        "integration_fields": [],
    });
    gem.record(Model::ApplicationStage, row, stage)
}

/// A job's stages in their order.
fn stages(gem: &Gem<'_>, job: &Value) -> Value {
    let mut stages = gem.live_of("job_stages", "job_id", job);
    stages.sort_by_key(|stage| stage["priority"].as_u64());
    let nested = |(index, row): (usize, &&Value)| {
        json!({
            "id": gem.id(Model::ApplicationStage, &row["id"]), "remote_id": row["id"], "name": text(&row["name"]),
            "status": stage_status(row), "custom_fields": {}, "integration_fields": [], "remote_data": null,
            "index": index,
        })
    };
    stages.iter().enumerate().map(nested).collect()
}
