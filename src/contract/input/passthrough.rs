//! Requests that callers make at an ATS's own API (contract section 5).

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::file::{FileInput, FileType, SentFile};
use super::text::{Base64, MediaType, NonEmpty, Text, WebAddress};

/// The method of the request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PassthroughMethod {
    Get,
    Post,
    Delete,
    Put,
    Patch,
}

/// A request at the ATS's own API.
#[derive(Deserialize, ToSchema)]
pub struct PassthroughRequest {
    pub method: PassthroughMethod,
    /// Below the address of the API, such as `/candidates/`. May have a query.
    #[schema(value_type = String, pattern = "^/")]
    pub path: NonEmpty,
    /// The service adds the credentials itself.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub headers: Option<BTreeMap<String, Text>>,
    /// Query parameters, in addition to those in `path`.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub params: Option<BTreeMap<String, Text>>,
    /// The body: a text is sent as it is, everything else as JSON. Not together with `multipart_form_data`.
    #[schema(value_type = Option<Value>)]
    pub data: Option<Raw>,
    /// Returns the body of the answer as base64, whatever it is.
    pub response_as_base64: Option<bool>,
    #[schema(value_type = Option<Vec<FormField>>)]
    pub multipart_form_data: Option<Vec<FormField>>,
    /// No options are known; what is given is ignored, with a warning.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub api_options: Option<BTreeMap<String, Text>>,
}

/// What callers send to an ATS is nobody else's affair.
impl fmt::Debug for PassthroughRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PassthroughRequest({:?})", self.method)
    }
}

/// Any JSON value; it is not kept, so that no text in it is refused.
#[derive(Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Raw(pub Value);

/// A field of a form.
#[derive(Deserialize, ToSchema)]
pub struct FormField {
    #[schema(value_type = String)]
    pub name: NonEmpty,
    pub value: FormValue,
}

/// A text, or a file.
#[derive(ToSchema)]
#[serde(untagged)]
pub enum FormValue {
    Text(String),
    File(FormFile),
}

/// A file of a form.
pub struct FormFile(pub FileInput);

impl PartialSchema for FormFile {
    fn schema() -> RefOr<Schema> {
        SentFormFile::schema()
    }
}

impl ToSchema for FormFile {}

/// A file of a form, with exactly one of `data` and `data_url`; `content_type` is needed with `data`.
#[derive(Deserialize, ToSchema)]
struct SentFormFile {
    #[schema(value_type = String)]
    name: NonEmpty,
    #[schema(value_type = Option<String>)]
    content_type: Option<MediaType>,
    /// Base64.
    #[schema(value_type = Option<String>)]
    data: Option<Base64>,
    /// A public address, from which the file is fetched at once.
    #[schema(value_type = Option<String>, format = "uri")]
    data_url: Option<WebAddress>,
}

/// By hand, so that a complaint about a file names the field that is to blame.
impl<'de> Deserialize<'de> for FormValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextOrFile)
    }
}

struct TextOrFile;

impl<'de> Visitor<'de> for TextOrFile {
    type Value = FormValue;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or a file")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<FormValue, E> {
        Ok(FormValue::Text(text.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, file: A) -> Result<FormValue, A::Error> {
        let SentFormFile { name, content_type, data, data_url } =
            SentFormFile::deserialize(MapAccessDeserializer::new(file))?;
        // What a form's file is for is the ATS's to know.
        let file = SentFile { name, r#type: FileType::Other, content_type, data, data_url };
        file.read().map(|file| FormValue::File(FormFile(file))).map_err(A::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::contract::input::FileContent;

    fn read(body: Value) -> Result<PassthroughRequest, String> {
        serde_path_to_error::deserialize(body).map_err(|error| error.to_string())
    }

    fn read_value(value: &Value) -> Result<FormValue, String> {
        let fields = json!([{ "name": "f", "value": value }]);
        let read = read(json!({ "method": "POST", "path": "/a", "multipart_form_data": fields }));
        read.map(|request| request.multipart_form_data.unwrap().remove(0).value)
    }

    #[test]
    fn fields_hold_texts_or_files() {
        assert!(matches!(read_value(&json!("x")), Ok(FormValue::Text(text)) if text == "x"));
        let file = json!({ "name": "a.pdf", "content_type": "application/pdf", "data": "SGk=" });
        assert!(matches!(
            read_value(&file),
            Ok(FormValue::File(FormFile(file))) if file.content == FileContent::Data(b"Hi".to_vec())
        ));
        for (value, refusal) in [
            (json!(5), "multipart_form_data[0].value: invalid type: integer `5`, expected a text or a file"),
            (
                json!({ "name": "a" }),
                "multipart_form_data[0].value: exactly one of data and data_url is expected",
            ),
            (
                json!({ "data": "?" }),
                "multipart_form_data[0].value.data: invalid value: a text of another form, expected base64",
            ),
        ] {
            assert_eq!(read_value(&value).map(|_read| ()).unwrap_err(), refusal);
        }
    }

    #[test]
    fn any_value_is_data_and_null_is_none() {
        let data = |data: Value| {
            let read = read(json!({ "method": "DELETE", "path": "/a", "data": data })).unwrap();
            read.data.map(|Raw(value)| value)
        };
        assert_eq!(data(json!(null)), None);
        for value in [json!("a\u{0}"), json!([1]), json!({}), json!(false)] {
            assert_eq!(data(value.clone()), Some(value));
        }
        assert!(read(json!({ "method": "HEAD", "path": "/a" })).unwrap_err().starts_with("method: "));
    }
}
