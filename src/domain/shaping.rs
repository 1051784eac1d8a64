//! What the configuration of fields makes of a record: computed from the ATS's own text, laid over the mapped content.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::field::{PassedField, SourceField};
use super::id::FieldId;
use super::model::Model;
use super::remapping::Remappable;

/// A field whose values records show among their `integration_fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub id: FieldId,
    pub label: Option<String>,
    pub source: SourceField,
}

/// What is configured for the records of one model.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ModelRules {
    pub passed: Vec<Passed>,
    /// By key; null where there is no source.
    pub custom: BTreeMap<String, Option<SourceField>>,
    pub remapped: Vec<(Remappable, SourceField)>,
}

/// What is configured for an integration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// The member of the ATS's records that holds its own custom fields.
    pub own: &'static str,
    pub models: BTreeMap<Model, ModelRules>,
}

impl Rules {
    /// What is laid over a record of the model; `None` where nothing is.
    pub fn overlay(&self, model: Model, raw: Option<&str>) -> Option<Overlay> {
        let (rules, raw) = (self.models.get(&model)?, raw?);
        // It was an object when it was mapped.
        let record: Map<String, Value> = serde_json::from_str(raw).ok()?;
        Some(rules.overlay(&record, self.own)).filter(|overlay| *overlay != Overlay::default())
    }
}

impl ModelRules {
    fn overlay(&self, record: &Map<String, Value>, own: &str) -> Overlay {
        let value = |source: &SourceField| source.value(record, own).unwrap_or(Value::Null);
        let remapped = self.remapped.iter().map(|(field, source)| {
            let value = field.holds.fit(&value(source));
            (field.name.to_owned(), value)
        });
        let custom = self.custom.iter().map(|(key, source)| {
            let value = source.as_ref().map_or(Value::Null, value);
            (key.clone(), value)
        });
        Overlay {
            fields: remapped.collect(),
            custom_fields: custom.collect(),
            integration_fields: self.passed.iter().map(|passed| passed.of(value(&passed.source))).collect(),
        }
    }
}

impl Passed {
    fn of(&self, value: Value) -> PassedField {
        PassedField {
            id: self.id.clone(),
            key: self.source.key.clone(),
            kind: self.source.kind,
            value,
            label: self.label.clone(),
        }
    }
}

/// Values that take the place of those of the mapping, or stand beside them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Overlay {
    #[serde(skip_serializing_if = "Map::is_empty")]
    fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    custom_fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    integration_fields: Vec<PassedField>,
}

impl Overlay {
    /// The record as callers see it, out of the JSON text of the mapped one.
    pub fn apply<T: DeserializeOwned>(self, content: &str) -> Result<T, serde_json::Error> {
        let mut body: Map<String, Value> = serde_json::from_str(content)?;
        body.extend(self.fields);
        if !self.custom_fields.is_empty() {
            let fields = body.entry("custom_fields").or_insert_with(|| json!({}));
            let fields = fields.as_object_mut().ok_or_else(|| serde_json::Error::custom("no object"))?;
            fields.extend(self.custom_fields);
        }
        if !self.integration_fields.is_empty() {
            body.insert("integration_fields".to_owned(), json!(self.integration_fields));
        }
        serde_json::from_value(Value::Object(body))
    }
}

#[cfg(test)]
mod tests;
