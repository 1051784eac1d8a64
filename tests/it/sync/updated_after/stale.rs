//! Whether nested records are shown as their own lists show them: nothing that changed may be left as it was.

use serde_json::Value;

use super::scene::{LISTS, Scene};

/// Nested fields, and the lists that their records are in.
const LINKS: [(&str, &str); 11] = [
    ("candidate", "candidates"),
    ("current_stage", "application-stages"),
    ("job", "jobs"),
    ("application", "applications"),
    ("applications", "applications"),
    ("interviews", "interviews"),
    ("offers", "offers"),
    ("stages", "application-stages"),
    ("job_postings", "job-postings"),
    ("hiring_team", "users"),
    ("users", "users"),
];

/// Every nested value that is not the same in the record's own list, in sentences.
pub(super) fn stale_parts(scene: &Scene) -> Vec<String> {
    let mut stale = Vec::new();
    for list in LISTS {
        for record in scene.served(list) {
            collect(scene, record, &format!("{list} {}", record["id"]), &mut stale);
        }
    }
    stale
}

fn collect(scene: &Scene, owner: &Value, place: &str, stale: &mut Vec<String>) {
    for (field, list) in LINKS {
        let entries = match owner.get(field) {
            Some(Value::Array(entries)) => entries.as_slice(),
            Some(entry @ Value::Object(_)) => std::slice::from_ref(entry),
            _ => &[],
        };
        for entry in entries {
            collect(scene, entry, &format!("{place} / {field}"), stale);
            // What only others name is not listed.
            let Some(record) = scene.record(list, &entry["id"]) else { continue };
            for (key, value) in entry.as_object().unwrap() {
                let is_plain = LINKS.iter().all(|(link, _)| link != key);
                let own = record.get(key).filter(|own| is_plain && *own != value);
                stale.extend(own.map(|own| format!("{place} / {field} shows {key} {value} for {own}")));
            }
        }
    }
}
