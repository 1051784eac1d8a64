//! What can be changed in Gem, under an integration's settings.

use super::super::settings::Settings;
use crate::connectors::capability::{ActionCapability, AttachmentLimits, Coverage, FieldCapability};
use crate::domain::action::ActionKind;

/// Gem's gateway takes 10 MB (inferred); base64 makes four bytes of three, and the rest of the body needs room.
const MOST_BYTES: usize = 7_000_000;

/// Gem takes these with a new candidate.
const TAKEN: &[&str] = &[
    "stage_id",
    "candidate.first_name",
    "candidate.last_name",
    "candidate.email_address",
    "candidate.company",
    "candidate.title",
    "candidate.phone_number",
    "candidate.social_links",
    "attachments",
    "source",
    "sourced_by",
];

/// Gem has no place for these.
const LEFT_OUT: &[&str] = &[
    "candidate.additional_email_addresses",
    "candidate.additional_phone_numbers",
    "candidate.location",
    "candidate.gender",
    "candidate.availability_date",
    "candidate.salary_expectations",
    "screening_question_answers",
    "gdpr_consent",
];

pub(super) fn of(settings: &Settings) -> Vec<ActionCapability> {
    ActionKind::ALL.into_iter().map(|kind| capability(kind, settings)).collect()
}

fn capability(kind: ActionKind, settings: &Settings) -> ActionCapability {
    let switches = settings.unverified;
    let (coverage, available, fields) = match kind {
        ActionKind::CreateApplication | ActionKind::CreateCandidate => {
            (Coverage::Supported, true, creation(settings))
        }
        ActionKind::AddApplicationNote => {
            (Coverage::Supported, true, fields(&["content"], Coverage::Supported))
        }
        ActionKind::AddApplicationResultLink | ActionKind::AddCandidateResultLink => {
            (Coverage::Supported, true, fields(&["label", "url", "details"], Coverage::Supported))
        }
        ActionKind::SetApplicationStage => {
            (Coverage::Unknown, switches.set_stage, fields(&["stage_id"], Coverage::Unknown))
        }
        ActionKind::RejectApplication => {
            let names = ["rejection_reason_id", "note"];
            (Coverage::Unknown, switches.reject, fields(&names, Coverage::Unknown))
        }
        ActionKind::AddApplicationAttachment | ActionKind::AddCandidateAttachment => {
            (Coverage::Unknown, switches.attachments, fields(&["attachment"], Coverage::Unknown))
        }
        ActionKind::AddCandidateTag | ActionKind::RemoveCandidateTag => {
            (Coverage::Unknown, switches.tags, fields(&["tag"], Coverage::Unknown))
        }
    };
    let attachments = attachments(kind);
    ActionCapability { id: kind.id(), label: kind.label(), coverage, available, fields, attachments }
}

fn creation(settings: &Settings) -> Vec<FieldCapability> {
    let mut all = fields(TAKEN, Coverage::Supported);
    all.extend(fields(LEFT_OUT, Coverage::Unsupported));
    let further =
        if settings.unverified.further_applications { Coverage::Unknown } else { Coverage::Unsupported };
    all.push(FieldCapability { id: "existing_candidate", coverage: further });
    all
}

fn fields(names: &[&'static str], coverage: Coverage) -> Vec<FieldCapability> {
    names.iter().map(|id| FieldCapability { id, coverage }).collect()
}

const fn attachments(kind: ActionKind) -> Option<AttachmentLimits> {
    let most_files = match kind {
        ActionKind::CreateApplication | ActionKind::CreateCandidate => 20,
        ActionKind::AddApplicationAttachment | ActionKind::AddCandidateAttachment => 1,
        _ => return None,
    };
    Some(AttachmentLimits { total_bytes: MOST_BYTES, most_files })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn available(settings: &serde_json::Value) -> Vec<&'static str> {
        let settings = Settings::read(settings).unwrap();
        of(&settings).into_iter().filter(|action| action.available).map(|action| action.id).collect()
    }

    #[test]
    fn without_a_switch_only_what_is_confirmed_is_available() {
        assert_eq!(
            available(&json!({})),
            [
                "ats_create_application",
                "ats_create_candidate",
                "ats_add_application_note",
                "ats_add_application_result_link",
                "ats_add_candidate_result_link",
            ]
        );
    }

    #[test]
    fn every_guess_has_a_switch_of_its_own() {
        let confirmed = available(&json!({})).len();
        for (switch, actions) in [("set_stage", 1), ("reject", 1), ("attachments", 2), ("tags", 2)] {
            let switched = available(&json!({ "unverified": { switch: true } }));
            assert_eq!(switched.len(), confirmed + actions, "{switch}");
        }
        let coverage = |on: bool| {
            let settings = json!({ "unverified": { "further_applications": on } });
            creation(&Settings::read(&settings).unwrap()).last().unwrap().coverage
        };
        assert_eq!((coverage(false), coverage(true)), (Coverage::Unsupported, Coverage::Unknown));
    }
}
