//! A candidate's files (Gem's sheet, section 6.1): without ids, and with addresses that are probably signed and short-lived,
//! so that they are read whenever somebody asks.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::client::Client;
use crate::connectors::ConnectorError;
use crate::connectors::attachment::{RemoteFile, RemoteFiles};
use crate::domain::change::FileKind;
use crate::domain::digest::sha256;
use crate::domain::id::base58_prefix;

/// What a file is called that has no name.
const NAMELESS: &str = "file";

/// As Gem shows it. What does not fit is left out one by one.
#[derive(Deserialize)]
struct Listed {
    url: String,
    #[serde(default)]
    filename: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    created_at: Option<String>,
}

/// `None` when there is no such candidate.
pub(super) async fn of(client: &Client, candidate: &str) -> Result<Option<RemoteFiles>, ConnectorError> {
    let Some(raw) = client.get_item(&["candidates", candidate]).await? else { return Ok(None) };
    let shown: Value = serde_json::from_str(raw.get())
        .map_err(|_error| ConnectorError::Unreadable("a candidate was expected".to_owned()))?;
    let is_deleted = shown.get("deleted_at").is_some_and(|at| !at.is_null());
    Ok((!is_deleted).then(|| read(candidate, &shown)))
}

fn read(candidate: &str, shown: &Value) -> RemoteFiles {
    let mut files = RemoteFiles::default();
    let mut equal = HashMap::<String, usize>::new();
    for listed in shown.get("attachments").and_then(Value::as_array).into_iter().flatten() {
        let listed = Listed::deserialize(listed).ok();
        let address = listed.as_ref().and_then(|listed| Url::parse(&listed.url).ok());
        let (Some(listed), Some(address)) = (listed, address) else {
            files.unreadable += 1;
            continue;
        };
        let marks = [listed.filename.as_deref(), listed.created_at.as_deref(), listed.kind.as_deref()];
        let marks = marks.map(Option::unwrap_or_default);
        // Of several that are equal in all that is known of them, each is told by its place among them.
        let place = equal.entry(marks.join("\u{1f}")).or_default();
        let id = id(candidate, marks, *place);
        *place += 1;
        files.files.push(RemoteFile {
            id,
            kind: kind(listed.kind.as_deref()),
            name: listed.filename.filter(|name| !name.trim().is_empty()).unwrap_or(NAMELESS.to_owned()),
            created_at: listed.created_at.as_deref().and_then(time),
            address,
        });
    }
    files
}

fn id(candidate: &str, marks: [&str; 3], place: usize) -> String {
    let [name, created_at, kind] = marks.map(str::as_bytes);
    let place = place.to_string();
    base58_prefix(&sha256(&[b"attachment", candidate.as_bytes(), name, created_at, kind, place.as_bytes()]))
}

/// The names are Harvest's.
fn kind(kind: Option<&str>) -> FileKind {
    match kind {
        Some("resume") => FileKind::Cv,
        Some("cover_letter") => FileKind::CoverLetter,
        _ => FileKind::Other,
    }
}

fn time(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn file(name: &str, kind: &str) -> Value {
        json!({ "filename": name, "type": kind, "created_at": "2026-01-01T00:00:00Z", "url": "https://x.example/signed" })
    }

    fn ids(files: &[Value]) -> Vec<String> {
        let read = read("c1", &json!({ "attachments": files }));
        read.files.into_iter().map(|file| file.id).collect()
    }

    #[test]
    fn an_id_stays_while_the_address_changes_and_is_a_files_own() {
        let [cv, letter] = [file("cv.pdf", "resume"), file("cv.pdf", "cover_letter")];
        let mut again = cv.clone();
        again["url"] = json!("https://x.example/signed-again");
        assert_eq!(ids(std::slice::from_ref(&cv)), ids(&[again]));
        let all = ids(&[cv.clone(), letter, cv]);
        assert!(all[0] != all[1] && all[0] != all[2] && all[1] != all[2], "{all:?}");
        let elsewhere = read("c2", &json!({ "attachments": [file("cv.pdf", "resume")] }));
        assert_ne!(elsewhere.files[0].id, all[0]);
    }

    #[test]
    fn what_lacks_an_address_is_counted_and_harms_no_other() {
        let attachments = json!([
            5, { "filename": "a" }, { "url": null }, { "url": "nowhere" }, { "url": "https://x.example/a", "type": "other" },
        ]);
        let read = read("c1", &json!({ "attachments": attachments }));
        assert_eq!((read.files.len(), read.unreadable), (1, 4));
        assert_eq!((read.files[0].name.as_str(), read.files[0].kind), ("file", FileKind::Other));
        assert_eq!(read.files[0].created_at, None);
    }
}
