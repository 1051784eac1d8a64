//! Which stage stands where in which job, served at `/ats/job-application-stages`. Kombo has these only
//! inside jobs, as `stages`.

use serde::Serialize;
use utoipa::ToSchema;

use super::record::RemoteData;
use super::timestamp::Timestamp;

/// The place of one stage in one job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobApplicationStage {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// The place within the job's stages, counted from 0.
    #[schema(required = true)]
    pub index: Option<i64>,
    #[schema(required = true)]
    pub job_id: Option<String>,
    #[schema(required = true)]
    pub stage_id: Option<String>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
}
