//! Jobs with their stages, postings and hiring team.

use serde_json::{Value, json};

use super::parts::{integration_fields, location, mark, stage_index, time, unordered};
use super::{Render, ids_of};
use crate::contract::enums::{HiringTeamRole, JobScope};
use crate::contract::job::{HiringTeamMember, Job as Shape, JobJobPosting, JobRole, JobStage};
use crate::contract::timestamp::Timestamp;
use crate::domain::ats::{self, ApplicationStage, Job, JobPosting, Role, RoleScope};
use crate::domain::id::RecordId;
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::neighbourhood::{Loader, Neighbourhood};
use crate::store::records::Stored;

impl Render for Job {
    type Shape = Shape;

    const WATCHED: &'static [&'static str] = &["stages", "job_postings", "hiring_team"];

    async fn load_around(loader: &mut Loader<'_>, rows: &[Stored<Self>]) -> Result<(), StoreError> {
        loader.stages_of(ids_of(rows)).await?;
        loader.postings_of(ids_of(rows)).await?;
        loader.roles().await?;
        let members = rows.iter().flat_map(|job| &job.body.hiring_team);
        loader.users(members.map(|member| member.user_remote_id.as_str())).await
    }

    fn own(row: &Stored<Self>, around: &Neighbourhood, changed_at: Timestamp) -> Shape {
        let job = &row.body;
        let posting = chosen_posting(&row.id, around);
        Shape {
            id: row.id.to_string(),
            remote_id: row.remote_id.clone(),
            name: job.name.clone(),
            job_code: job.job_code.clone(),
            description: posting.and_then(|p| p.description_html.clone()),
            confidential: job.confidential,
            weekly_hours: job.weekly_hours,
            employment_type: job.employment_type.clone(),
            status: job.status.map(status).map(str::to_owned),
            visibility: job.visibility.clone(),
            category: job.category.clone(),
            department: job.department.clone(),
            post_url: posting.and_then(|p| p.url.clone()),
            experience_level: job.experience_level.clone(),
            remote_work_status: job.remote_work_status.clone(),
            salary_amount: job.salary_amount,
            salary_amount_from: job.salary_amount_from,
            salary_amount_to: job.salary_amount_to,
            salary_currency: job.salary_currency.clone(),
            salary_period: job.salary_period.clone(),
            location: job.location.as_ref().map(location),
            custom_fields: Some(job.custom_fields.clone()),
            integration_fields: integration_fields(&job.integration_fields),
            remote_url: job.remote_url.clone(),
            opened_at: time(job.opened_at),
            closed_at: time(job.closed_at),
            remote_created_at: time(job.remote_created_at),
            remote_updated_at: time(job.remote_updated_at),
            contact_id: None,
            remote_data: None,
            changed_at,
            remote_deleted_at: time(row.remote_deleted_at),
            stages: Vec::new(),
            screening_questions: Vec::new(),
            job_postings: Vec::new(),
            hiring_team: Vec::new(),
        }
    }

    /// Stages and team members with their roles count when they come or go, postings also when they change.
    fn watched(row: &Stored<Self>, around: &Neighbourhood) -> Value {
        let stages = unordered(live_stages(&row.id, around).map(|stage| json!(stage.id)));
        let postings = unordered(live_postings(&row.id, around).map(|posting| mark(posting, around)));
        json!([stages, postings, row.body.hiring_team])
    }

    fn nest(shape: &mut Shape, row: &Stored<Self>, around: &Neighbourhood) {
        shape.stages = live_stages(&row.id, around).map(|stage| job_stage(stage, around)).collect();
        shape.job_postings = live_postings(&row.id, around).map(job_posting).collect();
        shape.hiring_team =
            row.body.hiring_team.iter().filter_map(|member| team_member(member, around)).collect();
    }
}

/// The most recent posting that is live and active: the job's description and URL are its own.
fn chosen_posting<'a>(job: &RecordId, around: &'a Neighbourhood) -> Option<&'a JobPosting> {
    live_postings(job, around).map(|posting| &posting.body).find(|posting| posting.published)
}

/// The URL by which a job can be found.
pub(crate) fn post_url<'a>(job: &RecordId, around: &'a Neighbourhood) -> Option<&'a str> {
    if !around.scopes().takes_field(Model::Job, "post_url") {
        return None;
    }
    chosen_posting(job, around).and_then(|posting| posting.url.as_deref())
}

fn live_postings<'a>(
    job: &RecordId,
    around: &'a Neighbourhood,
) -> impl Iterator<Item = &'a Stored<JobPosting>> {
    around.postings_of(job).filter(|posting| posting.live())
}

fn live_stages<'a>(
    job: &RecordId,
    around: &'a Neighbourhood,
) -> impl Iterator<Item = &'a Stored<ApplicationStage>> {
    around.stages_of(job).filter(|stage| stage.live())
}

const fn status(status: ats::JobStatus) -> &'static str {
    match status {
        ats::JobStatus::Open => "OPEN",
        ats::JobStatus::Closed => "CLOSED",
        ats::JobStatus::Draft => "DRAFT",
        ats::JobStatus::Archived => "ARCHIVED",
    }
}

fn job_stage(stage: &Stored<ApplicationStage>, around: &Neighbourhood) -> JobStage {
    JobStage {
        id: stage.id.to_string(),
        remote_id: Some(stage.remote_id.clone()),
        name: stage.body.name.clone(),
        status: stage.body.status.map(Into::into),
        custom_fields: Some(stage.body.custom_fields.clone()),
        integration_fields: integration_fields(&stage.body.integration_fields),
        remote_data: None,
        index: stage_index(stage, around),
    }
}

fn job_posting(posting: &Stored<JobPosting>) -> JobJobPosting {
    JobJobPosting {
        id: posting.id.to_string(),
        remote_id: Some(posting.remote_id.clone()),
        title: posting.body.title.clone(),
        description_html: posting.body.description_html.clone(),
        status: posting.body.status.map(Into::into),
        visibility: posting.body.visibility.map(Into::into),
        url: posting.body.url.clone(),
        remote_data: None,
    }
}

fn team_member(member: &ats::HiringTeamMember, around: &Neighbourhood) -> Option<HiringTeamMember> {
    let user = around.users.get(&around.id(Model::User, &member.user_remote_id))?;
    let role = |unified: &ats::UnifiedRole| {
        around
            .roles
            .values()
            .find(|role| role.body.scope == Some(RoleScope::Job) && role.body.unified_type == Some(*unified))
            .map(job_role)
    };
    Some(HiringTeamMember {
        id: user.id.to_string(),
        remote_id: Some(user.remote_id.clone()),
        first_name: user.body.first_name.clone(),
        last_name: user.body.last_name.clone(),
        email: user.body.email.clone(),
        hiring_team_roles: member.roles.iter().filter_map(|role| HiringTeamRole::of(*role)).collect(),
        job_roles: member.roles.iter().filter_map(role).collect(),
    })
}

fn job_role(role: &Stored<Role>) -> JobRole {
    JobRole {
        remote_id: Some(role.remote_id.clone()),
        remote_label: role.body.label.clone(),
        unified_type: role.body.unified_type.map(Into::into),
        scope: JobScope::Job,
    }
}
