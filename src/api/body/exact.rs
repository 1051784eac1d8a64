//! JSON values as what they are. The types that are read from them would also take an array for an object, its elements
//! for the fields in their order, and an object for the name of a variant.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

pub(super) struct Exact(pub Value);

impl<'de> Deserializer<'de> for Exact {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.into_iter().map(Self))),
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, Self(value)));
                visitor.visit_map(MapDeserializer::new(members))
            }
            other => other.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.0.is_object() {
            return self.deserialize_any(visitor);
        }
        Err(Error::invalid_type(kind(&self.0), &"an object"))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let expected = variants.join(" or ");
        match self.0 {
            Value::String(text) if variants.contains(&text.as_str()) => {
                visitor.visit_enum(text.into_deserializer())
            }
            Value::String(_) => {
                Err(Error::invalid_value(Unexpected::Other("another text"), &expected.as_str()))
            }
            other => Err(Error::invalid_type(kind(&other), &expected.as_str())),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

impl IntoDeserializer<'_, Error> for Exact {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Without the value: it may be long, and the caller knows it.
fn kind(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(truth) => Unexpected::Bool(*truth),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(_) => Unexpected::Other("string"),
        Value::Array(_) => Unexpected::Other("array"),
        Value::Object(_) => Unexpected::Other("object"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Outer {
        inner: Option<Inner>,
        #[serde(default)]
        list: Vec<Kind>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Inner {
        name: String,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        One,
        Two,
    }

    fn read(value: Value) -> Result<Outer, String> {
        serde_path_to_error::deserialize(Exact(value)).map_err(|error| error.to_string())
    }

    #[test]
    fn objects_are_objects_and_names_are_names() {
        let whole = json!({ "inner": { "name": "a", "more": [{}] }, "list": ["Two", "One"], "more": null });
        let expected =
            Outer { inner: Some(Inner { name: "a".to_owned() }), list: vec![Kind::Two, Kind::One] };
        assert_eq!(read(whole), Ok(expected));
        assert_eq!(read(json!({ "inner": null })), Ok(Outer { inner: None, list: vec![] }));
        for (value, refusal) in [
            (json!({ "inner": ["a"] }), "inner: invalid type: array, expected an object"),
            (json!({ "inner": "a" }), "inner: invalid type: string, expected an object"),
            (json!({ "inner": {} }), "inner: missing field `name`"),
            (json!({ "list": [{ "One": null }] }), "list[0]: invalid type: object, expected One or Two"),
            (json!({ "list": ["Three"] }), "list[0]: invalid value: another text, expected One or Two"),
            (json!({ "list": {} }), "list: invalid type: map, expected a sequence"),
        ] {
            assert_eq!(read(value), Err(refusal.to_owned()));
        }
    }
}
