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

/// What changes something in an ATS.
pub(super) struct ActionErrors;

/// Requests that are passed through.
pub(super) struct PassthroughErrors;

const INVALID: (&str, &str) =
    ("400", "A parameter or the body is not valid, or the integration does not deliver the model.");
const UNAUTHENTICATED: (&str, &str) =
    ("401", "The API key is missing, unknown, revoked, expired, or lacks the permission.");
const INACTIVE: (&str, &str) = ("403", "The integration is switched off.");
const NOT_FOUND: (&str, &str) = ("404", "No such integration or sync belongs to the key's environment.");
const PENDING: (&str, &str) = ("409", "The first sync has not ended.");
const TOO_OFTEN: (&str, &str) = (
    "429",
    "The API key asks too often, or too many wrong keys came from the address. The header `Retry-After` tells when to try \
     again; `ratelimit-limit`, `ratelimit-remaining` and `ratelimit-reset` tell with every answer what is left to the key.",
);
const SLOW: (&str, &str) = ("408", "The body did not come in time.");
const BUSY: (&str, &str) = (
    "429",
    "The API key asks too often, or too many exports are running. The header `Retry-After` tells when to try again.",
);
const FAILED: (&str, &str) = ("500", "The service failed.");
const UNAVAILABLE: (&str, &str) =
    ("503", "The service cannot reach its database, or the request took too long.");

impl IntoResponses for ListErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, PENDING, TOO_OFTEN, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for ExportErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, PENDING, BUSY, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for GeneralErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, NOT_FOUND, SLOW, TOO_OFTEN, FAILED, UNAVAILABLE])
    }
}

impl IntoResponses for ActionErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            (
                "400",
                "The body is not valid, the integration does not have the action, or the ATS refuses it: the job is \
                 closed, the candidate has applied already, a field is not what the ATS wants.",
            ),
            UNAUTHENTICATED,
            (
                "403",
                "The integration is switched off, or the customer's credentials are refused or do not suffice.",
            ),
            ("404", "No such integration, or no such record of it."),
            SLOW,
            ("409", "The first sync has not ended, or a setting that the action needs is missing."),
            (
                "429",
                "The API key asks too often, too many actions of the integration or large bodies are under way, or the \
                 ATS limits the rate of requests. The header \
                 `Retry-After` tells when to try again, where that is known.",
            ),
            FAILED,
            ("502", "The ATS answers with an error that is not expected. Nothing was done."),
            (
                "503",
                "The ATS or the database cannot be reached, or the answer of the ATS was lost. The header \
                 `Action-Outcome` tells whether the action may have been done.",
            ),
            (
                "504",
                "It took too long. The header `Action-Outcome` tells whether the action may have been done.",
            ),
        ])
    }
}

impl IntoResponses for PassthroughErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[
            ("400", "The body is not valid, or the integration has no such API."),
            UNAUTHENTICATED,
            ("403", "The integration is switched off."),
            ("404", "No such integration belongs to the key's environment."),
            SLOW,
            ("409", "The integration's settings do not fit."),
            (
                "429",
                "The API key asks too often, too many actions of the integration or large bodies are under way, or \
                 nothing is left of what the ATS allows.",
            ),
            FAILED,
            ("502", "The answer of the ATS is longer than it may be."),
            (
                "503",
                "The ATS or the database cannot be reached, or the answer of the ATS was lost. The header \
                 `Action-Outcome` tells whether the request may have taken effect.",
            ),
            (
                "504",
                "It took too long. The header `Action-Outcome` tells whether the request may have taken effect.",
            ),
        ])
    }
}

impl IntoResponses for SyncErrors {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        refusals(&[INVALID, UNAUTHENTICATED, INACTIVE, NOT_FOUND, SLOW, TOO_OFTEN, FAILED, UNAVAILABLE])
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
