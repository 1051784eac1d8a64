//! Seeded candidates.

use serde_json::{Value, json};

use super::application;
use super::clock::{DAY, EPOCH, text};
use super::dice::pick;
use super::names::{COMPANIES, FIRST, LAST, SCHOOLS, TAGS, TITLES};
use super::plan::Plan;
use super::prose::long_text;
use super::resource::Resource;
use super::row::{Row, object, optional};
use super::user;

/// What can be told about a candidate without building it.
pub(crate) struct Facts {
    pub(crate) created: i64,
    pub(crate) updated: Option<i64>,
    pub(crate) activity: Option<i64>,
    pub(crate) deleted: Option<i64>,
}

/// Merged into the next candidate, which now has the applications.
pub(crate) const fn is_merged_away(index: u64) -> bool {
    index % 100 == 10
}

pub(crate) const fn is_anonymised(index: u64) -> bool {
    index % 100 == 12
}

pub(crate) fn facts(plan: &Plan, index: u64) -> Facts {
    let created = plan.candidate_created(index);
    let deleted = (index % 50 == 17 || is_merged_away(index)).then(|| (created + 110 * DAY).min(EPOCH - 1));
    let edited = (!index.is_multiple_of(3) || is_anonymised(index))
        .then(|| plan.later(created, 11, index, 100).max(created));
    let updated = deleted.or(edited);
    let activity = (index % 11 != 5).then(|| plan.later(updated.unwrap_or(created), 12, index, 8));
    Facts { created, updated, activity, deleted }
}

/// The address of a candidate; each pair 20 and 21 of forty shares one.
pub(crate) fn email(plan: &Plan, index: u64) -> Option<String> {
    let number = if index % 40 == 21 { index - 1 } else { index };
    let bare = index % 10 == 3 || is_anonymised(index) || index % 100 == 22;
    (!bare).then(|| format!("candidate.{number}.{}@example.com", plan.roll(13, number) % 1000))
}

/// The seeded candidates that may have this address.
pub(crate) fn by_email(email: &str) -> Option<[u64; 2]> {
    let number: u64 = email.strip_prefix("candidate.")?.split('.').next()?.parse().ok()?;
    Some([number, number.saturating_add(1)])
}

/// The row as it is kept: without its applications, and with attachments that have no address yet.
pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let facts = facts(plan, index);
    let (first, last) = names(plan, index);
    let (company, title) = work(plan, index);
    let blank = is_anonymised(index);
    object(json!({
        "id": plan.id(Resource::Candidate, index),
        "first_name": first,
        "last_name": last,
        "company": if blank { Value::Null } else { company },
        "title": if blank { Value::Null } else { title },
        "attachments": if blank { json!([]) } else { attachments(index, facts.created) },
        "phone_numbers": if blank { json!([]) } else { phones(plan, index) },
        "email_addresses": emails(plan, index),
        "social_media_addresses": if blank { json!([]) } else { social(plan, index) },
        "tags": if blank { json!([]) } else { tags(plan, index) },
        "educations": if blank { json!([]) } else { educations(plan, index) },
        "employments": if blank { json!([]) } else { employments(plan, index) },
        "linked_user_ids": user::linked_to(plan, index).map(|u| plan.id(Resource::User, u)).into_iter().collect::<Vec<_>>(),
        "created_at": text(facts.created),
        "updated_at": optional(facts.updated),
        "last_activity": optional(facts.activity),
        "deleted_at": optional(facts.deleted),
        "is_private": index % 25 == 15,
    }))
}

fn names(plan: &Plan, index: u64) -> (Value, Value) {
    if is_anonymised(index) {
        return (json!("Anonymized"), json!("Candidate"));
    }
    let first = pick(&FIRST, if index < 64 { index } else { plan.roll(14, index) });
    let last = pick(&LAST, if index < 62 { index } else { plan.roll(15, index) });
    match index % 100 {
        13 => (json!(first), json!("Nul\u{0}byte")),
        18 => (json!(first), json!("")),
        19 => (json!(first), Value::Null),
        22 => (Value::Null, Value::Null),
        _ => (json!(first), json!(last)),
    }
}

fn work(plan: &Plan, index: u64) -> (Value, Value) {
    match index % 20 {
        6 if index % 100 == 6 => (json!(pick(&COMPANIES, index)), json!(long_text(10_000))),
        8 => (json!(""), Value::Null),
        9 => (Value::Null, json!("")),
        2 => (Value::Null, Value::Null),
        _ => (json!(pick(&COMPANIES, plan.roll(16, index))), json!(pick(&TITLES, plan.roll(17, index)))),
    }
}

