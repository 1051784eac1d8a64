//! Who works on which job, served at `/ats/job-hiring-team-members`. Kombo has these only inside jobs, as
//! `hiring_team`.

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::HiringTeamRole;
use super::record::RemoteData;
use super::timestamp::Timestamp;

/// One user on one job.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JobHiringTeamMember {
    pub id: String,
    /// The ATS's own id.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// All roles that the user has on the job.
    pub roles: Vec<HiringTeamRole>,
    #[schema(required = true)]
    pub job_id: Option<String>,
    #[schema(required = true)]
    pub user_id: Option<String>,
    /// The ATS's own record; null unless remote data is switched on.
    #[schema(required = true)]
    pub remote_data: Option<RemoteData>,
    /// When our copy of the record's own fields last changed.
    pub changed_at: Timestamp,
    /// When the record was found to be gone from the ATS; null while it is there.
    #[schema(required = true)]
    pub remote_deleted_at: Option<Timestamp>,
}
