//! Which of Gem's keys go into which fields (Gem's sheet, section 6). A key that is not here goes into none.

use crate::connectors::raw::{Inner, RawField, record, value};
use crate::domain::model::Model;

pub(super) fn fields(model: Model) -> &'static [RawField] {
    match model {
        Model::User => USERS,
        Model::ApplicationStage => STAGES,
        Model::JobPosting => POSTS,
        Model::Job => JOBS,
        Model::Application => APPLICATIONS,
        Model::Candidate => CANDIDATES,
        Model::Interview => INTERVIEWS,
        Model::Offer => OFFERS,
        // Their records have no text of their own.
        Model::Role
        | Model::Tag
        | Model::RejectionReason
        | Model::JobApplicationStage
        | Model::JobHiringTeamMember
        | Model::InterviewingTeamMember => &[],
    }
}

/// The custom fields of ours whose values are other fields' too.
pub(super) fn custom_fields(model: Model) -> &'static [RawField] {
    match model {
        Model::Job => CUSTOM_OF_JOBS,
        Model::Application => CUSTOM_OF_APPLICATIONS,
        _ => &[],
    }
}

const CUSTOM_OF_JOBS: &[RawField] = &[value("departments", &["department"]), value("offices", &["location"])];

const CUSTOM_OF_APPLICATIONS: &[RawField] = &[
    value("source", &["source"]),
    value("source_id", &["source"]),
    record("recruiter", &[], Model::User),
    record("coordinator", &[], Model::User),
    record("sourcer", &[], Model::User),
];

const USERS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("name", &["first_name", "last_name"]),
    value("first_name", &["first_name"]),
    value("last_name", &["last_name"]),
    value("primary_email_address", &["email"]),
    value("emails", &["email"]),
    value("email", &["email"]),
    value("disabled", &["status"]),
    value("site_admin", &["system_roles"]),
];

const STAGES: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("job_id", &[]),
    value("name", &["name"]),
    value("active", &["status"]),
    value("priority", &["global_index"]),
    // Definitions with their default interviewers.
    RawField { key: "interviews", feeds: &[], inner: Inner::Around(Model::User) },
];

const POSTS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("title", &["title"]),
    value("content", &["description_html"]),
    value("active", &["status"]),
    value("live", &["status"]),
    value("first_published_at", &["status"]),
    value("external", &["visibility"]),
    value("internal", &["visibility"]),
    value("listed", &["visibility"]),
    value("absolute_url", &["url"]),
    value("url", &["url"]),
    value("job_id", &["job_id"]),
    value("created_at", &["remote_created_at"]),
    value("updated_at", &["remote_updated_at"]),
];

const JOBS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("is_template", &[]),
    value("name", &["name"]),
    value("requisition_id", &["job_code"]),
    value("confidential", &["confidential"]),
    value("status", &["status"]),
    value("opened_at", &["opened_at"]),
    value("closed_at", &["closed_at"]),
    value("created_at", &["remote_created_at"]),
    value("updated_at", &["remote_updated_at"]),
    value("departments", &["department", "custom_fields"]),
    value("offices", &["location", "custom_fields"]),
    RawField {
        key: "hiring_team",
        feeds: &["hiring_team", "hiring_team.roles"],
        inner: Inner::Groups(Model::User),
    },
    value("custom_fields", &["custom_fields"]),
];

const APPLICATIONS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("candidate_id", &["candidate_id"]),
    value("status", &["outcome"]),
    value("applied_at", &["remote_created_at"]),
    value("last_activity_at", &["remote_updated_at"]),
    value("rejected_at", &["rejected_at"]),
    value("source", &["source", "custom_fields"]),
    record("rejection_reason", &["rejection_reason_name"], Model::RejectionReason),
    record("jobs", &["job_id", "job"], Model::Job),
    record("current_stage", &["current_stage_id", "current_stage"], Model::ApplicationStage),
    value("credited_to", &["custom_fields"]),
    value("job_post_id", &["custom_fields"]),
    record("recruiter", &["custom_fields"], Model::User),
    record("coordinator", &["custom_fields"], Model::User),
    record("sourcer", &["custom_fields"], Model::User),
    value("custom_fields", &["custom_fields"]),
];

const CANDIDATES: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("first_name", &["first_name"]),
    value("last_name", &["last_name"]),
    value("company", &["company"]),
    value("title", &["title"]),
    value("is_private", &["confidential"]),
    value("phone_numbers", &["phone_numbers"]),
    value("email_addresses", &["email_addresses"]),
    value("social_media_addresses", &["social_media"]),
    value("created_at", &["remote_created_at"]),
    value("updated_at", &["remote_updated_at"]),
    value("educations", &["custom_fields"]),
    value("employments", &["custom_fields"]),
    value("linked_user_ids", &["custom_fields"]),
    value("custom_fields", &["custom_fields"]),
    record("tags", &["tags"], Model::Tag),
    record("applications", &["applications"], Model::Application),
    record("application_ids", &["applications"], Model::Application),
];

const INTERVIEWS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("application_id", &["application_id"]),
    value("start", &["starting_at"]),
    value("end", &["ending_at"]),
    value("location", &["location"]),
    value("video_conferencing_url", &["video_conferencing_url"]),
    value("interview", &["title", "stage_id"]),
    value("job_stage_interview_item_id", &["stage_id"]),
    value("created_at", &["remote_created_at"]),
    value("updated_at", &["remote_updated_at"]),
    record("interviewers", &["users"], Model::User),
];

const OFFERS: &[RawField] = &[
    value("id", &[]),
    value("deleted_at", &[]),
    value("application_id", &["application_id"]),
    value("status", &["status"]),
    value("sent_at", &["status"]),
    value("starts_at", &["employment_start_date"]),
    value("created_at", &["remote_created_at"]),
    value("updated_at", &["remote_updated_at"]),
    value("compensations", &["custom_fields"]),
    value("opening", &["custom_fields"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::gem::capabilities;
    use crate::domain::fields::HELD_ELSEWHERE;

    #[test]
    fn every_field_that_a_key_goes_into_is_one_of_the_model() {
        let capabilities = capabilities::of(&serde_json::json!({}));
        for model in Model::ALL {
            let all = capabilities.models.iter().find(|known| known.id == model.slug()).unwrap();
            for field in fields(model).iter().chain(custom_fields(model)) {
                for feed in field.feeds {
                    // These are shown with the records of other models.
                    let elsewhere = HELD_ELSEWHERE.iter().any(|(_field, place)| *place == (model, *feed));
                    let known = all.fields.iter().any(|field| field.id == *feed);
                    assert!(known || elsewhere, "{model:?}: {} goes into {feed}", field.key);
                }
            }
        }
    }
}