/// None, a résumé, a résumé with a letter, or all types.
fn attachments(index: u64, created: i64) -> Value {
    let all = [
        ("Résumé – final (2).pdf", "resume"),
        ("cover letter.pdf", "cover_letter"),
        ("portfolio & samples.zip", "other"),
    ];
    let many = match index % 4 {
        0 => 1,
        1 => 2,
        2 => 0,
        _ => 3,
    };
    all.iter()
        .take(many)
        .enumerate()
        .map(|(n, (filename, kind))| {
            json!({"filename": filename, "type": kind, "created_at": text(created), "_file": n.to_string()})
        })
        .collect()
}

fn phones(plan: &Plan, index: u64) -> Value {
    let number = format!("+49 30 {:07}", plan.roll(18, index) % 10_000_000);
    match index % 5 {
        0 => json!([]),
        1 => {
            json!([{"type": "mobile", "value": number}, {"type": "skype", "value": format!("live:c{index}")}])
        }
        2 => json!([{"type": "home", "value": number}]),
        3 => json!([{"type": "work", "value": "(555) 010-0199 ext. 7"}]),
        _ => json!([{"type": "other", "value": ""}, {"type": "mobile", "value": number}]),
    }
}

fn emails(plan: &Plan, index: u64) -> Value {
    let Some(address) = email(plan, index) else { return json!([]) };
    match index % 6 {
        // The primary one comes last, so that order alone does not tell.
        1 => json!([
            {"type": "work", "value": format!("c{index}@work.example"), "is_primary": false},
            {"type": "personal", "value": address, "is_primary": true},
        ]),
        4 => json!([{"type": "other", "value": address, "is_primary": false}]),
        _ => json!([{"type": "personal", "value": address, "is_primary": true}]),
    }
}

fn social(plan: &Plan, index: u64) -> Value {
    let number = plan.roll(19, index) % 100_000;
    match index % 5 {
        0 => json!([{"value": format!("https://www.linkedin.com/in/sample-{number}")}]),
        1 => {
            json!([{"value": format!("https://github.com/sample{number}")}, {"value": format!("@sample{number}")}])
        }
        2 => json!([{"value": format!("linkedin.com/in/sample-{number}")}, {"value": ""}]),
        3 => json!([]),
        _ => json!([{"value": format!("https://x.com/sample{number}")}]),
    }
}

fn tags(plan: &Plan, index: u64) -> Value {
    (0..index % 4).map(|n| json!(pick(&TAGS, plan.roll(20, index) % 8 + n))).collect()
}

fn educations(plan: &Plan, index: u64) -> Value {
    (0..index % 3)
        .map(|n| {
            let open = (index + n) % 4 == 1;
            json!({
                "id": plan.id(Resource::Education, index * 4 + n),
                "school_name": pick(&SCHOOLS, plan.roll(21, index) % 6 + n),
                "degree": if open { Value::Null } else { json!("Master's Degree") },
                "discipline": pick(&["Computer Science", "", "Économie", "法学"], index + n),
                "start_date": if open { Value::Null } else { json!(format!("{}-10-01", 2005 + index % 10)) },
                "end_date": if open { Value::Null } else { json!(format!("{}-09-30", 2010 + index % 10)) },
            })
        })
        .collect()
}

fn employments(plan: &Plan, index: u64) -> Value {
    (0..index / 2 % 4)
        .map(|n| {
            json!({
                "id": plan.id(Resource::Employment, index * 4 + n),
                "company_name": pick(&COMPANIES, plan.roll(22, index) % 11 + n),
                "title": pick(&TITLES, index + n),
                "start_date": format!("{}-02-01", 2012 + n * 3),
                "end_date": if n == 0 { Value::Null } else { json!(format!("{}-01-31", 2014 + n * 3)) },
            })
        })
        .collect()
}

/// The indices of the applications that a candidate was seeded with.
pub(crate) fn applications(plan: &Plan, index: u64) -> Vec<u64> {
    if is_merged_away(index) && index + 1 < plan.candidates {
        return Vec::new();
    }
    let mut all = application::of_slot(index);
    if index > 0 && is_merged_away(index - 1) {
        all.splice(0..0, application::of_slot(index - 1));
    }
    all
}
