//! What an ATS answered to a request that was passed through (contract section 5).

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::contract::action::ActionWarning;
use crate::contract::page::SuccessStatus;

/// The answer of `/passthrough/{tool}/{api}`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PassthroughResponse {
    pub status: SuccessStatus,
    pub data: PassthroughAnswer,
    /// Always there, usually empty.
    pub warnings: Vec<ActionWarning>,
}

/// What the ATS answered, whatever its status.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PassthroughAnswer {
    /// The address that was asked, without credentials.
    pub url: String,
    /// The status of the ATS's answer: redirects and errors, too.
    pub status: u16,
    /// Those of the connection and cookies are left out.
    pub headers: BTreeMap<String, HeaderValues>,
    /// JSON as it is, other texts as texts, the rest as base64; left out when the answer has no body.
    #[schema(value_type = Option<Value>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// The value of a header, or the values if it comes more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(untagged)]
pub enum HeaderValues {
    One(String),
    Several(Vec<String>),
}
