//! Bodies made from their schemas, and the places in them where ids stand.

use serde_json::{Map, Value, json};

use crate::support::Document;

/// How deep a schema is followed that holds itself.
const DEPTH: usize = 12;

/// The least that the schema takes.
pub(super) fn least(schema: &Value) -> Value {
    sample(schema, DEPTH)
}

/// A link that can be made: its schema allows tools that there are not.
pub(super) fn link() -> Value {
    json!({
        "end_user_email": "somebody@new.example", "end_user_organization_name": "something",
        "integration_category": "ATS", "integration_tool": "gem",
    })
}

fn sample(schema: &Value, depth: usize) -> Value {
    let schema = resolved(schema);
    if depth == 0 {
        return Value::Null;
    }
    if let Some(choice) = choices(schema).find(|choice| choice["type"] != "null") {
        return sample(choice, depth - 1);
    }
    if let Some(first) = schema["enum"].as_array().and_then(|values| values.first()) {
        return first.clone();
    }
    match kind(schema) {
        "object" => Value::Object(required(schema, depth)),
        "array" => Value::Array(
            (0..schema["minItems"].as_u64().unwrap_or(1))
                .map(|_| sample(&schema["items"], depth - 1))
                .collect(),
        ),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(true),
        _ => json!(text(schema)),
    }
}

fn required(schema: &Value, depth: usize) -> Map<String, Value> {
    let names = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(|name| (name.to_owned(), sample(&schema["properties"][name], depth - 1))).collect()
}

fn text(schema: &Value) -> &'static str {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date-time"), _) => "2026-07-01T00:00:00.000Z",
        (Some("date"), _) => "2026-07-01",
        (Some("email"), _) => "somebody@new.example",
        (Some("uri"), _) => "https://files.example/",
        (_, Some(pattern)) if pattern.starts_with("^/") => "/x",
        _ => "something",
    }
}

/// The places of ids in bodies of the schema, as JSON pointers with the first element for every array.
pub(super) fn id_places(schema: &Value) -> Vec<String> {
    let mut places = Vec::new();
    collect(schema, "", DEPTH, &mut places);
    places.sort();
    places.dedup();
    places
}

fn collect(schema: &Value, place: &str, depth: usize, places: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    let schema = resolved(schema);
    for choice in choices(schema) {
        collect(choice, place, depth - 1, places);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let of_field = format!("{place}/{name}");
        if is_id(name) {
            let is_list = kind(resolved(field)) == "array";
            places.push(if is_list { format!("{of_field}/0") } else { of_field });
        } else {
            collect(field, &of_field, depth - 1, places);
        }
    }
    if schema["items"].is_object() {
        collect(&schema["items"], &format!("{place}/0"), depth - 1, places);
    }
}

/// Whether a field or parameter of this name holds an id, or several, or what stands for one.
pub(super) fn is_id(name: &str) -> bool {
    matches!(name, "id" | "ids" | "token") || name.ends_with("_id") || name.ends_with("_ids")
}

/// Puts a value at a place; what leads there is made.
pub(super) fn put(body: &mut Value, place: &str, value: Value) {
    let mut at = body;
    for name in place.split('/').skip(1) {
        at = match name.parse::<usize>() {
            Ok(number) => {
                if !at.is_array() {
                    *at = json!([]);
                }
                let elements = at.as_array_mut().unwrap();
                while elements.len() <= number {
                    elements.push(Value::Null);
                }
                &mut elements[number]
            }
            Err(_a_name) => &mut at[name],
        };
    }
    *at = value;
}

fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(reference) => {
            let name = reference.rsplit('/').next().unwrap();
            &Document::get().api["components"]["schemas"][name]
        }
        None => schema,
    }
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    ["oneOf", "anyOf", "allOf"].into_iter().flat_map(|of| schema[of].as_array().into_iter().flatten())
}

/// The first type that is not null.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default()
        }
        kind => kind.as_str().unwrap_or_default(),
    }
}

#[test]
fn ids_are_found_wherever_they_stand() {
    let schema = json!({
        "type": "object", "required": ["id", "count", "inner"],
        "properties": {
            "id": { "type": "string" },
            "count": { "type": ["null", "integer"], "minimum": 3 },
            "user_ids": { "type": ["array", "null"], "items": { "type": "string" } },
            "inner": { "oneOf": [{ "type": "null" }, { "type": "object", "properties": { "job_id": { "type": "string" } } }] },
            "many": { "type": "array", "items": { "type": "object", "properties": { "key_id": { "type": "string" } } } },
        },
    });
    assert_eq!(id_places(&schema), ["/id", "/inner/job_id", "/many/0/key_id", "/user_ids/0"]);
    let mut body = least(&schema);
    assert_eq!(body, json!({ "id": "something", "count": 3, "inner": {} }));
    put(&mut body, "/many/0/key_id", json!("x"));
    assert_eq!(body["many"], json!([{ "key_id": "x" }]));
}
