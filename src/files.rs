//! Files that callers hand over, as bytes: decoded, or fetched from where a caller says, and in both cases of no more than
//! the allowed size and of the kind that was declared.

mod fetch;
mod sniff;

use std::fmt;

use url::Url;

use crate::contract::input::{FileContent, FileInput, FileType, WebAddress};

pub use fetch::{FetchError, Fetched, Fetcher, Patience};
pub use sniff::Mismatch;

/// What a file is taken for of which nobody says what it is.
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// A file that is all there.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub r#type: FileType,
    /// A media type without parameters, in lower case.
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// Neither the name of a file nor what is in it belongs into a log.
impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({:?}, {} bytes of {})", self.r#type, self.bytes.len(), self.content_type)
    }
}

/// How many bytes are allowed.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// In one file.
    pub each: usize,
    /// In all files of one request.
    pub total: usize,
}

/// The first file that cannot be taken, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {reason}")]
pub struct Problem {
    /// The field to blame, such as `attachments[0].data_url`.
    pub path: String,
    pub reason: Reason,
}

/// Why a file cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    #[error("the file has more than {0} bytes, which is the most that is allowed")]
    TooLarge(usize),
    #[error("with this file all files have more than {0} bytes, which is the most that is allowed")]
    AllTooLarge(usize),
    #[error(transparent)]
    NotFetched(FetchError),
    #[error(transparent)]
    Mismatch(#[from] Mismatch),
}

/// Takes files, each given with its path in the request, such as `attachments[0]`. All that was sent is checked before
/// anything is fetched; then one file is fetched after the other, as far as there is room for it.
pub async fn receive(
    inputs: Vec<(String, FileInput)>,
    sizes: Sizes,
    fetcher: &Fetcher,
) -> Result<Vec<File>, Problem> {
    let mut room = check_data(&inputs, sizes)?;
    let mut files = Vec::with_capacity(inputs.len());
    for (path, FileInput { name, r#type, content_type, content }) in inputs {
        let (content_type, bytes) = match content {
            FileContent::Data(bytes) => (known_type(content_type), bytes),
            FileContent::At(WebAddress(url)) => {
                let fetched = fetch(&url, content_type, sizes, room, fetcher).await;
                let fetched =
                    fetched.map_err(|reason| Problem { path: format!("{path}.data_url"), reason })?;
                room = room.saturating_sub(fetched.1.len());
                fetched
            }
        };
        files.push(File { name, r#type, content_type, bytes });
    }
    Ok(files)
}

/// Returns how many bytes may be fetched besides.
fn check_data(inputs: &[(String, FileInput)], sizes: Sizes) -> Result<usize, Problem> {
    let mut room = sizes.total;
    for (path, input) in inputs {
        if let FileContent::Data(bytes) = &input.content {
            let declared = known_type(input.content_type.clone());
            let rest = check_one(&declared, bytes, sizes, room);
            room = rest.map_err(|reason| Problem { path: format!("{path}.data"), reason })?;
        }
    }
    Ok(room)
}

/// Returns how much room there is behind the file.
fn check_one(declared: &str, bytes: &[u8], sizes: Sizes, room: usize) -> Result<usize, Reason> {
    if bytes.len() > sizes.each {
        return Err(Reason::TooLarge(sizes.each));
    }
    let rest = room.checked_sub(bytes.len()).ok_or(Reason::AllTooLarge(sizes.total))?;
    sniff::check(declared, bytes)?;
    Ok(rest)
}

/// What the caller declares goes before what the answer says.
async fn fetch(
    url: &Url,
    declared: Option<String>,
    sizes: Sizes,
    room: usize,
    fetcher: &Fetcher,
) -> Result<(String, Vec<u8>), Reason> {
    let fetched = fetcher.fetch(url, sizes.each.min(room)).await.map_err(|error| match error {
        FetchError::TooLarge if room < sizes.each => Reason::AllTooLarge(sizes.total),
        FetchError::TooLarge => Reason::TooLarge(sizes.each),
        other => Reason::NotFetched(other),
    })?;
    let content_type = known_type(declared.or(fetched.content_type));
    sniff::check(&content_type, &fetched.bytes)?;
    Ok((content_type, fetched.bytes))
}

fn known_type(content_type: Option<String>) -> String {
    content_type.unwrap_or_else(|| UNKNOWN_TYPE.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::Guard;

    const SIZES: Sizes = Sizes { each: 8, total: 12 };

    fn data(content_type: &str, bytes: &[u8]) -> FileInput {
        FileInput {
            name: "cv".to_owned(),
            r#type: FileType::Cv,
            content_type: Some(content_type.to_owned()),
            content: FileContent::Data(bytes.to_vec()),
        }
    }

    /// Refused before anybody is asked.
    fn inward() -> FileInput {
        let url = Url::parse("https://127.0.0.1/?signature=secret").unwrap();
        FileInput { content_type: None, content: FileContent::At(WebAddress(url)), ..data("", b"") }
    }

    async fn receive_all(inputs: Vec<FileInput>) -> Result<Vec<File>, String> {
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let paths = (0..).map(|number| format!("attachments[{number}]"));
        let fetcher = Fetcher::new(Guard::default()).unwrap();
        receive(paths.zip(inputs).collect(), SIZES, &fetcher).await.map_err(|problem| problem.to_string())
    }

    #[tokio::test]
    async fn what_was_sent_is_taken_as_it_is() {
        let files = receive_all(vec![data("text/plain", b"12345678"), data("a/b", b"1234")]).await.unwrap();
        assert_eq!(format!("{files:?}"), "[File(Cv, 8 bytes of text/plain), File(Cv, 4 bytes of a/b)]");
        assert_eq!(files[0].bytes, b"12345678");
        assert!(receive_all(vec![]).await.unwrap().is_empty());
    }

    #[tokio::test]
    async fn the_first_problem_is_told_with_its_field() {
        for (inputs, problem) in [
            (
                vec![inward(), data("text/plain", b"123456789")],
                "attachments[1].data: the file has more than 8 bytes, which is the most that is allowed",
            ),
            (
                vec![inward(), data("a/b", b"1234567"), data("a/b", b"123456")],
                "attachments[2].data: with this file all files have more than 12 bytes, which is the most that is allowed",
            ),
            (
                vec![inward(), data("application/pdf", b"GIF89a")],
                "attachments[1].data: the content is a GIF image, not application/pdf as declared",
            ),
            (
                vec![data("a/b", b"1"), inward()],
                "attachments[1].data_url: an address in the public internet is expected",
            ),
        ] {
            assert_eq!(receive_all(inputs).await.unwrap_err(), problem);
        }
    }
}
