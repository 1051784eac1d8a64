//! Fields of an ATS's own records, from which values can be taken besides the mapping.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id::FieldId;

/// Whether every account of the ATS has the field, or only this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldKind {
    Default,
    Custom,
}

impl FieldKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Default => "DEFAULT",
            Self::Custom => "CUSTOM",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Default, Self::Custom].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A field of a model's records in the ATS. A DEFAULT and a CUSTOM field may have the same key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceField {
    pub kind: FieldKind,
    pub key: String,
}

impl SourceField {
    /// The value in a record of the ATS, whose custom fields are the members of one object. `None` where there is none;
    /// null counts as none.
    pub fn value(&self, record: &Map<String, Value>, own: &str) -> Option<Value> {
        let members = match self.kind {
            FieldKind::Default => record,
            FieldKind::Custom => record.get(own)?.as_object()?,
        };
        members.get(&self.key).filter(|value| !value.is_null()).map(clean)
    }
}

/// A value that was passed through, as records show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassedField {
    pub id: FieldId,
    pub key: String,
    pub kind: FieldKind,
    pub value: Value,
    pub label: Option<String>,
}

/// As it is, but for NUL, which Postgres cannot hold in a text.
fn clean(value: &Value) -> Value {
    let text = |text: &String| text.replace('\0', "");
    match value {
        Value::String(value) => Value::String(text(value)),
        Value::Array(items) => items.iter().map(clean).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (text(key), clean(value))).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn default_and_custom_fields_of_one_key_are_two() {
        let record =
            json!({ "source": { "id": "1\u{0}" }, "gone": null, "own": { "source": "fair", "gone": null } });
        let value = |kind, key: &str| {
            let key = key.to_owned();
            SourceField { kind, key }.value(record.as_object().unwrap(), "own")
        };
        assert_eq!(value(FieldKind::Default, "source"), Some(json!({ "id": "1" })));
        assert_eq!(value(FieldKind::Custom, "source"), Some(json!("fair")));
        assert_eq!(value(FieldKind::Default, "gone"), None);
        assert_eq!(value(FieldKind::Custom, "gone"), None);
        let none = SourceField { kind: FieldKind::Custom, key: "x".to_owned() };
        assert_eq!(none.value(record.as_object().unwrap(), "source"), None);
        assert_eq!(none.value(record.as_object().unwrap(), "absent"), None);
    }
}
