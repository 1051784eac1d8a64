//! How routes can refuse, for their description.

use std::collections::BTreeMap;

use utoipa::IntoResponses;
use utoipa::openapi::content::ContentBuilder;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::{Ref, RefOr};

/// Reads of an integration's records.
pub(super) struct ListErrors;

/// Exports of an integration's records.
pub(super) struct ExportErrors;

/// Questions about the key, integrations and tools.
pub(super) struct GeneralErrors;

/// What has syncs run: refused while the integration is switched off.
pub(super) struct SyncErrors;

const INVALID: (&str, &str) =
    ("400", "A parameter or the body is not valid, or the integration does not deliver the model.");
const UNAUTHENTICATED: (&str, &str) =
    ("401", "The API key is missing, unknown, revoked, expired, or lacks the permission.");
const INACTIVE: (&str, &str) = ("403", "The integration is switched off.");
const NOT_FOUND: (&str, &str) = ("404", "No such integration or sync belongs to the key's environment.");
const PENDING: (&str, &str) = ("409", "The first sync has not ended.");
const BUSY: (&str, &str) =
    ("429", "Too many exports are running. The header `Retry-After` tells when to try again.");
const FAILED: (&str, &str) = ("500", "The service failed.");
const UNAVAILABLE: (&str, &str) = ("503", "The service cannot reach its database.");

impl IntoResponses for ListErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, PENDING, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for ExportErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, PENDING, BUSY, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for GeneralErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, NOT_FOUND, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for SyncErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, FAILED, UNAVAILABLE])
    }
}

/// Every refusal has the same body.
fn refusals(statuses: &[(&str, &str)]) -> BTreeMap<String, RefOr<Response>> {
    let refusal = |description: &str| {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
        RefOr::T(ResponseBuilder::new().description(description).content("application/json", content).build())
    };
    statuses.iter().map(|(status, description)| ((*status).to_owned(), refusal(description))).collect()
}
