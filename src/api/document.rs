//! What the description says besides the routes.

use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::contract::error::{ErrorBody, ErrorCode, ErrorDetail, ErrorStatus};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "unified-ats",
        description = "One API over applicant tracking systems, in Kombo's unified ATS contract. What is an addition \
                       to that contract says so.",
    ),
    servers((url = "/v1", description = "This service")),
    tags(
        (name = "Unified ATS API", description = "The records of one integration."),
        (name = "General", description = "Keys, integrations, syncs and tools."),
        (name = "Connect", description = "Links by which customers connect accounts."),
        (name = "Management", description = "For operators: what syncs did, and how they are run. An addition to \
                                             Kombo's contract."),
    ),
    components(schemas(ErrorBody, ErrorDetail, ErrorStatus, ErrorCode)),
    modifiers(&Security),
)]
struct Base;

struct Security;

impl utoipa::Modify for Security {
    fn modify(&self, openapi: &mut OpenApi) {
        let components = openapi.components.get_or_insert_default();
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API key of the environment."))
            .build();
        components.add_security_scheme("ApiKey", SecurityScheme::Http(bearer));
        let integration = ApiKeyValue::with_description(
            "X-Integration-Id",
            "The integration whose records are meant, such as `gem:8d1hpPsbjxUkoCoa1veLZGe5`.",
        );
        components.add_security_scheme("Integration", SecurityScheme::ApiKey(ApiKey::Header(integration)));
    }
}

/// The description before any route is added.
pub(super) fn base() -> OpenApi {
    Base::openapi()
}

/// The text that is committed and served.
pub(super) fn text(api: &OpenApi) -> String {
    let mut text = crate::domain::digest::json_text_pretty(api);
    text.push('\n');
    text
}
