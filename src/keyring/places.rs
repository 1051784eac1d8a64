//! Where sealed values lie. Whatever seals in another place has to be added to what a rotation goes through.

use crate::domain::id::IntegrationId;
use crate::secrets::sealer::Place;

/// The credentials of an integration.
pub fn credentials(integration: &IntegrationId) -> Place<'_> {
    Place { table: "integrations", column: "credentials", row: integration.as_str() }
}

/// What is kept of an action, in a column of its row.
pub const fn action<'a>(column: &'a str, action: &'a str) -> Place<'a> {
    Place { table: "actions", column, row: action }
}
