//! The short lists: offices, departments, sources, rejection reasons.

use serde_json::{Value, json};

use super::clock::{DAY, EPOCH, text};
use super::dice::pick;
use super::plan::Plan;
use super::resource::Resource;
use super::row::{Row, object};

/// Name, free text of the place, parent.
const OFFICES: [(&str, &str, Option<u64>); 8] = [
    ("EMEA", "", None),
    ("Berlin HQ", "Berlin, Germany", Some(0)),
    ("São Paulo", "São Paulo - SP, Brasil", None),
    ("Remote", "Remote", None),
    ("New York", "New York, NY, United States", None),
    ("東京", "東京都, 日本", None),
    ("London (closed)", "London", Some(0)),
    ("Paris", "Paris", Some(0)),
];

const DEPARTMENTS: [(&str, Option<u64>); 10] = [
    ("Engineering", None),
    ("Platform", Some(0)),
    ("Product", None),
    ("People & Culture", None),
    ("Sales", None),
    ("Sales EMEA", Some(4)),
    ("Finance", None),
    ("Legacy Hardware", None),
    ("Support", None),
    ("研究開発", Some(0)),
];

/// Name and type.
const SOURCES: [(&str, &str); 11] = [
    ("Company career site", "Other"),
    ("Gem Sequence", "Other"),
    ("Github", "Other"),
    ("Indeed", "Other"),
    ("Internal candidate", "Other"),
    ("LinkedIn Basic Jobs", "Other"),
    ("Referral", "Referral"),
    ("PyCon 2025 🐍", "Event"),
    ("Universität Wien", "University"),
    ("Unused source", "Other"),
    ("", "Other"),
];

const REASONS: [&str; 10] = [
    "Lacking skills",
    "Not enough experience",
    "Position closed",
    "Culture add",
    "No show",
    "Other (add notes)",
    "Accepted another offer",
    "Salary expectations",
    "Withdrew – família",
    "No reason",
];

const REASON_TYPES: [&str; 3] = ["We rejected them", "They rejected us", "None Specified"];

fn family(reason: u64) -> u64 {
    match reason {
        0..=5 => 0,
        6..=8 => 1,
        _ => 2,
    }
}

fn entry<T: Copy>(items: &[T], index: u64) -> Option<T> {
    usize::try_from(index).ok().and_then(|n| items.get(n)).copied()
}

pub(crate) fn office(plan: &Plan, index: u64) -> Row {
    let (name, place, parent) = entry(&OFFICES, index).unwrap_or(("", "", None));
    let children: Vec<_> =
        (0_u64..).zip(OFFICES).filter(|(_, office)| office.2 == Some(index)).map(|(n, _)| n).collect();
    object(json!({
        "id": plan.id(Resource::Office, index),
        "name": name,
        "location": {"name": place},
        "parent_id": parent.map(|p| plan.id(Resource::Office, p)),
        "child_ids": children.iter().map(|c| plan.id(Resource::Office, *c)).collect::<Vec<_>>(),
        "parent_office_external_id": parent.map(|p| format!("ext-office-{p}")),
        "child_office_external_ids": children.iter().map(|c| format!("ext-office-{c}")).collect::<Vec<_>>(),
        "deleted_at": if index == 6 { json!(text(EPOCH - 400 * DAY)) } else { Value::Null },
    }))
}

pub(crate) fn department(plan: &Plan, index: u64) -> Row {
    let (name, parent) = entry(&DEPARTMENTS, index).unwrap_or(("", None));
    let children: Vec<_> =
        (0_u64..).zip(DEPARTMENTS).filter(|(_, other)| other.1 == Some(index)).map(|(n, _)| n).collect();
    object(json!({
        "id": plan.id(Resource::Department, index),
        "name": name,
        "parent_id": parent.map(|p| plan.id(Resource::Department, p)),
        "child_ids": children.iter().map(|c| plan.id(Resource::Department, *c)).collect::<Vec<_>>(),
        "parent_department_external_id": parent.map(|_| Value::Null),
        "child_department_external_ids": [],
        "deleted_at": if index == 7 { json!(text(EPOCH - 300 * DAY)) } else { Value::Null },
    }))
}

pub(crate) fn source(plan: &Plan, index: u64) -> Row {
    let (name, kind) = entry(&SOURCES, index).unwrap_or(("", "Other"));
    object(json!({
        "id": plan.id(Resource::Source, index),
        "name": name,
        "public_name": name,
        "type": kind,
        "deleted_at": null,
    }))
}

/// A source as an application shows it.
pub(crate) fn source_ref(plan: &Plan, index: u64) -> Value {
    let name = entry(&SOURCES, index).map(|(name, _)| name);
    json!({"id": plan.id(Resource::Source, index), "public_name": name})
}

pub(crate) fn reason(plan: &Plan, index: u64) -> Row {
    let mut row = object(reason_ref(plan, index));
    row.insert("deleted_at".to_owned(), Value::Null);
    row
}

/// A reason as an application shows it.
pub(crate) fn reason_ref(plan: &Plan, index: u64) -> Value {
    let family = family(index);
    json!({
        "id": plan.id(Resource::Reason, index),
        "name": pick(&REASONS, index),
        "type": {"id": plan.id(Resource::ReasonType, family), "name": pick(&REASON_TYPES, family)},
    })
}
