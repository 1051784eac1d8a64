//! Custom fields that an environment defines for all of its integrations.

use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use crate::contract::input::Text;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;

/// A custom field of the environment's own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomFieldDefinition {
    /// The same in the lists of all integrations.
    pub id: String,
    pub key: String,
    /// The model whose records have it, such as `ats_jobs`.
    pub model: String,
    #[schema(required = true)]
    pub label: Option<String>,
    #[schema(required = true)]
    pub description: Option<String>,
    pub created_at: Timestamp,
}

/// The answer about one custom field of the environment's own.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomFieldDefinitionResponse {
    pub status: SuccessStatus,
    pub data: CustomFieldDefinition,
}

/// A custom field that is to be defined.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct NewCustomField {
    /// Begins with a lowercase letter; the rest are lowercase letters, digits and underscores. Once in a model.
    #[schema(value_type = String, pattern = "^[a-z][a-z0-9_]{0,63}$")]
    pub key: Text,
    /// Such as `ats_jobs`.
    #[schema(value_type = String)]
    pub model: Text,
    #[schema(value_type = Option<String>, max_length = 200)]
    pub label: Option<Text>,
    #[schema(value_type = Option<String>, max_length = 2_000)]
    pub description: Option<Text>,
}

/// What is to be said of a custom field.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CustomFieldChange {
    /// Left out, it stays; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 200)]
    pub label: Words,
    /// Left out, it stays; null removes it.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2_000)]
    pub description: Words,
}

/// What becomes of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Words {
    #[default]
    Kept,
    Removed,
    Set(Text),
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Removed, Self::Set))
    }
}
