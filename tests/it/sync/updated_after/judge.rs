//! What the table says of two moments: which records a poll has to find, and whose `changed_at` has to move.

use std::collections::BTreeSet;

use serde_json::Value;

use super::scene::{LISTS, Scene};
use super::table::{Kind, counts, paths};
use super::watch::Found;

/// Everything that is not as the table has it, in sentences.
pub(super) fn complaints(before: &Scene, after: &Scene, found: &Found) -> Vec<String> {
    let mut complaints = Vec::new();
    for list in LISTS {
        let gone = before.served(list).iter().filter(|record| after.record(list, &record["id"]).is_none());
        complaints.extend(gone.map(|record| format!("{list} {} vanished", record["id"])));
        for record in after.served(list) {
            let old = before.record(list, &record["id"]);
            let changed = old.is_none_or(|old| own(list, old) != own(list, record));
            if !is_dated_rightly(old, record, changed, &found.since) {
                complaints.push(format!("wrong changed_at: {}", difference(list, old, record)));
            }
            let wanted = changed || old.is_some_and(|old| nested_counts(list, old, record, before, after));
            if wanted != found.has(list, &record["id"]) {
                let verdict = if wanted { "not found" } else { "found for nothing" };
                complaints.push(format!("{verdict}: {}", difference(list, old, record)));
            }
        }
    }
    complaints
}

/// A change is dated at its sync; what did not change keeps its date.
fn is_dated_rightly(old: Option<&Value>, new: &Value, changed: bool, since: &str) -> bool {
    if changed {
        new["changed_at"].as_str().unwrap() >= since
    } else {
        old.is_some_and(|old| old["changed_at"] == new["changed_at"])
    }
}

/// The fields that became others.
fn difference(list: &str, old: Option<&Value>, new: &Value) -> String {
    let Some(old) = old else { return format!("{list} {} is new", new["id"]) };
    let fields = new.as_object().unwrap().iter().filter(|(key, value)| old[*key] != **value);
    let fields: Vec<String> =
        fields.map(|(key, value)| format!("{key}: {} became {value}", old[key])).collect();
    format!("{list} {}: {}", new["id"], fields.join(", "))
}

/// The record without its nested parts, as far as callers see it.
fn own(list: &str, record: &Value) -> Value {
    let mut own = record.clone();
    let fields = own.as_object_mut().unwrap();
    fields.remove("changed_at");
    for path in paths(list) {
        fields.remove(path.split('.').next().unwrap());
    }
    own
}

fn nested_counts(list: &str, old: &Value, new: &Value, before: &Scene, after: &Scene) -> bool {
    paths(list).filter(|path| !path.contains('.')).any(|path| {
        let (was, is) = (keys(list, path, old), keys(list, path, new));
        let came_or_went = was != is && counts(list, path, Kind::Added);
        let linked = || counts(list, path, Kind::Linked);
        came_or_went || (linked() && is.iter().any(|key| linked_changed(path, key, before, after)))
    })
}

/// What stands for the entries of a nested part. A team member with other roles is another one.
fn keys(list: &str, path: &str, record: &Value) -> BTreeSet<String> {
    let key = |entry: &Value| match path {
        "hiring_team" => format!("{} {}", entry["id"], entry["job_roles"]),
        "system_roles" => entry["remote_id"].as_str().unwrap().to_owned(),
        _ => entry["id"].as_str().unwrap().to_owned(),
    };
    match &record[path] {
        Value::Null => BTreeSet::new(),
        Value::Array(entries) => entries.iter().map(key).collect(),
        // An offer's application has no id of its own.
        _ if list == "offers" => BTreeSet::from([record["application_id"].as_str().unwrap().to_owned()]),
        entry => BTreeSet::from([key(entry)]),
    }
}

/// Whether the linked record's own fields changed, by its own list.
fn linked_changed(path: &str, key: &str, before: &Scene, after: &Scene) -> bool {
    let list = match path {
        "candidate" => "candidates",
        "application" | "applications" => "applications",
        "interviews" => "interviews",
        "offers" => "offers",
        "job_postings" => "job-postings",
        "system_roles" => "roles",
        _ => panic!("{path} links to no list"),
    };
    let state = |scene: &Scene| scene.record(list, &Value::from(key)).map(|record| own(list, record));
    state(before) != state(after)
}
