//! What callers can have done in an ATS (contract section 4).

/// One write action of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActionKind {
    CreateApplication,
    CreateCandidate,
    SetApplicationStage,
    RejectApplication,
    AddApplicationNote,
    AddApplicationResultLink,
    AddApplicationAttachment,
    AddCandidateAttachment,
    AddCandidateResultLink,
    AddCandidateTag,
    RemoveCandidateTag,
}

impl ActionKind {
    pub const ALL: [Self; 11] = [
        Self::CreateApplication,
        Self::CreateCandidate,
        Self::SetApplicationStage,
        Self::RejectApplication,
        Self::AddApplicationNote,
        Self::AddApplicationResultLink,
        Self::AddApplicationAttachment,
        Self::AddCandidateAttachment,
        Self::AddCandidateResultLink,
        Self::AddCandidateTag,
        Self::RemoveCandidateTag,
    ];

    /// The name in coverage answers.
    pub const fn id(self) -> &'static str {
        match self {
            Self::CreateApplication => "ats_create_application",
            Self::CreateCandidate => "ats_create_candidate",
            Self::SetApplicationStage => "ats_set_application_stage",
            Self::RejectApplication => "ats_reject_application",
            Self::AddApplicationNote => "ats_add_application_note",
            Self::AddApplicationResultLink => "ats_add_application_result_link",
            Self::AddApplicationAttachment => "ats_add_application_attachment",
            Self::AddCandidateAttachment => "ats_add_candidate_attachment",
            Self::AddCandidateResultLink => "ats_add_candidate_result_link",
            Self::AddCandidateTag => "ats_add_candidate_tag",
            Self::RemoveCandidateTag => "ats_remove_candidate_tag",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::CreateApplication => "Create applications and candidates",
            Self::CreateCandidate => "Create candidates",
            Self::SetApplicationStage => "Set application stage",
            Self::RejectApplication => "Reject applications",
            Self::AddApplicationNote => "Add notes",
            Self::AddApplicationResultLink => "Add result links to applications",
            Self::AddApplicationAttachment => "Add attachments to applications",
            Self::AddCandidateAttachment => "Add attachments to candidates",
            Self::AddCandidateResultLink => "Add result links to candidates",
            Self::AddCandidateTag => "Add tags",
            Self::RemoveCandidateTag => "Remove tags",
        }
    }

    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
