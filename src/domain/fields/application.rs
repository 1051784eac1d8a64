//! Applications. The source is shown with the candidate.

use super::held;
use crate::domain::ats::{Application, CustomFields};

held!(Application {
    "outcome": outcome,
    "rejection_reason_name": rejection_reason_name,
    "rejected_at": rejected_at,
    "candidate_id": candidate_remote_id,
    "job_id": job_remote_id,
    "current_stage_id": current_stage_remote_id,
    "source": source,
    "remote_created_at": remote_created_at,
    "remote_updated_at": remote_updated_at,
    "custom_fields": custom_fields,
    "integration_fields": integration_fields,
}

    fn custom_fields(&mut self) -> Option<&mut CustomFields> {
        Some(&mut self.custom_fields)
    }
);
