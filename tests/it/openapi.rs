//! The description: committed, complete, and told to clients in a form that they can use.

use serde_json::Value;

use crate::support::Document;

const PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");

#[test]
fn the_committed_description_is_the_served_one() {
    let served = unified_ats::api::openapi_text();
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(PATH, &served).unwrap();
    }
    let committed = std::fs::read_to_string(PATH).unwrap_or_default();
    let first = served.lines().zip(committed.lines()).enumerate().find(|(_, (a, b))| a != b);
    assert!(
        served == committed,
        "openapi/openapi.json is stale, first at {first:?}; UPDATE_OPENAPI=1 cargo test adopts"
    );
}

#[test]
fn every_operation_is_complete() {
    let api = &Document::get().api;
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = format!("{method} {path}");
            assert!(operation["operationId"].is_string(), "{name} has no id");
            assert!(
                operation["summary"].is_string() || operation["description"].is_string(),
                "{name} says nothing"
            );
            assert!(operation["tags"].is_array() && operation["security"].is_array(), "{name}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(responses.contains_key("200") && responses.contains_key("401"), "{name}");
            // A page that the caller holds has no content.
            for (status, response) in responses.iter().filter(|(status, _response)| *status != "304") {
                let contents = response["content"].as_object().unwrap();
                for (kind, content) in contents {
                    assert!(
                        ["application/json", "application/x-ndjson"].contains(&kind.as_str()),
                        "{name} {kind}"
                    );
                    assert!(content["schema"]["$ref"].is_string(), "{name} {status} has no named schema");
                }
                assert_eq!(contents.len(), 1, "{name} {status}");
            }
        }
    }
}

#[test]
fn every_reference_resolves() {
    let api = &Document::get().api;
    let mut references = Vec::new();
    collect(api, &mut references);
    assert!(references.len() > 50);
    for reference in references {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(api.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
}

fn collect(value: &Value, references: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
            fields.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, references)),
        _ => {}
    }
}
