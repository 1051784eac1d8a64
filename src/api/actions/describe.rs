//! What the description of every action says besides its own.

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{OpenApi, RefOr, Required};

use crate::actions::IDEMPOTENCY_KEY;

const OUTCOME: &str = "Action-Outcome";

/// Adds the key by which an action is repeated, and the headers of the answers.
pub(in crate::api) fn actions(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let operations = [&mut item.post, &mut item.put, &mut item.delete];
        operations.into_iter().flatten().for_each(describe);
    }
}

/// Adds the headers of answers that took a turn but are no actions, and so cannot be repeated by a key.
pub(in crate::api) fn turns(api: &mut OpenApi) {
    for item in api.paths.paths.values_mut() {
        let operations = [&mut item.get, &mut item.post];
        operations.into_iter().flatten().for_each(|operation| {
            add_headers(operation, |name| {
                matches!(name, "Concurrency-Limit" | "Concurrency-Remaining" | OUTCOME)
            });
        });
    }
}

fn describe(operation: &mut Operation) {
    let text = ObjectBuilder::new().schema_type(Type::String).min_length(Some(1)).max_length(Some(255));
    let key = ParameterBuilder::new()
        .name(IDEMPOTENCY_KEY)
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Makes the request safe to repeat: whoever sends it again with the same key is told how the first one ended. \
             Kept for at least 24 hours. An addition to Kombo's contract.",
        ))
        .schema(Some(text))
        .build();
    operation.parameters.get_or_insert_default().push(RefOr::T(key));
    add_headers(operation, |_all| true);
}

fn add_headers(operation: &mut Operation, wanted: impl Fn(&str) -> bool) {
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response
            && !matches!(status.as_str(), "401" | "404")
        {
            let headers = headers().into_iter().filter(|(name, _header)| wanted(name));
            response.headers.extend(headers.map(|(name, header)| (name.to_owned(), RefOr::T(header))));
        }
    }
}

fn headers() -> [(&'static str, Header); 5] {
    let header = |r#type: Type, text: &str| {
        let schema = ObjectBuilder::new().schema_type(r#type);
        HeaderBuilder::new().schema(Some(schema)).description(Some(text)).build()
    };
    [
        ("Concurrency-Limit", header(Type::Integer, "How many actions the integration may have under way.")),
        ("Concurrency-Remaining", header(Type::Integer, "How many more it may have under way now.")),
        (
            OUTCOME,
            header(Type::String, "`done`, `not-done` or `uncertain`. An addition to Kombo's contract."),
        ),
        (
            "Action-Id",
            header(Type::String, "What operators find the action by. An addition to Kombo's contract."),
        ),
        (
            "Idempotent-Replayed",
            header(Type::Boolean, "`true`: an earlier request did it. An addition to Kombo's contract."),
        ),
    ]
}
