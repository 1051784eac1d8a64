//! Links by which customers connect accounts, and what they bring back (contract section 5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::SetupStatus;
use crate::contract::input::{EmailAddress, NonEmpty, Text};
use crate::contract::page::SuccessStatus;
use crate::domain::language::Language;

/// A link by which a customer is to connect an account.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct CreateLinkRequest {
    /// Of the person who is to use the link.
    #[schema(value_type = String, format = "email")]
    pub end_user_email: EmailAddress,
    #[schema(value_type = String)]
    pub end_user_organization_name: NonEmpty,
    /// The customer's id in the caller's own database.
    #[schema(value_type = Option<String>)]
    pub end_user_origin_id: Option<Text>,
    /// Of a tool that has several environments. None of this service has, so that null is the only value.
    #[schema(value_type = Option<String>)]
    pub remote_environment: Option<Text>,
    /// `HRIS` when it is left out. This service connects tools of `ATS`.
    pub integration_category: Option<LinkCategory>,
    /// The slug of the tool, such as `gem`. With it, the category may be left out.
    #[schema(value_type = Option<String>)]
    pub integration_tool: Option<Text>,
    /// What the customer is spoken to in; `en` when it is left out.
    pub language: Option<LinkLanguage>,
    /// What the integration will share; the environment's default when it is left out.
    #[schema(value_type = Option<String>)]
    pub scope_config_id: Option<Text>,
    /// Whether setup links can be made for the integration, to choose which applications are synced.
    pub enable_filtering: Option<bool>,
    /// Whether setup links can be made for the integration, to choose where fields come from.
    pub enable_field_mapping: Option<bool>,
    /// `EMBEDDED` when it is left out.
    pub link_type: Option<LinkType>,
}

/// Other credentials for an integration.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct RelinkRequest {
    /// What the customer is spoken to in; `en` when it is left out.
    pub language: Option<LinkLanguage>,
    /// What the integration shares once it has the new credentials; left out, what it shares now.
    #[schema(value_type = Option<String>)]
    pub scope_config_id: Option<Text>,
    /// `EMBEDDED` when it is left out.
    pub link_type: Option<LinkType>,
}

/// What the customer may set of an integration.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct SetupLinkRequest {
    /// What the customer is spoken to in; `en` when it is left out.
    pub language: Option<LinkLanguage>,
    pub link_type: LinkType,
}

/// The categories of tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkCategory {
    #[default]
    Hris,
    Ats,
    Assessment,
    Lms,
}

/// `EMBEDDED` is opened within a page of the caller's and valid for an hour, `MAGIC_LINK` is sent to the customer and valid
/// for a year. Both can be used once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum LinkType {
    #[default]
    Embedded,
    MagicLink,
}

/// The languages of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum LinkLanguage {
    #[default]
    En,
    De,
    Fr,
    It,
    Es,
}

impl From<LinkLanguage> for Language {
    fn from(language: LinkLanguage) -> Self {
        match language {
            LinkLanguage::En => Self::En,
            LinkLanguage::De => Self::De,
            LinkLanguage::Fr => Self::Fr,
            LinkLanguage::It => Self::It,
            LinkLanguage::Es => Self::Es,
        }
    }
}

/// The answer of whatever makes a link.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct LinkResponse {
    pub status: SuccessStatus,
    pub data: ConnectLink,
}

/// A link for a customer. Whoever holds it can use it: it is shown once, here.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ConnectLink {
    #[schema(format = "uri")]
    pub link: String,
}

/// What a customer brought back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct ActivateIntegrationRequest {
    #[schema(value_type = String)]
    pub token: Text,
}

/// The integration that a token stands for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationByTokenResponse {
    pub status: SuccessStatus,
    pub data: IntegrationByToken,
}

/// The integration that a customer has connected, or connected again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct IntegrationByToken {
    /// Such as `gem`.
    pub tool: String,
    pub id: String,
    #[schema(required = true)]
    pub end_user_origin_id: Option<String>,
    pub end_user_organization_name: String,
    #[schema(required = true)]
    pub end_user_email: Option<String>,
    pub setup_status: SetupStatus,
}
