//! What a connector can do, as data: the source of coverage answers and of `…_NOT_AVAILABLE` errors.

use crate::domain::action::ActionKind;
use crate::domain::model::Model;

/// How far something is covered (contract section 5.1, closed).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    Supported,
    Unsupported,
    NotImplemented,
    /// It may work, but nobody has verified it against a live account.
    Unknown,
}

/// Everything one integration's connector can do, with that integration's switches applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capabilities {
    pub models: Vec<ModelCapability>,
    pub actions: Vec<ActionCapability>,
    pub features: Vec<FeatureCapability>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCapability {
    /// The contract's name, such as `ats_jobs`. Includes models that the service has no records of (`ats_notes`).
    pub id: &'static str,
    pub label: &'static str,
    pub coverage: Coverage,
    /// Whether it can be read now: covered, and not waiting behind a switch.
    pub available: bool,
    pub fields: Vec<FieldCapability>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCapability {
    pub id: &'static str,
    pub coverage: Coverage,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionCapability {
    /// The contract's name, such as `ats_create_application`.
    pub id: &'static str,
    pub label: &'static str,
    pub coverage: Coverage,
    pub available: bool,
    pub fields: Vec<FieldCapability>,
    /// Of actions that take files.
    pub attachments: Option<AttachmentLimits>,
}

/// How many files an action takes, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentLimits {
    /// Of all files together, as they are, not as they are encoded.
    pub total_bytes: usize,
    pub most_files: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeatureCapability {
    pub id: &'static str,
    pub label: &'static str,
    pub coverage: Coverage,
}

impl Capabilities {
    /// Whether records of a model can be read.
    pub fn reads(&self, model: Model) -> bool {
        self.reads_named(model.slug())
    }

    /// The same for a model by the contract's name.
    pub fn reads_named(&self, id: &str) -> bool {
        self.models.iter().any(|m| m.id == id && m.available)
    }

    /// What is known of an action.
    pub fn action(&self, kind: ActionKind) -> Option<&ActionCapability> {
        self.actions.iter().find(|action| action.id == kind.id())
    }

    /// Whether a field of a model can be filled, by the field's name in the contract.
    pub fn fills(&self, model: Model, field: &str) -> bool {
        self.models
            .iter()
            .filter(|m| m.id == model.slug())
            .flat_map(|m| &m.fields)
            .any(|f| f.id == field && f.coverage == Coverage::Supported)
    }
}
