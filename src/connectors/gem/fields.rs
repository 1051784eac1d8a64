//! The fields of Gem's objects (Gem's sheet, section 6), and the custom fields that the mapping makes of some of them.
//! Files are left out: their URLs open them to whoever has them.

use crate::connectors::fields::{BuiltIn, Declared, Fields};
use crate::domain::model::Model;

pub(super) const FIELDS: Fields = Fields {
    declared: DECLARED,
    own: "custom_fields",
    shows_own: &[Model::Job, Model::Application, Model::Candidate],
    prefix: "gem_",
    built_in: BUILT_IN,
};

/// `Model: "key" = "Label", …;`
macro_rules! declared {
    ($($model:ident: $($key:literal = $label:literal),+;)+) => {
        &[$($(Declared { model: Model::$model, key: $key, label: $label }),+),+]
    };
}

#[rustfmt::skip]
const DECLARED: &[Declared] = declared! {
    User:
        "name" = "Name", "first_name" = "First name", "last_name" = "Last name", "employee_id" = "Employee id",
        "primary_email_address" = "Primary e-mail address", "emails" = "E-mail addresses", "disabled" = "Disabled",
        "site_admin" = "Site admin", "linked_candidate_ids" = "Linked candidates", "offices" = "Offices",
        "departments" = "Departments", "created_at" = "Created at", "updated_at" = "Updated at";
    ApplicationStage:
        "name" = "Name", "active" = "Active", "priority" = "Priority", "interviews" = "Interviews",
        "created_at" = "Created at", "updated_at" = "Updated at";
    JobPosting:
        "title" = "Title", "content" = "Content", "internal_content" = "Internal content", "active" = "Active",
        "live" = "Live", "internal" = "Internal", "external" = "External", "listed" = "Listed",
        "first_published_at" = "First published at", "created_at" = "Created at", "updated_at" = "Updated at";
    Job:
        "name" = "Name", "requisition_id" = "Requisition id", "confidential" = "Confidential", "status" = "Status",
        "departments" = "Departments", "offices" = "Offices", "hiring_team" = "Hiring team",
        "is_template" = "Template", "opened_at" = "Opened at", "closed_at" = "Closed at",
        "created_at" = "Created at", "updated_at" = "Updated at";
    Application:
        "status" = "Status", "source" = "Source", "credited_to" = "Credited to", "job_post_id" = "Job post",
        "jobs" = "Jobs", "current_stage" = "Current stage", "rejection_reason" = "Rejection reason",
        "recruiter" = "Recruiter", "coordinator" = "Coordinator", "sourcer" = "Sourcer",
        "applied_at" = "Applied at", "rejected_at" = "Rejected at", "last_activity_at" = "Last activity at";
    Candidate:
        "first_name" = "First name", "last_name" = "Last name", "company" = "Company", "title" = "Title",
        "phone_numbers" = "Phone numbers", "email_addresses" = "E-mail addresses",
        "social_media_addresses" = "Social media", "tags" = "Tags", "educations" = "Educations",
        "employments" = "Employments", "linked_user_ids" = "Linked users", "application_ids" = "Applications",
        "is_private" = "Private", "last_activity" = "Last activity", "created_at" = "Created at",
        "updated_at" = "Updated at";
    Interview:
        "interview" = "Interview", "status" = "Status", "start" = "Start", "end" = "End", "location" = "Location",
        "video_conferencing_url" = "Video conference", "external_event_id" = "Calendar event",
        "organizer" = "Organizer", "interviewers" = "Interviewers", "created_at" = "Created at",
        "updated_at" = "Updated at";
    Offer:
        "status" = "Status", "starts_at" = "Starts at", "sent_at" = "Sent at", "compensations" = "Compensations",
        "opening" = "Opening", "job_id" = "Job", "candidate_id" = "Candidate", "created_at" = "Created at",
        "updated_at" = "Updated at";
};

/// `Model: "key" ("made_of") = "Label": "Description", …;`
macro_rules! built_in {
    ($($model:ident: $($key:literal ($made_of:literal) = $label:literal: $description:literal),+;)+) => {
        &[$($(BuiltIn {
            model: Model::$model, key: $key, label: $label, description: $description, made_of: $made_of,
        }),+),+]
    };
}

#[rustfmt::skip]
const BUILT_IN: &[BuiltIn] = built_in! {
    Job:
        "departments" ("departments") = "Departments": "All departments of the job, each with id and name.",
        "offices" ("offices") = "Offices": "All offices of the job, each with id, name and location.";
    Application:
        "source" ("source") = "Source": "The name of the source of the application.",
        "source_id" ("source") = "Source id": "The id of the source of the application.",
        "credited_to" ("credited_to") = "Credited to": "The id of the user who is credited with the application.",
        "job_post_id" ("job_post_id") = "Job post": "The id of the job post by which the candidate applied.",
        "recruiter" ("recruiter") = "Recruiter": "The recruiter of the application.",
        "coordinator" ("coordinator") = "Coordinator": "The coordinator of the application.",
        "sourcer" ("sourcer") = "Sourcer": "The sourcer of the application.";
    Candidate:
        "educations" ("educations") = "Educations": "Schools and degrees.",
        "employments" ("employments") = "Employments": "Employers and titles.",
        "linked_user_ids" ("linked_user_ids") = "Linked users": "The ids of users who are the same person.";
    Offer:
        "compensations" ("compensations") = "Compensations": "What is offered, each with amount and currency.",
        "opening" ("opening") = "Opening": "The id of the opening that the offer is for.";
};

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::remapping::has_extra_fields;

    #[test]
    fn every_key_is_there_once_and_built_in_fields_are_made_of_declared_ones() {
        let declared: HashSet<_> = DECLARED.iter().map(|field| (field.model, field.key)).collect();
        assert_eq!(declared.len(), DECLARED.len());
        let built_in: HashSet<_> = BUILT_IN.iter().map(|field| (field.model, field.key)).collect();
        assert_eq!(built_in.len(), BUILT_IN.len());
        for field in BUILT_IN {
            assert!(declared.contains(&(field.model, field.made_of)), "{field:?}");
            assert!(has_extra_fields(field.model), "{field:?}");
        }
    }
}
