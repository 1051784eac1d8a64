//! Compares records key by key, and says what differs in a way that points at the record.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::Value;

/// Lists whose order nothing promises.
const UNORDERED: [&str; 3] = ["applications", "interviews", "hiring_team"];
const SHOWN: usize = 40;

#[derive(Default)]
pub(super) struct Differences(Vec<String>);

impl Differences {
    /// Both sides have to have the same ids, and the same keys and values under each of them.
    pub(super) fn add(&mut self, list: &str, expected: Vec<Value>, found: Vec<Value>) {
        let all = found.len();
        let found: Vec<Value> =
            found.into_iter().map(|record| self.without_changed_at(list, record)).collect();
        let (expected, found) = (by_id(expected), by_id(found));
        if found.len() != all {
            self.0.push(format!("{list}: an id is served twice"));
        }
        for (id, record) in &expected {
            match found.get(id) {
                Some(found) => self.compare(list, id, record, found),
                None => self.0.push(format!("{list} {id} ({}): missing", record["remote_id"])),
            }
        }
        for (id, record) in found.iter().filter(|(id, _)| !expected.contains_key(*id)) {
            self.0.push(format!("{list} {id} ({}): nothing of Gem's", record["remote_id"]));
        }
    }

    /// The same for a cache that has lived through changes: live records have to be equal in every key, deleted ones
    /// and those that Gem forgot have to be marked as deleted.
    pub(super) fn add_lived(&mut self, list: &str, expected: Vec<Value>, found: Vec<Value>) {
        let is_live = |record: &Value| record["remote_deleted_at"].is_null();
        let ids: BTreeMap<String, Value> = by_id(expected.clone());
        let (live, deleted): (Vec<Value>, Vec<Value>) = expected.into_iter().partition(is_live);
        let (found_live, found_deleted): (Vec<Value>, Vec<Value>) = found.into_iter().partition(is_live);
        // A reason that nobody is rejected for any more is still a reason.
        let outlives =
            |record: &Value| list == "rejection-reasons" && !ids.contains_key(record["id"].as_str().unwrap());
        let found_live: Vec<Value> = found_live.into_iter().filter(|record| !outlives(record)).collect();
        let found_deleted = by_id(found_deleted);
        for (id, record) in by_id(deleted) {
            if !found_deleted.contains_key(&id) {
                self.0.push(format!("{list} {id} ({}): deleted in Gem and not here", record["remote_id"]));
            }
        }
        self.add(list, live, found_live);
    }

    fn compare(&mut self, list: &str, id: &str, expected: &Value, found: &Value) {
        let (expected, found) = (expected.as_object().unwrap(), found.as_object().unwrap());
        for key in found.keys().filter(|key| !expected.contains_key(*key)) {
            self.0.push(format!("{list} {id}: {key} is no key of the model"));
        }
        for (key, value) in expected {
            match found.get(key) {
                Some(other) if sorted(key, other) == sorted(key, value) => {}
                other => self.0.push(format!(
                    "{list} {id} {}: {key}\n    expected {value}\n    found    {}",
                    expected["remote_id"],
                    other.map_or_else(|| "no such key".to_owned(), ToString::to_string),
                )),
            }
        }
    }

    /// When our copy changed is nothing that Gem knows: it has to be a time, in the applications of candidates, too.
    fn without_changed_at(&mut self, list: &str, mut record: Value) -> Value {
        let own = record.as_object_mut().unwrap().remove("changed_at");
        let mut times = vec![own];
        if let Some(nested) = record.get_mut("applications").and_then(Value::as_array_mut) {
            times.extend(nested.iter_mut().map(|a| a.as_object_mut().unwrap().remove("changed_at")));
        }
        let is_time = |time: &Option<Value>| {
            let text = time.as_ref().and_then(Value::as_str);
            text.is_some_and(|text| DateTime::parse_from_rfc3339(text).is_ok())
        };
        if !times.iter().all(is_time) {
            self.0.push(format!("{list} {}: a changed_at is no time: {times:?}", record["id"]));
        }
        record
    }

    pub(super) fn assert_none(&self) {
        let first: Vec<&str> = self.0.iter().take(SHOWN).map(String::as_str).collect();
        assert!(self.0.is_empty(), "{} differences:\n{}", self.0.len(), first.join("\n"));
    }
}

fn by_id(records: Vec<Value>) -> BTreeMap<String, Value> {
    records.into_iter().map(|record| (record["id"].as_str().unwrap().to_owned(), record)).collect()
}

fn sorted(key: &str, value: &Value) -> Value {
    let mut value = value.clone();
    if let Some(items) = value.as_array_mut().filter(|_items| UNORDERED.contains(&key)) {
        items.sort_by_key(|item| item["id"].to_string());
    }
    value
}
