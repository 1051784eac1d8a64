//! Fields of the ATS's own records, and custom fields that are fed from them (contract sections 5 and 7.7).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;
use crate::contract::record::IntegrationFieldType;

/// A field of the ATS's own records.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationFieldDetails {
    pub id: String,
    /// The ATS's name of the field.
    pub key: String,
    /// The model whose records have it, such as `ats_jobs`.
    pub model: String,
    pub r#type: IntegrationFieldType,
    #[schema(required = true)]
    pub label: Option<String>,
    /// Whether the value is among the `integration_fields` of the model's records.
    pub is_passthrough_enabled: bool,
    /// Deprecated: always false.
    pub is_writable: bool,
}

/// The answer about one field of the ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationFieldResponse {
    pub status: SuccessStatus,
    pub data: IntegrationFieldDetails,
}

/// Whether the values of a field are to be passed through.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct PassthroughChange {
    /// Null switches it off, as at the beginning.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pub enable_passthrough: Option<bool>,
}

/// A custom field of an integration, and what it is fed from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomFieldDetails {
    pub id: String,
    /// Its key among the `custom_fields` of the model's records.
    pub key: String,
    /// Null while it is fed from none, and itself null in all records.
    #[schema(required = true)]
    pub integration_field: Option<MappedIntegrationField>,
    /// The model whose records have it, such as `ats_jobs`.
    pub model: String,
    #[schema(required = true)]
    pub label: Option<String>,
    #[schema(required = true)]
    pub description: Option<String>,
}

/// The field of the ATS that another field is fed from.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MappedIntegrationField {
    pub id: String,
    /// The ATS's name of the field.
    pub key: String,
    pub r#type: IntegrationFieldType,
    #[schema(required = true)]
    pub label: Option<String>,
}

/// The answer about one custom field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CustomFieldResponse {
    pub status: SuccessStatus,
    pub data: CustomFieldDetails,
}

/// The field of the ATS that a field is to be fed from.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SourceChoice {
    /// One of the model's in `GET /v1/integrations/{integration_id}/integration-fields`; null for none.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true)]
    pub integration_field_id: Option<String>,
}
