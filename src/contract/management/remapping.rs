//! Unified fields that are fed from another field of the ATS than the mapping has it.

use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::enums::closed;
use crate::contract::general::MappedIntegrationField;
use crate::contract::page::SuccessStatus;
use crate::domain::remapping::ValueType;

closed!(
    /// What a unified field holds. A value of another type is null.
    RemappingType from ValueType { Text, Number, Boolean, DateTime }
);

/// A unified field that can be remapped.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Remapping {
    /// Such as `ats_jobs`.
    pub model: String,
    /// The field's name in the model's records.
    pub field: String,
    pub r#type: RemappingType,
    /// What it is fed from; null where it is as the connector maps it.
    #[schema(required = true)]
    pub integration_field: Option<MappedIntegrationField>,
}

/// The answer about one unified field.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RemappingResponse {
    pub status: SuccessStatus,
    pub data: Remapping,
}
