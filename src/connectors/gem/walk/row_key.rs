//! What the walk goes by of a row, read without the rest of it.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, Utc};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::connectors::gem::row::{Misfits, Row};

/// Both `None` of what is no object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::connectors::gem) struct RowKey {
    /// As the record's own id is read.
    pub id: Option<String>,
    pub created_at: Option<DateTime<Utc>>,
}

impl RowKey {
    /// `created` is the member that `created_after` goes by. What else is in the row, and whether it fits, does not
    /// matter.
    pub(in crate::connectors::gem) fn of(raw: &RawValue, created: &str) -> Self {
        let fields = Members([ID, created]).deserialize(&mut serde_json::Deserializer::from_str(raw.get()));
        let value = Value::Object(fields.unwrap_or_default());
        let misfits = Misfits::default();
        let row = Row::of(&value, &misfits);
        Self {
            id: row.as_ref().and_then(|row| row.id(ID)),
            created_at: row.as_ref().and_then(|row| row.glance_time(created)),
        }
    }
}

const ID: &str = "id";

/// Reads these members of an object, and skips all others.
struct Members<'n>([&'n str; 2]);

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Map<String, Value>;

    fn deserialize<D: serde::Deserializer<'de>>(self, row: D) -> Result<Self::Value, D::Error> {
        row.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = Map::new();
        while let Some(Name(name)) = members.next_key()? {
            if self.0.contains(&name.as_ref()) {
                found.insert(name.into_owned(), members.next_value()?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// A member's name, copied only when it holds escapes.
#[derive(serde::Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests {
    use super::*;

    fn key(row: &str) -> RowKey {
        let raw: Box<RawValue> = serde_json::from_str(row).unwrap();
        RowKey::of(&raw, "applied_at")
    }

    #[test]
    fn the_id_and_the_time_are_read_as_the_mapping_reads_them() {
        let time: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
        for (row, id, created_at) in [
            (
                r#"{"x": [{"id": "b"}], "id": "a", "applied_at": "2026-07-01T12:00:00Z"}"#,
                Some("a"),
                Some(time),
            ),
            (
                r#"{"applied_at": "2026-07-01T14:00:00+02:00", "id": 7, "created_at": 1}"#,
                Some("7"),
                Some(time),
            ),
            (r#"{"id": "a", "id": "b", "applied_at": "soon"}"#, Some("b"), None),
            (r#"{"\u0069d": "a", "applied_at": null}"#, Some("a"), None),
            (r#"{"id": "a\u0000", "broken": "\ud800"}"#, Some("a"), None),
            (r#"{"id": ""}"#, None, None),
            (r#"{"id": {"id": "a"}}"#, None, None),
            (r#"["id"]"#, None, None),
            ("null", None, None),
            ("7", None, None),
        ] {
            assert_eq!(key(row), RowKey { id: id.map(str::to_owned), created_at }, "{row}");
        }
    }

    #[test]
    fn a_row_that_is_nested_beyond_measure_is_walked_past() {
        let deep = format!(r#"{{"x": {}{}, "id": "a"}}"#, "[".repeat(1000), "]".repeat(1000));
        assert_eq!(key(&deep).id.as_deref(), Some("a"));
    }
}
