//! What a sync does, shown while it works: bars on a terminal, a line now and then elsewhere.

mod bars;
mod lines;

use std::io::IsTerminal as _;
use std::sync::Arc;

use crate::domain::model::Model;
use crate::sync::progress::Progress;

/// The form that fits standard error.
pub(super) fn for_people() -> Arc<dyn Progress> {
    if std::io::stderr().is_terminal() { Arc::new(bars::Bars::new()) } else { Arc::new(lines::Lines::new()) }
}

/// What people call the records of a model.
const fn name(model: Model) -> &'static str {
    match model {
        Model::User => "users",
        Model::Role => "roles",
        Model::Tag => "tags",
        Model::RejectionReason => "rejection reasons",
        Model::ApplicationStage => "application stages",
        Model::JobPosting => "job postings",
        Model::Job => "jobs",
        Model::Application => "applications",
        Model::Candidate => "candidates",
        Model::Interview => "interviews",
        Model::Offer => "offers",
        Model::JobApplicationStage => "job application stages",
        Model::JobHiringTeamMember => "job hiring team members",
        Model::InterviewingTeamMember => "interviewing team members",
    }
}
