//! What is set: by whoever runs the environment, and by the customer within what is left to them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Whether something is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Setting {
    Enabled,
    Disabled,
    /// The customer may opt out.
    Optional,
}

impl Setting {
    /// What a customer opted out of counts only as long as it is left to the customer.
    pub const fn is_on(self, opted_out: bool) -> bool {
        match self {
            Self::Enabled => true,
            Self::Disabled => false,
            Self::Optional => !opted_out,
        }
    }
}

/// The settings of a configuration. What is not named is enabled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// By the contract's name, such as `ats_jobs`.
    pub models: BTreeMap<String, Setting>,
    /// By model and field, such as `ats_jobs.description`.
    pub fields: BTreeMap<String, Setting>,
    /// By the contract's name, such as `ats_create_application`.
    pub actions: BTreeMap<String, Setting>,
}

impl Settings {
    pub fn model(&self, id: &str) -> Setting {
        set(&self.models, id)
    }

    pub fn field(&self, id: &str) -> Setting {
        set(&self.fields, id)
    }

    pub fn action(&self, id: &str) -> Setting {
        set(&self.actions, id)
    }
}

fn set(settings: &BTreeMap<String, Setting>, id: &str) -> Setting {
    settings.get(id).copied().unwrap_or(Setting::Enabled)
}

/// What a customer does not want to share, by the same names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OptOuts {
    pub models: BTreeSet<String>,
    pub fields: BTreeSet<String>,
    pub actions: BTreeSet<String>,
}

/// A configuration as callers know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigName {
    pub id: String,
    pub name: String,
}

/// The name of a field among all models.
pub fn field_id(model: &str, field: &str) -> String {
    format!("{model}.{field}")
}

/// Whether a field is what makes a record be one: it can never be off. The links of a record that is nothing but a link
/// stand in its id.
pub fn is_fixed(model: &str, field: &str) -> bool {
    let links: &[&str] = match model {
        "ats_join_jobs_application_stages" => &["job_id", "stage_id"],
        "ats_join_jobs_users" => &["job_id", "user_id"],
        "ats_join_interviews_users" => &["interview_id", "user_id"],
        _ => &[],
    };
    ["id", "remote_id", "changed_at", "remote_deleted_at"].contains(&field) || links.contains(&field)
}
