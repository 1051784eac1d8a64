//! What can be wrong with a body.

use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Map, Value, json};

/// One thing that goes wrong at one place of a body.
#[derive(Debug, Clone)]
pub(super) struct Damage {
    place: Index,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Becomes(Value),
    Missing,
    /// A text gets a piece in its midst.
    With(&'static str),
    /// What no value can be: a piece of raw JSON, or of what is none.
    Raw(Vec<u8>),
    /// The elements of an object without their names, or an array with numbers for names.
    Turned,
    /// A further field of the same name, before the right one.
    Twice(Value),
    /// A field that nobody knows, with a name from far away.
    Unknown(String, Value),
}

/// Stands for a raw piece until the body is written.
const RAW: &str = "@raw@";

pub(super) fn damages() -> impl Strategy<Value = Vec<Damage>> {
    let damage = (any::<Index>(), what()).prop_map(|(place, what)| Damage { place, what });
    prop::collection::vec(damage, 1..3)
}

fn what() -> impl Strategy<Value = What> {
    prop_oneof![
        4 => json_values().prop_map(What::Becomes),
        2 => Just(What::Becomes(Value::Null)),
        2 => Just(What::Missing),
        1 => prop::sample::select(vec!["", " ", "\t\n", "NOPE", "cv", "remote:", "\u{200b}", "2026-02-30"])
            .prop_map(|text| What::Becomes(json!(text))),
        1 => prop::sample::select(vec![3_000, 20_000, 300_000]).prop_map(|length| What::Becomes(json!("ä".repeat(length)))),
        3 => prop::sample::select(vec!["\0", "\u{1}", "\u{7f}", "\n", "\u{85}", "\u{202e}", "\u{fffe}", "'", "\"", "\\", "%00"])
            .prop_map(What::With),
        2 => prop::sample::select(raw_pieces()).prop_map(What::Raw),
        2 => Just(What::Turned),
        1 => json_values().prop_map(What::Twice),
        2 => ("\\PC{0,10}", json_values()).prop_map(|(name, value)| What::Unknown(name, value)),
    ]
}

fn raw_pieces() -> Vec<Vec<u8>> {
    let deep = |depth: usize| [b"[".repeat(depth), b"]".repeat(depth)].concat();
    let texts: [&[u8]; 16] = [
        br#""\ud800""#,
        br#""\udc00x""#,
        br#""\u0000""#,
        br#""\u00""#,
        b"\"\xff\"",
        b"\"\x01\"",
        b"1e400",
        b"-1e400",
        b"1e-400",
        b"-0",
        b"123456789012345678901234567890",
        b"01",
        b"NaN",
        b"tru",
        b"",
        br#"{"a":1,}"#,
    ];
    texts.into_iter().map(<[u8]>::to_vec).chain([deep(100), deep(200), deep(20_000)]).collect()
}

pub(super) fn json_values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((any::<String>(), inner), 0..4)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// The body as it is sent.
pub(super) fn applied(mut body: Value, damages: &[Damage]) -> Vec<u8> {
    let mut raw = Vec::new();
    for Damage { place, what } in damages {
        let mut places = Vec::new();
        list(&body, String::new(), &mut places);
        let place = places[place.index(places.len())].clone();
        damage(&mut body, &place, what, &mut raw);
    }
    let mut text = body.to_string().into_bytes();
    for (number, piece) in raw.iter().enumerate() {
        let mark = format!("\"{RAW}{number}\"").into_bytes();
        // A later damage may have taken the place of an earlier one.
        if let Some(at) = text.windows(mark.len()).position(|window| window == mark) {
            text.splice(at..at + mark.len(), piece.iter().copied());
        }
    }
    text
}

/// All places in a value, as JSON pointers.
fn list(value: &Value, at: String, places: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let name = name.replace('~', "~0").replace('/', "~1");
                list(value, format!("{at}/{name}"), places);
            }
        }
        Value::Array(items) => {
            for (number, value) in items.iter().enumerate() {
                list(value, format!("{at}/{number}"), places);
            }
        }
        _ => {}
    }
    places.push(at);
}

fn damage(body: &mut Value, place: &str, what: &What, raw: &mut Vec<Vec<u8>>) {
    let value = body.pointer_mut(place).unwrap();
    match what {
        What::Becomes(other) => *value = other.clone(),
        What::Missing => remove(body, place),
        What::With(piece) => {
            let text = value.as_str().unwrap_or_default();
            let middle = text.floor_char_boundary(text.len() / 2);
            let (before, behind) = text.split_at(middle);
            *value = json!(format!("{before}{piece}{behind}"));
        }
        What::Raw(piece) => replace(value, piece.clone(), raw),
        What::Turned => *value = turned(value),
        What::Twice(first) => {
            if let Some((name, second)) = value.as_object().and_then(|members| members.iter().next()) {
                let name = json!(name);
                replace(value, format!("{{{name}:{first},{name}:{second}}}").into_bytes(), raw);
            }
        }
        What::Unknown(name, other) => {
            if let Value::Object(members) = value {
                members.entry(format!("?{name}")).or_insert_with(|| other.clone());
            }
        }
    }
}

fn replace(value: &mut Value, piece: Vec<u8>, raw: &mut Vec<Vec<u8>>) {
    *value = json!(format!("{RAW}{}", raw.len()));
    raw.push(piece);
}

fn remove(body: &mut Value, place: &str) {
    let Some((parent, name)) = place.rsplit_once('/') else {
        *body = Value::Null;
        return;
    };
    match body.pointer_mut(parent).unwrap() {
        Value::Object(members) => drop(members.remove(&name.replace("~1", "/").replace("~0", "~"))),
        Value::Array(items) => drop(items.remove(name.parse().unwrap())),
        _ => {}
    }
}

fn turned(value: &Value) -> Value {
    match value {
        Value::Object(members) => members.values().cloned().collect(),
        Value::Array(items) => {
            let members: Map<String, Value> =
                items.iter().enumerate().map(|(number, item)| (number.to_string(), item.clone())).collect();
            Value::Object(members)
        }
        other => json!([other]),
    }
}
