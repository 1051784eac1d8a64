//! Applications, candidates, users and what is about them.

use serde_json::json;

use super::{Sample, id, remote_id, time};
use crate::contract::answer::{Answer, ScreeningQuestionAnswer};
use crate::contract::application::{
    Application, ApplicationCandidate, ApplicationInterview, ApplicationOffer, CurrentStage,
};
use crate::contract::candidate::{Candidate, CandidateApplication, CandidateStage};
use crate::contract::enums::{Activity, OfferStatus, RoleScope, SystemScope, UnifiedRole};
use crate::contract::rejection_reason::RejectionReason;
use crate::contract::role::Role;
use crate::contract::tag::Tag;
use crate::contract::user::{SystemRole, User};

impl Sample {
    pub(in crate::contract) fn application(self) -> Application {
        Application {
            id: id(),
            remote_id: self.remote_id(),
            outcome: self.outcome(),
            rejection_reason_name: self.text("Not a fit"),
            rejected_at: self.time(),
            current_stage_id: self.of(id()),
            job_id: self.of(id()),
            candidate_id: self.of(id()),
            screening_question_answers: self.of(self.answers()),
            custom_fields: self.custom_fields(),
            integration_fields: self.integration_fields(),
            remote_url: self.text("https://example.com/applications/1"),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            candidate: self.of(self.application_candidate()),
            current_stage: self.of(CurrentStage {
                id: id(),
                remote_id: self.remote_id(),
                name: self.text("Screen"),
                status: self.of(Activity::Active),
                custom_fields: self.custom_fields(),
                integration_fields: self.integration_fields(),
                index: self.of(1),
            }),
            job: self.named_job(),
            interviews: vec![ApplicationInterview {
                id: id(),
                remote_id: self.remote_id(),
                title: self.text("First talk"),
                starting_at: self.time(),
                ending_at: self.time(),
                location: self.of(self.location()),
                canceled: self.of(false),
            }],
            offers: vec![ApplicationOffer {
                id: id(),
                remote_id: self.remote_id(),
                status: self.of(OfferStatus::Sent),
            }],
        }
    }

    fn application_candidate(self) -> ApplicationCandidate {
        ApplicationCandidate {
            id: id(),
            remote_id: remote_id(),
            first_name: self.text("Ann"),
            last_name: self.text("Lee"),
            email_addresses: self.email_addresses(),
            phone_numbers: self.phone_numbers(),
            social_media: self.social_media(),
            source: self.text("Referral"),
            remote_url: self.text("https://example.com/candidates/1"),
            tags: self.tags(),
        }
    }

    /// One answer of every type.
    fn answers(self) -> Vec<ScreeningQuestionAnswer> {
        [
            Answer::Text { content: self.text("Yes") },
            Answer::SingleSelect { choice: self.text("Blue") },
            Answer::MultiSelect { choices: vec!["Blue".to_owned(), "Red".to_owned()] },
            Answer::Boolean { checked: self.of(true) },
            Answer::Number { number: self.of(1.5) },
            Answer::Date { date: self.time() },
            Answer::Unknown { raw: json!({"any": "thing"}) },
        ]
        .into_iter()
        .map(|answer| ScreeningQuestionAnswer::new(self.remote_id(), "Why?".to_owned(), answer))
        .collect()
    }

    pub(in crate::contract) fn candidate(self) -> Candidate {
        Candidate {
            id: id(),
            remote_id: remote_id(),
            first_name: self.text("Ann"),
            last_name: self.text("Lee"),
            company: self.text("Acme"),
            title: self.text("Engineer"),
            confidential: self.of(false),
            source: self.text("Referral"),
            phone_numbers: self.phone_numbers(),
            email_addresses: self.email_addresses(),
            social_media: self.social_media(),
            location: self.of(self.location()),
            custom_fields: self.custom_fields(),
            integration_fields: self.integration_fields(),
            remote_url: self.text("https://example.com/candidates/1"),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            applications: vec![CandidateApplication {
                id: id(),
                remote_id: self.remote_id(),
                outcome: self.outcome(),
                rejection_reason_name: self.text("Not a fit"),
                rejected_at: self.time(),
                remote_url: self.text("https://example.com/applications/1"),
                changed_at: time(),
                remote_created_at: self.time(),
                remote_updated_at: self.time(),
                current_stage: self.of(CandidateStage {
                    id: id(),
                    name: self.text("Screen"),
                    remote_id: self.remote_id(),
                    index: self.of(1),
                }),
                job: self.named_job(),
            }],
            tags: self.tags(),
        }
    }

    pub(in crate::contract) fn user(self) -> User {
        User {
            id: id(),
            remote_id: self.remote_id(),
            first_name: self.text("Una"),
            last_name: self.text("User"),
            email: self.text("una@example.com"),
            status: self.of(Activity::Inactive),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            system_roles: vec![SystemRole {
                remote_id: self.remote_id(),
                remote_label: self.text("Admin"),
                unified_type: self.of(UnifiedRole::Admin),
                scope: SystemScope::System,
            }],
        }
    }

    pub(in crate::contract) fn role(self) -> Role {
        Role {
            id: id(),
            remote_id: self.remote_id(),
            remote_label: self.text("Hiring manager"),
            scope: self.of(RoleScope::Job),
            unified_type: self.of(UnifiedRole::HiringManager),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn tag(self) -> Tag {
        Tag {
            id: id(),
            remote_id: self.remote_id(),
            name: self.text("Senior"),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn rejection_reason(self) -> RejectionReason {
        RejectionReason {
            id: id(),
            remote_id: remote_id(),
            name: self.text("Not a fit"),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }
}
