//! What callers send with actions (contract section 4). Reading a body checks everything that can be said without
//! knowing the integration; what does not fit is refused with what was expected there. Fields that are not known are left
//! alone.

mod application;
mod change;
mod file;
mod passthrough;
mod text;

pub use application::{
    AdditionalEmailAddress, AdditionalPhoneNumber, CandidateInput, ContactType, CreateApplicationRequest,
    CreateCandidateRequest, GdprConsent, Gender, JobChoice, LocationInput, SalaryExpectations, SalaryPeriod,
    ScreeningAnswer, SocialLink, SourceInput, SourcedBy,
};
pub use change::{
    AddAttachmentRequest, AddNoteRequest, AddResultLinkRequest, ImportTrackedApplicationRequest, NoteType,
    RejectRequest, ResultLinkAttribute, ResultLinkDetails, SetStageRequest, TagInput, TagRequest,
};
pub use file::{FileContent, FileInput, FileType, SentFile};
pub use passthrough::{FormField, FormFile, FormValue, PassthroughMethod, PassthroughRequest, Raw};
pub use text::{
    Base64, CountryCode, EmailAddress, MediaType, MomentText, NonEmpty, RecordName, RecordRef, Text,
    WebAddress,
};
