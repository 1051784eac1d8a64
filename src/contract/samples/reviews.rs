//! Interviews and offers, notes, scorecards and files.

use super::{Sample, id, remote_id, time};
use crate::contract::attachment::{
    ApplicationAttachment, Attachment, CandidateAttachment, ContentRef, ContentStore,
};
use crate::contract::enums::{AttachmentType, OfferStatus};
use crate::contract::interview::{Interview, InterviewApplication};
use crate::contract::note::Note;
use crate::contract::offer::{Offer, OfferApplication};
use crate::contract::scorecard::{Scorecard, ScorecardAnswer, ScorecardOption, ScorecardResponse};

impl Sample {
    pub(in crate::contract) fn interview(self) -> Interview {
        Interview {
            id: id(),
            remote_id: self.remote_id(),
            title: self.text("First talk"),
            starting_at: self.time(),
            ending_at: self.time(),
            location: self.of(self.location()),
            video_conferencing_url: self.text("https://example.com/call"),
            application_id: self.of(id()),
            stage_id: self.of(id()),
            canceled: self.of(false),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            users: vec![self.user_ref()],
            application: self.of(InterviewApplication {
                id: id(),
                remote_id: self.remote_id(),
                outcome: self.outcome(),
                rejection_reason_name: self.text("Not a fit"),
                candidate: self.candidate_ref(),
                job: self.named_job(),
            }),
        }
    }

    pub(in crate::contract) fn offer(self) -> Offer {
        Offer {
            id: id(),
            remote_id: self.remote_id(),
            status: self.of(OfferStatus::Accepted),
            employment_start_date: self.time(),
            application_id: self.of(id()),
            custom_fields: self.custom_fields(),
            integration_fields: self.integration_fields(),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            application: self.of(OfferApplication { candidate: self.candidate_ref(), job: self.named_job() }),
        }
    }

    pub(in crate::contract) fn note(self) -> Note {
        Note {
            id: id(),
            remote_id: remote_id(),
            candidate_id: id(),
            application_id: self.of(id()),
            author_id: self.of(id()),
            title: self.text("Call"),
            content_html: self.text("<p>Good.</p>"),
            is_private: self.of(true),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            author: self.of(self.user_ref()),
        }
    }

    pub(in crate::contract) fn scorecard(self) -> Scorecard {
        Scorecard {
            id: id(),
            remote_id: remote_id(),
            candidate_id: self.of(id()),
            application_id: self.of(id()),
            interview_id: self.of(id()),
            author_id: self.of(id()),
            responses: self.of(self.scorecard_responses()),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
            author: self.of(self.user_ref()),
        }
    }

    /// One response of every type.
    fn scorecard_responses(self) -> Vec<ScorecardResponse> {
        let option = || ScorecardOption { remote_id: self.remote_id(), label: "Strong yes".to_owned() };
        [
            ScorecardAnswer::Text { answer: self.text("Good.") },
            ScorecardAnswer::Number { answer: self.of(4.5) },
            ScorecardAnswer::Boolean { answer: self.of(true) },
            ScorecardAnswer::Date { answer: self.text("2022-08-07") },
            ScorecardAnswer::SingleSelect { answer: self.of(option()), options: vec![option()] },
            ScorecardAnswer::MultiSelect { answer: self.of(vec![option()]), options: vec![option()] },
        ]
        .into_iter()
        .map(|answer| ScorecardResponse {
            remote_id: self.remote_id(),
            label: "Overall".to_owned(),
            description: self.text("All in all"),
            required: self.of(true),
            answer,
        })
        .collect()
    }

    pub(in crate::contract) fn attachment(self) -> Attachment {
        Attachment {
            id: id(),
            remote_id: remote_id(),
            candidate_id: id(),
            application_id: self.of(id()),
            r#type: self.of(AttachmentType::CoverLetter),
            file_name: self.text("cv.pdf"),
            content_ref: self.of(ContentRef {
                r#type: ContentStore::S3,
                bucket: "files".to_owned(),
                key: "candidates/1".to_owned(),
            }),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
            remote_data: self.remote_data(),
            changed_at: time(),
            remote_deleted_at: self.time(),
        }
    }

    pub(in crate::contract) fn application_attachment(self) -> ApplicationAttachment {
        ApplicationAttachment {
            r#type: AttachmentType::Cv,
            id: id(),
            remote_id: remote_id(),
            data_url: "https://example.com/files/1".to_owned(),
            file_name: "cv.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
        }
    }

    pub(in crate::contract) fn candidate_attachment(self) -> CandidateAttachment {
        CandidateAttachment {
            application_id: self.of(id()),
            candidate_id: id(),
            r#type: AttachmentType::Cv,
            id: id(),
            remote_id: remote_id(),
            data_url: "https://example.com/files/1".to_owned(),
            file_name: "cv.pdf".to_owned(),
            content_type: "application/pdf".to_owned(),
            remote_created_at: self.time(),
            remote_updated_at: self.time(),
        }
    }
}
