//! Roles that users can have (contract section 3.7), served at `/ats/roles`.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::{RoleScope, UnifiedRole};
use super::record::RemoteData;
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Role {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// The ATS's own name of the role.
    #[schema(required = true)]
    pub remote_label: Option<String>,
    #[schema(required = true)]
    pub scope: Option<RoleScope>,
    /// Null for roles without a unified meaning.
    #[schema(required = true)]
    pub unified_type: Option<UnifiedRole>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
}
