//! Deeds that are written down for good: who did what to whom.

use serde_json::{Map, Value};

use super::id::IntegrationId;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A caller, by the public id of the API key.
    Key(String),
    /// Whoever runs the commands.
    Operator,
    /// The customer, on the pages that connect an account.
    Customer,
    /// The service by itself.
    Service,
}

impl Actor {
    /// Everything that [`Self::kind`] may be.
    pub const KINDS: [&'static str; 4] = ["KEY", "OPERATOR", "CUSTOMER", "SERVICE"];

    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Key(_) => "KEY",
            Self::Operator => "OPERATOR",
            Self::Customer => "CUSTOMER",
            Self::Service => "SERVICE",
        }
    }

    /// Of a key its public id.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Key(id) => Some(id),
            Self::Operator | Self::Customer | Self::Service => None,
        }
    }
}

/// What was done. Holds neither secrets nor anything about a person.
#[derive(Debug, Clone, PartialEq)]
pub struct Deed {
    /// A verb behind the thing that it was done to, such as `api_key.revoked`.
    pub name: &'static str,
    /// The integration that it is about.
    pub integration: Option<IntegrationId>,
    /// The public id of what it was done to, other than the integration.
    pub subject: Option<String>,
    /// Further facts by name.
    pub details: Map<String, Value>,
}

impl Deed {
    pub fn new(name: &'static str) -> Self {
        Self { name, integration: None, subject: None, details: Map::new() }
    }

    #[must_use]
    pub fn on(self, integration: &IntegrationId) -> Self {
        Self { integration: Some(integration.clone()), ..self }
    }

    #[must_use]
    pub fn to(self, subject: impl Into<String>) -> Self {
        Self { subject: Some(subject.into()), ..self }
    }

    #[must_use]
    pub fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), fact.into());
        self
    }
}
