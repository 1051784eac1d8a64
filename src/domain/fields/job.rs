//! Jobs. The roles in a hiring team can be left out without the team.

use super::Fields;
use crate::domain::ats::{CustomFields, Job};

impl Fields for Job {
    const HELD: &'static [&'static str] = &[
        "name",
        "job_code",
        "confidential",
        "status",
        "department",
        "location",
        "visibility",
        "remote_work_status",
        "employment_type",
        "remote_url",
        "opened_at",
        "closed_at",
        "remote_created_at",
        "remote_updated_at",
        "hiring_team",
        "custom_fields",
        "category",
        "experience_level",
        "weekly_hours",
        "salary_amount",
        "salary_amount_from",
        "salary_amount_to",
        "salary_currency",
        "salary_period",
        "integration_fields",
    ];

    fn clear(&mut self, field: &str) {
        match field {
            "name" => self.name = None,
            "job_code" => self.job_code = None,
            "confidential" => self.confidential = None,
            "status" => self.status = None,
            "department" => self.department = None,
            "location" => self.location = None,
            "visibility" => self.visibility = None,
            "remote_work_status" => self.remote_work_status = None,
            "employment_type" => self.employment_type = None,
            "remote_url" => self.remote_url = None,
            "opened_at" => self.opened_at = None,
            "closed_at" => self.closed_at = None,
            "remote_created_at" => self.remote_created_at = None,
            "remote_updated_at" => self.remote_updated_at = None,
            "hiring_team" => self.hiring_team.clear(),
            "hiring_team.roles" => self.hiring_team.iter_mut().for_each(|member| member.roles.clear()),
            "custom_fields" => self.custom_fields.clear(),
            "category" => self.category = None,
            "experience_level" => self.experience_level = None,
            "weekly_hours" => self.weekly_hours = None,
            "salary_amount" => self.salary_amount = None,
            "salary_amount_from" => self.salary_amount_from = None,
            "salary_amount_to" => self.salary_amount_to = None,
            "salary_currency" => self.salary_currency = None,
            "salary_period" => self.salary_period = None,
            "integration_fields" => self.integration_fields.clear(),
            _ => {}
        }
    }

    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        Some(&mut self.custom_fields)
    }
}
