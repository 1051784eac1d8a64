//! What a connector asks customers for when they connect an account: credentials, and what there is to choose.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::language::Translated;

/// The connector's questions, with all texts that name its ATS.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Where the credentials are found, step by step.
    pub guide: &'static [Translated],
    pub fields: &'static [Field],
    pub choices: &'static [Choice],
    /// Why the ATS may refuse what was entered, and what can be done.
    pub on_credentials: Translated,
    pub on_no_access: Translated,
}

/// A part of the credentials. Its name is the one under which they are stored.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    pub name: &'static str,
    pub label: Translated,
    pub help: Option<Translated>,
    pub is_required: bool,
}

/// A setting that the customer chooses, or leaves open.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// The connector's setting.
    pub setting: &'static str,
    pub label: Translated,
    pub help: Translated,
    /// How it is called to leave it open.
    pub none: Translated,
}

/// What an account has for a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub setting: String,
    pub options: Vec<Offered>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// As the setting takes it.
    pub id: String,
    pub label: String,
}

impl Form {
    /// The credentials as the connector reads them: a JSON object of what was filled in. Otherwise the names of the fields
    /// that have to be.
    pub fn credentials(&self, entered: &BTreeMap<String, String>) -> Result<SecretString, Vec<&'static str>> {
        let given = |field: &Field| {
            let text = entered.get(field.name)?.trim();
            (!text.is_empty()).then(|| (field.name.to_owned(), Value::from(text)))
        };
        let missing: Vec<_> =
            self.fields.iter().filter(|field| field.is_required && given(field).is_none()).collect();
        if !missing.is_empty() {
            return Err(missing.into_iter().map(|field| field.name).collect());
        }
        let filled: Map<String, Value> = self.fields.iter().filter_map(given).collect();
        Ok(Value::Object(filled).to_string().into())
    }
}
