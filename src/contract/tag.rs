//! Tags of candidates (contract section 3.8), served at `/ats/tags`.

use serde::Serialize;
use utoipa::ToSchema;

use super::record::RemoteData;
use super::timestamp::Timestamp;

#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Tag {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub name: Option<String>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
}
