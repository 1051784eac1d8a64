//! Files that callers hand over (contract section 4.1).

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use utoipa::ToSchema;

use super::text::{Base64, MediaType, NonEmpty, WebAddress};

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FileType {
    Cv,
    CoverLetter,
    Other,
}

/// A file: its name with the extension, what it is for, and what is in it.
#[derive(Debug, Clone, PartialEq)]
pub struct FileInput {
    pub name: String,
    pub r#type: FileType,
    /// Always there with data; for an address, what the caller says, before the download tells.
    pub content_type: Option<String>,
    pub content: FileContent,
}

/// What is in a file, or where that is.
#[derive(Clone, PartialEq)]
pub enum FileContent {
    Data(Vec<u8>),
    At(WebAddress),
}

/// Neither what is in a file nor an address that opens it belongs into a log.
impl fmt::Debug for FileContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Data(bytes) => write!(f, "Data({} bytes)", bytes.len()),
            Self::At(_address) => f.write_str("At(an address)"),
        }
    }
}

/// As it is sent. `data` and `data_url` exclude each other; `content_type` is needed with `data`.
#[derive(Deserialize, ToSchema)]
#[schema(as = FileInput)]
pub struct SentFile {
    #[schema(value_type = String)]
    pub(super) name: NonEmpty,
    pub(super) r#type: FileType,
    #[schema(value_type = Option<String>, pattern = r"^[\w.-]+\/[\w.-]+$")]
    pub(super) content_type: Option<MediaType>,
    /// Base64.
    #[schema(value_type = Option<String>)]
    pub(super) data: Option<Base64>,
    /// A public address, from which the file is fetched at once.
    #[schema(value_type = Option<String>, format = "uri")]
    pub(super) data_url: Option<WebAddress>,
}

impl SentFile {
    pub(super) fn read(self) -> Result<FileInput, &'static str> {
        let content = match (self.data, self.data_url) {
            (Some(Base64(data)), None) => FileContent::Data(data),
            (None, Some(address)) => FileContent::At(address),
            _ => return Err("exactly one of data and data_url is expected"),
        };
        let content_type = self.content_type.map(|MediaType(text)| text);
        if matches!(content, FileContent::Data(_)) && content_type.is_none() {
            return Err("content_type is expected with data");
        }
        Ok(FileInput { name: self.name.0, r#type: self.r#type, content_type, content })
    }
}

impl<'de> Deserialize<'de> for FileInput {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        SentFile::deserialize(deserializer)?.read().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(mut file: Value) -> Result<FileInput, String> {
        file["type"] = json!("CV");
        serde_path_to_error::deserialize(file).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_holds_data_or_an_address() {
        let data = json!({ "name": "cv.pdf", "content_type": "Application/PDF", "data": "SGk=", "x": 1 });
        let file = read(data).unwrap();
        assert_eq!(file.content, FileContent::Data(b"Hi".to_vec()));
        assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
        let address = read(json!({ "name": "cv.pdf", "data_url": "https://x.example/cv" })).unwrap();
        assert!(matches!(address.content, FileContent::At(_)));
        assert_eq!(format!("{:?} {:?}", file.content, address.content), "Data(2 bytes) At(an address)");
    }

    #[test]
    fn what_is_no_file_is_refused_with_the_field_that_is_to_blame() {
        for (file, refusal) in [
            (json!({ "name": "x" }), "exactly one of data and data_url is expected"),
            (
                json!({ "name": "x", "content_type": "a/b", "data": "SGk=", "data_url": "https://x.example" }),
                "exactly one of data and data_url is expected",
            ),
            (json!({ "name": "x", "data": "SGk=" }), "content_type is expected with data"),
            (
                json!({ "name": "x", "content_type": "a/b", "data": "?" }),
                "data: invalid value: a text of another form, expected base64",
            ),
            (json!({ "data_url": "https://x.example" }), "missing field `name`"),
        ] {
            assert_eq!(read(file).unwrap_err(), refusal);
        }
        let other = json!({ "name": "x", "type": "PHOTO", "data_url": "https://x.example" });
        let refusal = serde_path_to_error::deserialize::<_, FileInput>(other).unwrap_err();
        assert_eq!(refusal.path().to_string(), "type");
    }
}
