//! Records that link two others. The links are what they are, and stand in their ids: they hold no field without them but
//! the roles in a hiring team.

use super::{Fields, held};
use crate::domain::ats::{InterviewingTeamMember, JobApplicationStage, JobHiringTeamMember};

held!(JobHiringTeamMember { "roles": roles });

impl Fields for JobApplicationStage {
    const HELD: &'static [&'static str] = &[];

    fn clear(&mut self, _field: &str) {}
}

impl Fields for InterviewingTeamMember {
    const HELD: &'static [&'static str] = &[];

    fn clear(&mut self, _field: &str) {}
}
