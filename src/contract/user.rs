//! Users of the ATS (contract section 3.6), served at `/ats/users`.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::{Activity, SystemScope, UnifiedRole};
use super::record::RemoteData;
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct User {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    /// Null when the ATS has no valid address.
    #[schema(required = true)]
    pub email: Option<String>,
    #[schema(required = true)]
    pub status: Option<Activity>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
    pub system_roles: Vec<SystemRole>,
}

/// A role of a user in the whole ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SystemRole {
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// The ATS's own name of the role.
    #[schema(required = true)]
    pub remote_label: Option<String>,
    /// Null for roles without a unified meaning.
    #[schema(required = true)]
    pub unified_type: Option<UnifiedRole>,
    pub scope: SystemScope,
}
