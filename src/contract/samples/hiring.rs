//! Jobs with all that belongs to them, and the join lists.

use super::{Sample, id, remote_id, time};
use crate::contract::application_stage::ApplicationStage;
use crate::contract::enums::{
    Activity, HiringTeamRole, JobScope, PostingStatus, PostingVisibility, UnifiedRole,
};
use crate::contract::interviewing_team_member::InterviewingTeamMember;
use crate::contract::job::{HiringTeamMember, Job, JobJobPosting, JobRole, JobStage};
use crate::contract::job_application_stage::JobApplicationStage;
use crate::contract::job_hiring_team_member::JobHiringTeamMember;
use crate::contract::job_posting::JobPosting;

impl Sample {
    pub(in crate::contract) fn job(self) -> Job {
        Job {
            id: id(),
            remote_id: remote_id(),
            name: self.text("Engineer"),
            job_code: self.text("R-12"),
            description: self.text("<p>Build things.</p>"),
            confidential: self.of(false),
            weekly_hours: self.of(38.5),
            employment_type: self.text("FULL_TIME"),
            status: self.text("OPEN"),
            visibility: self.text("by invitation"),
            category: self.text("Engineering"),
            department: self.text("Platform"),
            post_url: self.text("https://example.com/jobs/1"),
            experience_level: self.text("Senior"),
            remote_work_status: self.text("HYBRID"),
            salary_amount: self.of(80_000.0),
            salary_amount_from: self.of(70_000.0),
            salary_amount_to: self.of(90_000.5),
            salary_currency: self.text("EUR"),
            salary_period: self.text("YEAR"),
            location: self.of(self.location()),
            custom_fields: self.custom_fields(),
            integration_fields: self.integration_fields(),
            remote_url: self.text("https://example.com/ats/jobs/1"),
            opened_at: self.time(),
            closed_at: self.time(),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            contact_id: self.of(id()),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            stages: vec![JobStage {
                id: id(),
                remote_id: self.remote_id(),
                name: self.text("Screen"),
                status: self.of(Activity::Active),
                custom_fields: self.custom_fields(),
                integration_fields: self.integration_fields(),
                remote_data: self.remote_data(),
                index: self.of(0),
            }],
            screening_questions: self.screening_questions(),
            job_postings: vec![self.job_job_posting()],
            hiring_team: vec![self.hiring_team_member()],
        }
    }

    fn job_job_posting(self) -> JobJobPosting {
        JobJobPosting {
            id: id(),
            remote_id: self.remote_id(),
            title: self.text("Engineer"),
            description_html: self.text("<p>Build things.</p>"),
            status: self.of(PostingStatus::Active),
            visibility: self.of(PostingVisibility::Unlisted),
            url: self.text("https://example.com/jobs/1"),
            remote_data: self.remote_data(),
        }
    }

    fn hiring_team_member(self) -> HiringTeamMember {
        HiringTeamMember {
            id: id(),
            remote_id: self.remote_id(),
            first_name: self.text("Una"),
            last_name: self.text("User"),
            email: self.text("una@example.com"),
            hiring_team_roles: vec![HiringTeamRole::HiringManager],
            job_roles: vec![JobRole {
                remote_id: self.remote_id(),
                remote_label: self.text("Hiring manager"),
                unified_type: self.of(UnifiedRole::HiringManager),
                scope: JobScope::Job,
            }],
        }
    }

    pub(in crate::contract) fn job_posting(self) -> JobPosting {
        JobPosting {
            id: id(),
            remote_id: self.remote_id(),
            title: self.text("Engineer"),
            description_html: self.text("<p>Build things.</p>"),
            status: self.of(PostingStatus::Draft),
            visibility: self.of(PostingVisibility::Public),
            url: self.text("https://example.com/jobs/1"),
            job_id: self.of(id()),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn application_stage(self) -> ApplicationStage {
        ApplicationStage {
            id: id(),
            remote_id: self.remote_id(),
            name: self.text("Screen"),
            status: self.of(Activity::Active),
            global_index: self.of(7),
            custom_fields: self.custom_fields(),
            integration_fields: self.integration_fields(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn job_application_stage(self) -> JobApplicationStage {
        JobApplicationStage {
            id: id(),
            remote_id: self.remote_id(),
            index: self.of(0),
            job_id: self.of(id()),
            stage_id: self.of(id()),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn job_hiring_team_member(self) -> JobHiringTeamMember {
        JobHiringTeamMember {
            id: id(),
            remote_id: self.remote_id(),
            roles: vec![HiringTeamRole::Recruiter, HiringTeamRole::Sourcer],
            job_id: self.of(id()),
            user_id: self.of(id()),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn interviewing_team_member(self) -> InterviewingTeamMember {
        InterviewingTeamMember {
            id: id(),
            remote_id: self.remote_id(),
            interview_id: self.of(id()),
            user_id: self.of(id()),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }
}
