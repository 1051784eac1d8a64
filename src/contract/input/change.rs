//! What is done to an application or a candidate that is there (contract section 4, endpoints 1 to 5 and 8 to 11).

use serde::Deserialize;
use utoipa::ToSchema;

use super::file::{FileInput, SentFile};
use super::text::{NonEmpty, Text, WebAddress};

/// Moves an application.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SetStageRequest {
    /// A stage of the application's job.
    #[schema(value_type = String)]
    pub stage_id: NonEmpty,
}

/// Ends an application.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RejectRequest {
    #[schema(value_type = String)]
    pub rejection_reason_id: NonEmpty,
    #[schema(value_type = Option<String>)]
    pub note: Option<Text>,
}

/// Adds a note.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AddNoteRequest {
    #[schema(value_type = String)]
    pub content: NonEmpty,
    pub content_type: NoteType,
}

/// The only form of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum NoteType {
    PlainText,
}

/// Adds a link to results that are kept elsewhere.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AddResultLinkRequest {
    #[schema(value_type = String)]
    pub label: NonEmpty,
    #[schema(value_type = String, format = "uri")]
    pub url: WebAddress,
    pub details: Option<ResultLinkDetails>,
}

/// What the results are.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ResultLinkDetails {
    #[schema(value_type = String)]
    pub custom_field_name_prefix: Text,
    pub attributes: Vec<ResultLinkAttribute>,
}

/// One result.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ResultLinkAttribute {
    #[schema(value_type = String)]
    pub key: NonEmpty,
    #[schema(value_type = String)]
    pub value: Text,
}

/// Adds a file.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct AddAttachmentRequest {
    #[schema(value_type = SentFile)]
    pub attachment: FileInput,
}

/// Adds or removes a tag.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagRequest {
    pub tag: TagInput,
}

/// A tag, by its name.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct TagInput {
    #[schema(value_type = String, min_length = 1)]
    pub name: NonEmpty,
}

/// Marks an application that was created elsewhere as the caller's. It names the application in the form of one of the
/// ATSs that the contract lists.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ImportTrackedApplicationRequest {
    /// When the caller first knew of it; null when that is not known.
    #[schema(required = true, format = "date-time")]
    pub tracked_at: Option<String>,
}
