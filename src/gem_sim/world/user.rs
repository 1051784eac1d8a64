//! Seeded users.

use serde_json::{Value, json};

use super::clock::{EPOCH, text};
use super::dice::pick;
use super::names::{FIRST, LAST};
use super::plan::{DEPARTMENTS, OFFICES, Plan};
use super::resource::Resource;
use super::row::{Row, object, optional};

/// The user who is the same person as a candidate.
pub(crate) fn linked_to(plan: &Plan, candidate: u64) -> Option<u64> {
    let user = 9 * (candidate / 11) + 4;
    (candidate % 11 == 3 && user < plan.users).then_some(user)
}

fn linked_candidate(plan: &Plan, user: u64) -> Option<u64> {
    let candidate = 11 * (user / 9) + 3;
    (user % 9 == 4 && candidate < plan.candidates).then_some(candidate)
}

pub(crate) fn row(plan: &Plan, index: u64) -> Row {
    let created = plan.user_created(index);
    let updated = plan.later(created, 81, index, 1500).min(EPOCH - 1);
    let first = pick(&FIRST, plan.roll(82, index));
    let last = pick(&LAST, plan.roll(83, index));
    let email = format!("user{index}@company.example");
    let mut emails = vec![json!(email)];
    if index % 6 == 1 {
        emails.push(json!(format!("alias{index}@company.example")));
    }
    let gone = index % 12 == 9;
    object(json!({
        "id": plan.id(Resource::User, index),
        "name": format!("{first} {last}"),
        "first_name": if index % 20 == 14 { Value::Null } else { json!(first) },
        "last_name": if index % 20 == 14 { Value::Null } else { json!(last) },
        "employee_id": employee(index),
        "primary_email_address": email,
        "emails": emails,
        "created_at": text(created),
        "updated_at": text(updated),
        "disabled": index % 10 == 7,
        "site_admin": index.is_multiple_of(8),
        "linked_candidate_ids": linked_candidate(plan, index).map(|c| plan.id(Resource::Candidate, c)).into_iter().collect::<Vec<_>>(),
        "offices": (0..index % 3).map(|n| json!(plan.id(Resource::Office, (index + n) % OFFICES))).collect::<Value>(),
        "departments": (0..index % 2).map(|n| json!(plan.id(Resource::Department, (index + n) % DEPARTMENTS))).collect::<Value>(),
        "deleted_at": optional(gone.then_some(updated)),
    }))
}

fn employee(index: u64) -> Value {
    match index % 15 {
        5 => json!(""),
        3 | 8 | 13 => Value::Null,
        _ => json!(format!("E{index:04}")),
    }
}
