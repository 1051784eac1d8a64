//! Gem (`https://api.gem.com/ats/v0`).

use super::ConnectorError;
use super::capability::Capabilities;
use super::registry::Tool;

/// The registry's entry.
pub const TOOL: Tool = Tool {
    slug: "gem",
    label: "Gem",
    capabilities: |_settings| Capabilities { models: vec![], actions: vec![], features: vec![] },
    connect: |_outbound, _credentials, _settings| {
        Err(ConnectorError::Settings("not connected yet".to_owned()))
    },
};
