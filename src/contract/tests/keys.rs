//! Every key of the contract's tables (sections 3.1 to 3.12), written by hand.

use serde_json::Value;

use super::{answers, keys};

/// The schema's name, where in the first record, and the keys that stand there.
#[rustfmt::skip]
const KEYS: &[(&str, &str, &str)] = &[
    ("ApplicationsPage", "", "id remote_id outcome rejection_reason_name rejected_at current_stage_id job_id \
     candidate_id screening_question_answers custom_fields integration_fields remote_url \
     remote_created_at remote_updated_at remote_data changed_at remote_deleted_at candidate \
     current_stage job interviews offers"),
    ("ApplicationsPage", "/candidate", "id remote_id first_name last_name email_addresses phone_numbers social_media source \
     remote_url tags"),
    ("ApplicationsPage", "/candidate/email_addresses/0", "email_address type"),
    ("ApplicationsPage", "/candidate/phone_numbers/0", "phone_number type"),
    ("ApplicationsPage", "/candidate/social_media/0", "link type username"),
    ("ApplicationsPage", "/candidate/tags/0", "id name remote_id"),
    ("ApplicationsPage", "/current_stage", "id remote_id name status custom_fields integration_fields index"),
    ("ApplicationsPage", "/job", "id name remote_id"),
    ("ApplicationsPage", "/interviews/0", "id remote_id title starting_at ending_at location canceled"),
    ("ApplicationsPage", "/interviews/0/location", "city country raw state street_1 street_2 zip_code"),
    ("ApplicationsPage", "/offers/0", "id remote_id status"),
    ("ApplicationsPage", "/integration_fields/0", "id key type value label"),
    ("ApplicationsPage", "/screening_question_answers/0", "question answer"),
    ("ApplicationsPage", "/screening_question_answers/0/question", "remote_id title type"),
    ("ApplicationsPage", "/screening_question_answers/0/answer", "content"),
    ("ApplicationsPage", "/screening_question_answers/1/answer", "choice"),
    ("ApplicationsPage", "/screening_question_answers/2/answer", "choices"),
    ("ApplicationsPage", "/screening_question_answers/3/answer", "checked"),
    ("ApplicationsPage", "/screening_question_answers/4/answer", "number"),
    ("ApplicationsPage", "/screening_question_answers/5/answer", "date"),
    ("ApplicationsPage", "/screening_question_answers/6/answer", "raw"),
    ("CandidatesPage", "", "id remote_id first_name last_name company title confidential source phone_numbers \
     email_addresses social_media location custom_fields integration_fields remote_url \
     remote_created_at remote_updated_at remote_data changed_at remote_deleted_at \
     applications tags"),
    ("CandidatesPage", "/applications/0", "id remote_id outcome rejection_reason_name rejected_at remote_url changed_at \
     remote_created_at remote_updated_at current_stage job"),
    ("CandidatesPage", "/applications/0/current_stage", "id name remote_id index"),
    ("CandidatesPage", "/applications/0/job", "id name remote_id"),
    ("CandidatesPage", "/tags/0", "id name remote_id"),
    ("JobsPage", "", "id remote_id name job_code description confidential weekly_hours employment_type status \
     visibility category department post_url experience_level remote_work_status \
     salary_amount salary_amount_from salary_amount_to salary_currency salary_period location \
     custom_fields integration_fields remote_url opened_at closed_at remote_created_at \
     remote_updated_at contact_id remote_data changed_at remote_deleted_at stages \
     screening_questions job_postings hiring_team"),
    ("JobsPage", "/stages/0", "id remote_id name status custom_fields integration_fields remote_data index"),
    ("JobsPage", "/screening_questions/0", "id remote_id title description format category index required precondition_question_id \
     precondition_options"),
    ("JobsPage", "/screening_questions/0/format", "type display_type max_length"),
    ("JobsPage", "/screening_questions/1/format", "type display_type max min"),
    ("JobsPage", "/screening_questions/2/format", "type accepted_mime_types max_file_size_bytes"),
    ("JobsPage", "/screening_questions/3/format", "type display_type options"),
    ("JobsPage", "/screening_questions/4/format", "type options"),
    ("JobsPage", "/screening_questions/5/format", "type"),
    ("JobsPage", "/screening_questions/6/format", "type"),
    ("JobsPage", "/screening_questions/7/format", "type"),
    ("JobsPage", "/screening_questions/8/format", "type raw_question"),
    ("JobsPage", "/screening_questions/3/format/options/0", "id remote_id name"),
    ("JobsPage", "/job_postings/0", "id remote_id title description_html status visibility url remote_data"),
    ("JobsPage", "/hiring_team/0", "id remote_id first_name last_name email hiring_team_roles job_roles"),
    ("JobsPage", "/hiring_team/0/job_roles/0", "remote_id remote_label unified_type scope"),
    ("JobPostingsPage", "", "id remote_id title description_html status visibility url job_id remote_created_at \
     remote_updated_at remote_data changed_at remote_deleted_at"),
    ("InterviewsPage", "", "id remote_id title starting_at ending_at location video_conferencing_url application_id \
     stage_id canceled remote_created_at remote_updated_at remote_data changed_at \
     remote_deleted_at users application"),
    ("InterviewsPage", "/users/0", "id remote_id first_name last_name email"),
    ("InterviewsPage", "/application", "id remote_id outcome rejection_reason_name candidate job"),
    ("InterviewsPage", "/application/candidate", "id remote_id first_name last_name email_addresses"),
    ("OffersPage", "", "id remote_id status employment_start_date application_id custom_fields \
     integration_fields remote_created_at remote_updated_at remote_data changed_at \
     remote_deleted_at application"),
    ("OffersPage", "/application", "candidate job"),
    ("OffersPage", "/application/candidate", "id remote_id first_name last_name email_addresses"),
    ("UsersPage", "", "id remote_id first_name last_name email status remote_data changed_at remote_deleted_at \
     system_roles"),
    ("UsersPage", "/system_roles/0", "remote_id remote_label unified_type scope"),
    ("RolesPage", "", "id remote_id remote_label scope unified_type remote_data changed_at remote_deleted_at"),
    ("TagsPage", "", "id remote_id name remote_data changed_at remote_deleted_at"),
    ("RejectionReasonsPage", "", "id remote_id name remote_data changed_at remote_deleted_at"),
    ("ApplicationStagesPage", "", "id remote_id name status global_index custom_fields integration_fields remote_data \
     changed_at remote_deleted_at"),
    ("JobApplicationStagesPage", "", "id remote_id index job_id stage_id remote_data changed_at remote_deleted_at"),
    ("JobHiringTeamMembersPage", "", "id remote_id roles job_id user_id remote_data changed_at remote_deleted_at"),
    ("InterviewingTeamMembersPage", "", "id remote_id interview_id user_id remote_data changed_at remote_deleted_at"),
    ("NotesPage", "", "id remote_id candidate_id application_id author_id title content_html is_private \
     remote_created_at remote_updated_at remote_data changed_at remote_deleted_at author"),
    ("NotesPage", "/author", "id remote_id first_name last_name email"),
    ("ScorecardsPage", "", "id remote_id candidate_id application_id interview_id author_id responses \
     remote_created_at remote_updated_at remote_data changed_at remote_deleted_at author"),
    ("ScorecardsPage", "/responses/0", "remote_id label description required type answer"),
    ("ScorecardsPage", "/responses/4", "remote_id label description required type answer options"),
    ("ScorecardsPage", "/responses/4/options/0", "remote_id label"),
    ("AttachmentsPage", "", "id remote_id candidate_id application_id type file_name content_ref remote_created_at \
     remote_updated_at remote_data changed_at remote_deleted_at"),
    ("AttachmentsPage", "/content_ref", "type bucket key"),
    ("ApplicationAttachmentsResponse", "", "type id remote_id data_url file_name content_type remote_created_at remote_updated_at"),
    ("CandidateAttachmentsResponse", "", "application_id candidate_id type id remote_id data_url file_name content_type \
     remote_created_at remote_updated_at"),
];

