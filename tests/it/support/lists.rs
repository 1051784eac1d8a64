//! The lists that callers read records from.

use unified_ats::domain::model::Model;

/// The lists by the models that they are of.
pub(crate) const LISTS: [(Model, &str); 14] = [
    (Model::Application, "applications"),
    (Model::Candidate, "candidates"),
    (Model::Job, "jobs"),
    (Model::JobPosting, "job-postings"),
    (Model::User, "users"),
    (Model::Role, "roles"),
    (Model::Interview, "interviews"),
    (Model::Offer, "offers"),
    (Model::Tag, "tags"),
    (Model::RejectionReason, "rejection-reasons"),
    (Model::ApplicationStage, "application-stages"),
    (Model::JobApplicationStage, "job-application-stages"),
    (Model::JobHiringTeamMember, "job-hiring-team-members"),
    (Model::InterviewingTeamMember, "interviewing-team-members"),
];
