//! The joins that Kombo shows only inside jobs and interviews.

use std::collections::HashSet;

use super::Render;
use super::parts::{link, stage_index, time};
use crate::contract::enums::HiringTeamRole;
use crate::contract::interviewing_team_member::InterviewingTeamMember as InterviewingTeamMemberShape;
use crate::contract::job_application_stage::JobApplicationStage as JobApplicationStageShape;
use crate::contract::job_hiring_team_member::JobHiringTeamMember as JobHiringTeamMemberShape;
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{InterviewingTeamMember, JobApplicationStage, JobHiringTeamMember};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for JobApplicationStage {
    type Shape = JobApplicationStageShape;

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        let job = |row: &Stored<Self>, found: &Neighbourhood| found.id(Model::Job, &row.body.job_remote_id);
        let jobs: HashSet<RecordId> = rows.iter().map(|row| job(row, loader.found())).collect();
        loader.stages_of(jobs).await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Self::Shape {
        let stage = around.stages.get(&around.id(Model::ApplicationStage, &row.body.stage_remote_id));
        JobApplicationStageShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            index: stage.filter(|_live| row.live()).and_then(|stage| stage_index(stage, around)),
            job_id: link(around, Model::Job, Some(&row.body.job_remote_id)),
            stage_id: link(around, Model::ApplicationStage, Some(&row.body.stage_remote_id)),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}

impl Render for JobHiringTeamMember {
    type Shape = JobHiringTeamMemberShape;

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Self::Shape {
        JobHiringTeamMemberShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            roles: row.body.roles.iter().filter_map(|role| HiringTeamRole::of(*role)).collect(),
            job_id: link(around, Model::Job, Some(&row.body.job_remote_id)),
            user_id: link(around, Model::User, Some(&row.body.user_remote_id)),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}

impl Render for InterviewingTeamMember {
    type Shape = InterviewingTeamMemberShape;

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Self::Shape {
        InterviewingTeamMemberShape {
            id: row.id.to_string(),
            remote_id: Some(row.remote_id.clone()),
            interview_id: link(around, Model::Interview, Some(&row.body.interview_remote_id)),
            user_id: link(around, Model::User, Some(&row.body.user_remote_id)),
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
        }
    }
}