fn record<'a>(answers: &'a [(&'static str, Value)], name: &str) -> &'a Value {
    let (_, answer) = answers.iter().find(|(known, _)| *known == name).unwrap();
    assert_eq!(answer["status"], "success");
    &answer["data"]["results"][0]
}

#[test]
fn every_record_has_exactly_the_keys_of_the_contract() {
    let answers = answers(true);
    for (name, path, expected) in KEYS {
        let value = record(&answers, name).pointer(path).unwrap_or_else(|| panic!("{name}{path} is missing"));
        let mut expected: Vec<&str> = expected.split(' ').collect();
        expected.sort_unstable();
        assert_eq!(keys(value), expected, "{name}{path}");
    }
}

#[test]
fn what_is_unknown_is_null_and_not_left_out() {
    let (filled, empty) = (answers(true), answers(false));
    for (name, path, _) in KEYS {
        let Some(value) = record(&empty, name).pointer(path) else { continue };
        if !value.is_null() {
            assert_eq!(keys(value), keys(record(&filled, name).pointer(path).unwrap()), "{name}{path}");
        }
    }
    let application = record(&empty, "ApplicationsPage");
    for key in ["remote_id", "outcome", "custom_fields", "remote_data", "candidate", "current_stage", "job"] {
        assert_eq!(application.get(key), Some(&Value::Null), "{key}");
    }
}

#[test]
fn every_answer_has_its_keys_tested() {
    for (name, _) in answers(true) {
        assert!(KEYS.iter().any(|(known, path, _)| *known == name && path.is_empty()), "{name}");
    }
}

#[test]
fn the_envelopes_have_the_keys_of_the_contract() {
    for (name, answer) in answers(false) {
        if name.ends_with("Page") {
            assert_eq!(keys(&answer), ["data", "status"], "{name}");
            assert_eq!(keys(&answer["data"]), ["next", "results"], "{name}");
            assert!(answer["data"]["next"].is_null(), "{name}");
        } else {
            assert_eq!(keys(&answer), ["data", "status", "warnings"], "{name}");
            assert_eq!(keys(&answer["data"]), ["results"], "{name}");
            assert!(answer["warnings"].is_array(), "{name}");
        }
    }
}
