//! Stages of all jobs (contract section 3.8), served at `/ats/application-stages`.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::enums::Activity;
use super::record::{IntegrationField, RemoteData};
use super::timestamp::Timestamp;

/// A stage of a job. Deprecated by Kombo in favour of a job's `stages`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ApplicationStage {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub name: Option<String>,
    #[schema(required = true)]
    pub status: Option<Activity>,
    /// The ATS's own place number of the stage over all jobs. Not a field of Kombo's.
    #[schema(required = true)]
    pub global_index: Option<i64>,
    /// Values by the names chosen for them, as in the ATS.
    #[schema(required = true, value_type = Option<Object>)]
    pub custom_fields: Option<Map<String, Value>>,
    /// Extra values that were chosen to be passed through; usually empty.
    pub integration_fields: Vec<IntegrationField>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
}
