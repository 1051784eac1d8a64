//! What the Gem connector delivers, under an integration's settings.

mod actions;

use serde_json::Value;

use super::settings::Settings;
use crate::connectors::capability::{
    Capabilities, Coverage, FeatureCapability, FieldCapability, ModelCapability,
};

/// With settings that cannot be read, what is true without any switch.
pub(super) fn of(settings: &Value) -> Capabilities {
    let settings = Settings::read(settings).unwrap_or_default();
    Capabilities { models: models(&settings), actions: actions::of(&settings), features: FEATURES.to_vec() }
}

/// What is neither a model nor an action.
const FEATURES: [FeatureCapability; 1] = [FeatureCapability {
    id: "ats_on_demand_attachments",
    label: "Attachments on demand",
    coverage: Coverage::Supported,
}];

const TAIL: [&str; 5] = ["id", "remote_id", "changed_at", "remote_deleted_at", "remote_data"];

fn model(
    id: &'static str,
    label: &'static str,
    filled: &[&'static str],
    unfilled: &[&'static str],
) -> ModelCapability {
    let field = |coverage| move |id: &&'static str| FieldCapability { id, coverage };
    let fields = TAIL.iter().chain(filled).map(field(Coverage::Supported));
    let fields = fields.chain(unfilled.iter().map(field(Coverage::Unsupported))).collect();
    ModelCapability { id, label, coverage: Coverage::Supported, available: true, fields }
}

fn absent(id: &'static str, label: &'static str, coverage: Coverage) -> ModelCapability {
    ModelCapability { id, label, coverage, available: false, fields: Vec::new() }
}

const POSTINGS: &[&str] = &[
    "title",
    "description_html",
    "status",
    "visibility",
    "url",
    "job_id",
    "remote_created_at",
    "remote_updated_at",
];

const CANDIDATES: &[&str] = &[
    "first_name",
    "last_name",
    "company",
    "title",
    "confidential",
    "source",
    "phone_numbers",
    "email_addresses",
    "social_media",
    "custom_fields",
    "integration_fields",
    "remote_created_at",
    "remote_updated_at",
    "applications",
    "tags",
];

const APPLICATIONS: &[&str] = &[
    "outcome",
    "rejection_reason_name",
    "rejected_at",
    "current_stage_id",
    "job_id",
    "candidate_id",
    "custom_fields",
    "integration_fields",
    "remote_created_at",
    "remote_updated_at",
    "candidate",
    "current_stage",
    "job",
    "interviews",
];

const INTERVIEWS: &[&str] = &[
    "title",
    "starting_at",
    "ending_at",
    "location",
    "video_conferencing_url",
    "application_id",
    "stage_id",
    "canceled",
    "remote_created_at",
    "remote_updated_at",
    "users",
    "application",
];

fn models(settings: &Settings) -> Vec<ModelCapability> {
    vec![
        model("ats_users", "Users", &["first_name", "last_name", "email", "status", "system_roles"], &[]),
        jobs(settings),
        model("ats_job_postings", "Job postings", POSTINGS, &[]),
        model("ats_candidates", "Candidates", CANDIDATES, &["location", "remote_url"]),
        model(
            "ats_application_stages",
            "Application stages",
            &["name", "status", "global_index"],
            &["custom_fields"],
        ),
        model(
            "ats_applications",
            "Applications",
            APPLICATIONS,
            &["screening_question_answers", "remote_url"],
        ),
        model("ats_interviews", "Interviews", INTERVIEWS, &[]),
        model(
            "ats_join_jobs_application_stages",
            "Job-specific application stages",
            &["index", "job_id", "stage_id"],
            &[],
        ),
        model("ats_join_jobs_users", "Job hiring team members", &["roles", "job_id", "user_id"], &[]),
        model("ats_join_interviews_users", "Interviewing team members", &["interview_id", "user_id"], &[]),
        model("ats_tags", "Tags", &["name"], &[]),
        model("ats_rejection_reasons", "Rejection reasons", &["name"], &[]),
        model("ats_roles", "Roles", &["remote_label", "scope", "unified_type"], &[]),
        offers(settings),
        absent("ats_screening_questions", "Screening questions", Coverage::Unsupported),
        absent("ats_notes", "Notes", Coverage::Unsupported),
        absent("ats_scorecards", "Scorecards", Coverage::NotImplemented),
        absent("ats_attachments", "Attachments", Coverage::NotImplemented),
    ]
}

/// Workplace and employment types come from the public job board alone.
fn jobs(settings: &Settings) -> ModelCapability {
    let mut filled = vec![
        "name",
        "job_code",
        "description",
        "confidential",
        "status",
        "department",
        "post_url",
        "location",
        "custom_fields",
        "integration_fields",
        "remote_url",
        "opened_at",
        "closed_at",
        "remote_created_at",
        "remote_updated_at",
        "stages",
        "job_postings",
        "hiring_team",
    ];
    let mut unfilled = vec![
        "weekly_hours",
        "visibility",
        "category",
        "experience_level",
        "salary_amount",
        "salary_amount_from",
        "salary_amount_to",
        "salary_currency",
        "salary_period",
        "contact_id",
        "screening_questions",
    ];
    let from_job_board = ["employment_type", "remote_work_status"];
    if settings.job_board_vanity.is_some() { &mut filled } else { &mut unfilled }.extend(from_job_board);
    model("ats_jobs", "Jobs", &filled, &unfilled)
}

/// The list exists by analogy only; nobody has seen it.
fn offers(settings: &Settings) -> ModelCapability {
    let fields = [
        "status",
        "employment_start_date",
        "application_id",
        "custom_fields",
        "remote_created_at",
        "remote_updated_at",
        "application",
    ];
    let model = model("ats_offers", "Offers", &fields, &[]);
    ModelCapability { coverage: Coverage::Unknown, available: settings.unverified.offers, ..model }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::model::Model;

    #[test]
    fn guesses_are_available_only_when_switched_on() {
        assert!(!of(&json!({})).reads(Model::Offer));
        assert!(of(&json!({ "unverified": { "offers": true } })).reads(Model::Offer));
        for model in Model::ALL.into_iter().filter(|model| *model != Model::Offer) {
            assert!(of(&json!({})).reads(model), "{model:?}");
        }
    }

    #[test]
    fn the_job_board_fills_what_nothing_else_does() {
        assert!(!of(&json!({})).fills(Model::Job, "employment_type"));
        assert!(of(&json!({ "job_board_vanity": "acme" })).fills(Model::Job, "employment_type"));
        assert!(!of(&json!({ "job_board_vanity": "acme" })).fills(Model::Job, "visibility"));
    }
}
