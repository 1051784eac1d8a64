//! Parts that several models share (contract section 3).

use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;

use super::enums::closed;
use crate::domain::field::FieldKind;

/// What the ATS itself delivered: an object whose first-level keys are the ATS's endpoint paths.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub struct RemoteData(pub Box<RawValue>);

/// One extra value of the ATS that was chosen to be passed through.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationField {
    pub id: String,
    /// The ATS's name of the field.
    pub key: String,
    pub r#type: IntegrationFieldType,
    /// As in the ATS; any JSON value.
    #[schema(value_type = Value, required = true)]
    pub value: Value,
    #[schema(required = true)]
    pub label: Option<String>,
}

closed!(
    /// Whether every account of the ATS has the field, or only this one.
    IntegrationFieldType { Default, Custom }
);

impl From<FieldKind> for IntegrationFieldType {
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Default => Self::Default,
            FieldKind::Custom => Self::Custom,
        }
    }
}

/// A place. Every part is null when unknown or ambiguous.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Location {
    #[schema(required = true)]
    pub city: Option<String>,
    /// ISO 3166 alpha-2 where possible, else the ATS's own text.
    #[schema(required = true)]
    pub country: Option<String>,
    /// The address as the ATS has it, unparsed.
    #[schema(required = true)]
    pub raw: Option<String>,
    #[schema(required = true)]
    pub state: Option<String>,
    #[schema(required = true)]
    pub street_1: Option<String>,
    #[schema(required = true)]
    pub street_2: Option<String>,
    #[schema(required = true)]
    pub zip_code: Option<String>,
}

/// An e-mail address. Invalid addresses are left out of the lists.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EmailAddress {
    #[schema(required = true)]
    pub email_address: Option<String>,
    /// Free text, such as `PERSONAL` or `WORK`.
    #[schema(required = true)]
    pub r#type: Option<String>,
}

/// A phone number as the ATS has it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PhoneNumber {
    pub phone_number: String,
    /// Free text, such as `HOME`.
    #[schema(required = true)]
    pub r#type: Option<String>,
}

/// A profile on another site.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SocialMedia {
    #[schema(required = true)]
    pub link: Option<String>,
    /// The site, in free text.
    #[schema(required = true)]
    pub r#type: Option<String>,
    #[schema(required = true)]
    pub username: Option<String>,
}

/// A tag as candidates carry it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TagRef {
    pub id: String,
    #[schema(required = true)]
    pub name: Option<String>,
    #[schema(required = true)]
    pub remote_id: Option<String>,
}

/// A job as other models refer to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct NamedJob {
    pub id: String,
    #[schema(required = true)]
    pub name: Option<String>,
    pub remote_id: String,
}

/// A user as other models refer to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserRef {
    pub id: String,
    #[schema(required = true)]
    pub remote_id: Option<String>,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    #[schema(required = true)]
    pub email: Option<String>,
}

/// A candidate as interviews and offers refer to it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct CandidateRef {
    pub id: String,
    pub remote_id: String,
    #[schema(required = true)]
    pub first_name: Option<String>,
    #[schema(required = true)]
    pub last_name: Option<String>,
    #[schema(required = true)]
    pub email_addresses: Option<Vec<EmailAddress>>,
}
