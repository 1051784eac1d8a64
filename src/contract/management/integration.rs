//! Integrations as operators list them, deleted ones included.

use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::enums::closed;
use crate::contract::general::{EndUser, IntegrationStatus, SetupStatus};
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;

closed!(
    /// The status, unless the integration is deleted: a `DELETED` one can be restored, of an `ERASED` one only the id is
    /// left.
    IntegrationState { Active, Invalid, Inactive, Deleted, Erased }
);

/// One integration.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ListedIntegration {
    pub id: String,
    /// Such as `gem`.
    pub tool: String,
    pub end_user: EndUser,
    pub state: IntegrationState,
    /// Of a deleted integration, the status that it had before.
    pub status: IntegrationStatus,
    pub setup_status: SetupStatus,
    pub created_at: Timestamp,
    #[schema(required = true)]
    pub deleted_at: Option<Timestamp>,
    /// Until when a deleted integration can be restored.
    #[schema(required = true)]
    pub erase_at: Option<Timestamp>,
    #[schema(required = true)]
    pub erased_at: Option<Timestamp>,
    /// When the data of a stopped integration expired; null while it has not.
    #[schema(required = true)]
    pub data_expired_at: Option<Timestamp>,
}

/// The answer about an integration that was restored.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RestoredIntegrationResponse {
    pub status: SuccessStatus,
    pub data: ListedIntegration,
}
