//! What a connector registers, and what it gets from the process.

use std::sync::Arc;

use secrecy::SecretString;
use serde_json::Value;
use url::Url;

use super::budget::Budgets;
use super::fields::Fields;
use super::form::Form;
use super::raw::RawFields;
use super::{Calls, Capabilities, Connector, ConnectorError};
use crate::clock::Clock;

/// What every tool tells about itself without credentials.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    pub slug: &'static str,
    pub label: &'static str,
    /// How the ATS's own API is called that callers' requests are passed through to.
    pub api: &'static str,
    /// The headers of that API that hold credentials, or would if there were more of them, in lower case.
    pub reserved_headers: &'static [&'static str],
    /// What the connector can do with these settings of an integration.
    pub capabilities: fn(settings: &Value) -> Capabilities,
    /// Whether settings of an integration can be used, without credentials.
    pub check_settings: fn(settings: &Value) -> Result<(), ConnectorError>,
    /// The fields of the ATS's own records.
    pub fields: Fields,
    /// What the ATS's own texts of a model's records hold.
    pub raw_fields: RawFields,
    /// The custom fields that the connector fills itself, and whose values are those of other fields too.
    pub custom_fields: RawFields,
    pub connect: Connect,
    /// What customers are asked for when they connect an account.
    pub form: &'static Form,
}

/// Makes a ready connector, without calling the ATS.
pub type Connect =
    fn(&Outbound, &SecretString, settings: &Value) -> Result<Arc<dyn Connector>, ConnectorError>;

/// What connectors use of the process: the client, the time, the request budgets, where calls are noted,
/// and the addresses that settings may override.
#[derive(Clone)]
pub struct Outbound {
    pub http: reqwest::Client,
    pub clock: Arc<dyn Clock>,
    pub budgets: Arc<dyn Budgets>,
    pub calls: Calls,
    pub gem_base_url: Url,
}
