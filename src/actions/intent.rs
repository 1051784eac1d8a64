//! What a caller asks for, as it was sent: ids are the caller's, and nothing has been looked up.

use crate::contract::input::{
    AddAttachmentRequest, AddNoteRequest, AddResultLinkRequest, CreateApplicationRequest,
    CreateCandidateRequest, RecordName, RejectRequest, SetStageRequest, TagRequest,
};
use crate::domain::action::ActionKind;
use crate::domain::digest::{Hash, digest};

/// One action of the contract (section 4), with its body.
#[derive(Debug)]
pub enum Intent {
    CreateApplication { job: RecordName, request: Box<CreateApplicationRequest> },
    CreateCandidate(Box<CreateCandidateRequest>),
    SetStage { application: String, request: SetStageRequest },
    Reject { application: String, request: RejectRequest },
    AddNote { application: String, request: AddNoteRequest },
    AddResultLink { to: Target, request: AddResultLinkRequest },
    AddAttachment { to: Target, request: AddAttachmentRequest },
    AddTag { candidate: String, request: TagRequest },
    RemoveTag { candidate: String, request: TagRequest },
}

/// The record that the path names, by our id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Application(String),
    Candidate(String),
}

impl Target {
    fn id(&self) -> &str {
        match self {
            Self::Application(id) | Self::Candidate(id) => id,
        }
    }
}

impl Intent {
    pub fn kind(&self) -> ActionKind {
        match self {
            Self::CreateApplication { .. } => ActionKind::CreateApplication,
            Self::CreateCandidate(_) => ActionKind::CreateCandidate,
            Self::SetStage { .. } => ActionKind::SetApplicationStage,
            Self::Reject { .. } => ActionKind::RejectApplication,
            Self::AddNote { .. } => ActionKind::AddApplicationNote,
            Self::AddResultLink { to: Target::Application(_), .. } => ActionKind::AddApplicationResultLink,
            Self::AddResultLink { to: Target::Candidate(_), .. } => ActionKind::AddCandidateResultLink,
            Self::AddAttachment { to: Target::Application(_), .. } => ActionKind::AddApplicationAttachment,
            Self::AddAttachment { to: Target::Candidate(_), .. } => ActionKind::AddCandidateAttachment,
            Self::AddTag { .. } => ActionKind::AddCandidateTag,
            Self::RemoveTag { .. } => ActionKind::RemoveCandidateTag,
        }
    }

    /// The digest of the request: the same action, the same record, an equal body.
    pub(super) fn digest(&self, body: &Hash) -> Hash {
        digest(&[self.kind().id().as_bytes(), self.on().as_bytes(), body])
    }

    /// The digest of what no two actions may be at the same time: creations of one person, changes of one application.
    /// What only adds something stands in the way of nothing but itself.
    pub(super) fn guard(&self, of_request: &Hash) -> Hash {
        let person = |email: &str| digest(&[b"person", email.to_lowercase().as_bytes()]);
        match self {
            Self::CreateApplication { request, .. } => person(&request.candidate.email_address.0),
            Self::CreateCandidate(request) => person(&request.candidate.email_address.0),
            Self::SetStage { application, .. } | Self::Reject { application, .. } => {
                digest(&[b"application", application.as_bytes()])
            }
            Self::AddTag { candidate, request } | Self::RemoveTag { candidate, request } => {
                digest(&[b"tag", candidate.as_bytes(), request.tag.name.0.as_bytes()])
            }
            Self::AddNote { .. } | Self::AddResultLink { .. } | Self::AddAttachment { .. } => {
                digest(&[b"request", of_request])
            }
        }
    }

    /// The record that the path names.
    fn on(&self) -> &str {
        match self {
            Self::CreateApplication { job: RecordName::Own(id) | RecordName::Remote(id), .. } => id,
            Self::CreateCandidate(_) => "",
            Self::SetStage { application, .. }
            | Self::Reject { application, .. }
            | Self::AddNote { application, .. } => application,
            Self::AddResultLink { to, .. } | Self::AddAttachment { to, .. } => to.id(),
            Self::AddTag { candidate, .. } | Self::RemoveTag { candidate, .. } => candidate,
        }
    }
}
