//! A tolerant reader of Gem's objects: whatever is absent, null or of another type is `None`, and what is of another
//! type is remembered with its path. Unknown fields are left alone (Gem's sheet, sections 3 and 6).

use std::cell::RefCell;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Map, Value};

use crate::domain::remote::Misfit;

/// What did not fit in one record.
#[derive(Debug, Default)]
pub(super) struct Misfits(RefCell<Vec<(String, String)>>);

impl Misfits {
    fn add(&self, path: String, reason: &str) {
        self.0.borrow_mut().push((path, reason.to_owned()));
    }

    /// As the domain keeps them, for one record.
    pub(super) fn into_domain(self, remote_id: Option<&str>) -> Vec<Misfit> {
        let misfit = |(path, reason)| Misfit { remote_id: remote_id.map(str::to_owned), path, reason };
        self.0.into_inner().into_iter().map(misfit).collect()
    }
}

/// One object, at its path within the record.
#[derive(Debug, Clone)]
pub(super) struct Row<'a> {
    fields: &'a Map<String, Value>,
    path: String,
    misfits: &'a Misfits,
}

impl<'a> Row<'a> {
    /// The record itself; `None`, and a misfit, when it is no object.
    pub(super) fn of(value: &'a Value, misfits: &'a Misfits) -> Option<Self> {
        let Some(fields) = value.as_object() else {
            misfits.add(String::new(), "an object was expected");
            return None;
        };
        Some(Self { fields, path: String::new(), misfits })
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Remembers that a value was understood as nothing.
    pub(super) fn misfit(&self, name: &str, reason: &str) {
        self.misfits.add(self.path_of(name), reason);
    }

    /// `null` counts as absent.
    fn field(&self, name: &str) -> Option<&'a Value> {
        self.fields.get(name).filter(|value| !value.is_null())
    }

    fn read<T>(&self, name: &str, expected: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Option<T> {
        let value = self.field(name)?;
        let found = read(value);
        if found.is_none() {
            self.misfit(name, expected);
        }
        found
    }

    /// The id of the record or of a linked one: never empty. Numbers are taken as their text.
    pub(super) fn id(&self, name: &str) -> Option<String> {
        self.read(name, "an id was expected", |value| match value {
            Value::String(text) => Some(without_nul(text)),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })
        .filter(|id| !id.is_empty())
    }

    /// The record's own id, without which there is no record.
    pub(super) fn own_id(&self) -> Option<String> {
        let id = self.id("id");
        if id.is_none() && self.field("id").is_none_or(|id| id.as_str() == Some("")) {
            self.misfit("id", "an id was expected, there is none");
        }
        id
    }

    /// A text; an empty one counts as absent.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.read(name, "a text was expected", |value| value.as_str().map(without_nul))
            .filter(|text| !text.is_empty())
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.read(name, "true or false was expected", Value::as_bool)
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.read(name, "a number was expected", Value::as_f64)
    }

    pub(super) fn time(&self, name: &str) -> Option<DateTime<Utc>> {
        self.read(name, "a date-time was expected", |value| parse_time(value.as_str()?))
    }

    /// The same without a word about what does not fit, for values that the mapping reads anyway.
    pub(super) fn glance_time(&self, name: &str) -> Option<DateTime<Utc>> {
        parse_time(self.field(name)?.as_str()?)
    }

    pub(super) fn object(&self, name: &str) -> Option<Self> {
        let fields = self.read(name, "an object was expected", Value::as_object)?;
        Some(Self { fields, path: self.path_of(name), misfits: self.misfits })
    }

    /// The objects of a list; what is no object is left out.
    pub(super) fn objects(&self, name: &str) -> Vec<Self> {
        let list = self.read(name, "a list was expected", Value::as_array);
        let item = |(n, value): (usize, &'a Value)| {
            let path = format!("{}[{n}]", self.path_of(name));
            let Some(fields) = value.as_object() else {
                self.misfits.add(path, "an object was expected");
                return None;
            };
            Some(Self { fields, path, misfits: self.misfits })
        };
        list.into_iter().flatten().enumerate().filter_map(item).collect()
    }

    /// The texts of a list without repeats, in order; empty ones are left out.
    pub(super) fn texts(&self, name: &str) -> Vec<String> {
        let list = self.read(name, "a list was expected", Value::as_array);
        let mut texts: Vec<String> = Vec::new();
        for (n, value) in list.into_iter().flatten().enumerate() {
            match value.as_str().map(without_nul) {
                Some(text) if text.is_empty() || texts.contains(&text) => {}
                Some(text) => texts.push(text),
                None => self.misfits.add(format!("{}[{n}]", self.path_of(name)), "a text was expected"),
            }
        }
        texts
    }

    /// Any value, as it is.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        self.field(name).map(clean)
    }

    /// The entries of an object, as they are, `null` ones left out.
    pub(super) fn entries(&self, name: &str) -> Vec<(String, Value)> {
        let object = self.read(name, "an object was expected", Value::as_object);
        let present = object.into_iter().flatten().filter(|(_, value)| !value.is_null());
        present.map(|(key, value)| (without_nul(key), clean(value))).collect()
    }

    /// The names of an object's entries. Silent: whoever reads the entries tells what does not fit.
    pub(super) fn keys(&self, name: &str) -> impl Iterator<Item = String> {
        let object = self.field(name).and_then(Value::as_object);
        object.into_iter().flat_map(Map::keys).map(|key| without_nul(key))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.field(name).is_some()
    }
}

/// Postgres cannot hold NUL in a text, and no reader of ours wants it.
fn without_nul(text: &str) -> String {
    text.replace('\0', "")
}

fn clean(value: &Value) -> Value {
    match value {
        Value::String(text) => Value::String(without_nul(text)),
        Value::Array(items) => items.iter().map(clean).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (without_nul(key), clean(value))).collect(),
        other => other.clone(),
    }
}

/// With and without fraction, `Z` or offset; a date alone is its first moment.
fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    if let Ok(time) = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(time.and_utc());
    }
    Some(NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?.and_utc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn absent_null_and_wrong_are_nothing_and_only_the_wrong_is_told() {
        let misfits = Misfits::default();
        let value =
            json!({ "a": null, "b": 7, "c": "x\u{0}y", "d": "", "l": ["p", 1, "p", ""], "o": { "t": "no" } });
        let row = Row::of(&value, &misfits).unwrap();
        assert_eq!((row.text("a"), row.text("none"), row.text("b"), row.text("d")), (None, None, None, None));
        assert_eq!(row.text("c").as_deref(), Some("xy"));
        assert_eq!(row.id("b").as_deref(), Some("7"));
        assert_eq!(row.texts("l"), ["p"]);
        assert_eq!(row.object("o").unwrap().time("t"), None);
        let paths: Vec<String> = misfits.into_domain(Some("1")).into_iter().map(|m| m.path).collect();
        assert_eq!(paths, ["b", "l[1]", "o.t"]);
    }

    #[test]
    fn times_come_in_many_forms() {
        for text in [
            "2026-03-10T21:20:54.077Z",
            "2026-03-10T21:20:54Z",
            "2026-03-10T23:20:54+02:00",
            "2026-03-10T21:20:54",
        ] {
            assert_eq!(parse_time(text).unwrap().timestamp(), 1_773_177_654, "{text}");
        }
        assert_eq!(parse_time("2026-03-10").unwrap().to_rfc3339(), "2026-03-10T00:00:00+00:00");
        assert_eq!(parse_time("yesterday"), None);
    }
}
