//! The settings of an integration's connector.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;

/// Settings by name, as the connector's page in the documentation lists them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub struct ConnectorSettings(pub Map<String, Value>);

/// The answer about the settings of an integration's connector.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectorSettingsResponse {
    pub status: SuccessStatus,
    pub data: ConnectorSettings,
}
