//! Configurations of which models, fields and actions are wanted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::general::ScopeSetting;
use crate::contract::input::NonEmpty;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::domain::scopes::{Setting, Settings};

/// What is wanted, by name. What is not named is `ENABLED`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct ScopeSettings {
    /// Such as `ats_jobs`.
    #[schema(value_type = BTreeMap<String, ScopeSetting>)]
    pub models: BTreeMap<String, Setting>,
    /// Such as `ats_jobs.description`.
    #[schema(value_type = BTreeMap<String, ScopeSetting>)]
    pub fields: BTreeMap<String, Setting>,
    /// Such as `ats_create_application`.
    #[schema(value_type = BTreeMap<String, ScopeSetting>)]
    pub actions: BTreeMap<String, Setting>,
}

impl From<Settings> for ScopeSettings {
    fn from(Settings { models, fields, actions }: Settings) -> Self {
        Self { models, fields, actions }
    }
}

impl From<ScopeSettings> for Settings {
    fn from(ScopeSettings { models, fields, actions }: ScopeSettings) -> Self {
        Self { models, fields, actions }
    }
}

/// A configuration of an environment.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ManagedScopeConfig {
    pub id: String,
    pub name: String,
    /// Whether it holds for the integrations that have none of their own.
    pub is_default: bool,
    pub settings: ScopeSettings,
    pub created_at: Timestamp,
}

/// The answer about one configuration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ScopeConfigResponse {
    pub status: SuccessStatus,
    pub data: ManagedScopeConfig,
}

/// A new configuration.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateScopeConfigRequest {
    #[schema(value_type = String)]
    pub name: NonEmpty,
    /// Makes it the default in place of the one before.
    #[serde(default)]
    #[schema(default = false)]
    pub is_default: bool,
    #[serde(default)]
    pub settings: ScopeSettings,
}

/// What is to be changed of a configuration; what is left out stays. Settings are replaced as a whole.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChangeScopeConfigRequest {
    #[schema(value_type = Option<String>)]
    pub name: Option<NonEmpty>,
    pub is_default: Option<bool>,
    pub settings: Option<ScopeSettings>,
}

/// Which configuration an integration has.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ChooseScopeConfigRequest {
    /// Null, or `default`, for the environment's default.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(required = true, value_type = Option<String>)]
    pub scope_config_id: Option<NonEmpty>,
}
