//! Rows are JSON objects, as they go over the wire but for members whose name starts with `_`.

use serde_json::{Map, Value};

use super::clock::{parse, text};

pub(crate) type Row = Map<String, Value>;

pub(crate) fn object(value: Value) -> Row {
    if let Value::Object(row) = value { row } else { Row::new() }
}

pub(crate) fn optional(ms: Option<i64>) -> Value {
    ms.map_or(Value::Null, |ms| Value::String(text(ms)))
}

pub(crate) fn str_of<'a>(row: &'a Row, key: &str) -> Option<&'a str> {
    row.get(key).and_then(Value::as_str)
}

pub(crate) fn time_of(row: &Row, key: &str) -> Option<i64> {
    str_of(row, key).and_then(parse)
}

pub(crate) fn bool_of(row: &Row, key: &str) -> bool {
    row.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// A member of a member that is an object.
pub(crate) fn nested<'a>(row: &'a Row, key: &str, inner: &str) -> Option<&'a str> {
    row.get(key).and_then(|value| value.get(inner)).and_then(Value::as_str)
}

/// The ids in a list whose entries are ids or objects with an id.
pub(crate) fn ids_in<'a>(row: &'a Row, key: &str) -> Vec<&'a str> {
    let entries = row.get(key).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    entries.iter().filter_map(|e| e.as_str().or_else(|| e.get("id").and_then(Value::as_str))).collect()
}

pub(crate) fn set(row: &mut Row, key: &str, value: impl Into<Value>) {
    row.insert(key.to_owned(), value.into());
}

/// JSON merge patch (RFC 7386).
pub(crate) fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Row::new());
    }
    let Some(target) = target.as_object_mut() else { return };
    for (key, value) in patch {
        merge(target.entry(key.clone()).or_insert(Value::Null), value);
    }
}

/// Merges at the top level, where null is a value and stays; deeper down it is a merge patch.
pub(crate) fn merge_fields(row: &mut Row, fields: &Row) {
    for (key, value) in fields {
        merge(row.entry(key.clone()).or_insert(Value::Null), value);
    }
}
