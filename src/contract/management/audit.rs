//! The audit log: who did what.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::contract::enums::closed;
use crate::contract::timestamp::Timestamp;

closed!(
    /// Who did it: a caller with an API key, the operator by a command, the customer on the pages that connect an account,
    /// or the service by itself.
    AuditActor { Key, Operator, Customer, Service }
);

/// One deed.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuditEntry {
    /// From 1 on, without gaps.
    pub number: i64,
    pub at: Timestamp,
    pub actor: AuditActor,
    /// The key, where it was a caller's.
    #[schema(required = true)]
    pub api_key_id: Option<String>,
    /// Such as `api_key.revoked`.
    pub deed: String,
    /// The integration that it is about, if it is about one.
    #[schema(required = true)]
    pub integration_id: Option<String>,
    /// What it was done to, other than the integration, such as a key or an action.
    #[schema(required = true)]
    pub subject: Option<String>,
    /// Further facts.
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
    /// Covers this entry and the digest of the one before, in base64.
    pub digest: String,
}
