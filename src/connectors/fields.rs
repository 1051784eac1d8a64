//! Which fields an ATS's own records have, as data: what can be passed through and mapped besides the mapping.

use crate::domain::field::{FieldKind, SourceField};
use crate::domain::model::Model;

/// What a connector tells about the fields of its ATS.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The fields that the records of every account have.
    pub declared: &'static [Declared],
    /// The member of a record that holds the account's own fields, by their names.
    pub own: &'static str,
    /// The models whose records show these fields among their custom fields without any configuration.
    pub shows_own: &'static [Model],
    /// What precedes the name of such a field among the custom fields, where the mapping fills one of this name.
    pub prefix: &'static str,
    /// The custom fields that the mapping fills without any configuration.
    pub built_in: &'static [BuiltIn],
}

/// A field of a model's records in the ATS.
#[derive(Debug, Clone, Copy)]
pub struct Declared {
    pub model: Model,
    pub key: &'static str,
    pub label: &'static str,
}

/// A custom field that the mapping fills.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    pub model: Model,
    pub key: &'static str,
    pub label: &'static str,
    pub description: &'static str,
    /// The declared field that its values are made of.
    pub made_of: &'static str,
}

impl Fields {
    /// The key of the custom field that shows one of the account's own fields without any configuration.
    pub fn key_of_own(&self, model: Model, name: &str) -> String {
        let is_taken = self.built_in.iter().any(|field| field.model == model && field.key == name);
        if is_taken { format!("{}{name}", self.prefix) } else { name.to_owned() }
    }

    /// As people call a field.
    pub fn label(&self, model: Model, field: &SourceField) -> Option<String> {
        match field.kind {
            // The name that the account gave it.
            FieldKind::Custom => Some(field.key.clone()),
            FieldKind::Default => {
                let declared =
                    self.declared.iter().find(|known| known.model == model && known.key == field.key);
                declared.map(|known| known.label.to_owned())
            }
        }
    }
}

impl BuiltIn {
    /// The field that feeds it as long as no other is chosen.
    pub fn source(&self) -> SourceField {
        SourceField { kind: FieldKind::Default, key: self.made_of.to_owned() }
    }
}
