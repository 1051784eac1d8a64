//! Jobs.

use super::held;
use crate::domain::ats::Job;

held!(Job {
    "name": name,
    "job_code": job_code,
    "confidential": confidential,
    "status": status,
    "department": department,
    "location": location,
    "visibility": visibility,
    "remote_work_status": remote_work_status,
    "employment_type": employment_type,
    "remote_url": remote_url,
    "opened_at": opened_at,
    "closed_at": closed_at,
    "remote_created_at": remote_created_at,
    "remote_updated_at": remote_updated_at,
    "hiring_team": hiring_team,
    "custom_fields": custom_fields,
});
