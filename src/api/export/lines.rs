//! The text of an export, put together into pieces that are worth sending.

use axum::body::Bytes;
use chrono::{DateTime, Utc};

use crate::api::list::with_remote_data;
use crate::contract::export::{ExportContinuation, ExportEnd, ExportHead, ExportStart, ExportTail};
use crate::domain::digest::json_text;
use crate::domain::model::Model;
use crate::store::StoreError;
use crate::store::exports::ExportRow;

/// From which length on a piece is sent.
const PIECE: usize = 64 * 1024;
/// How much longer it may become by its last line without being moved in memory.
const LINE: usize = 8 * 1024;

/// The first line. `before` is a time before the snapshot.
pub(super) fn head(model: Model, before: DateTime<Utc>) -> String {
    let continue_with = ExportContinuation { updated_after: before.into() };
    json_text(&ExportHead { export: ExportStart { model: model.slug(), continue_with } })
}

/// Lines that wait to be sent.
#[derive(Debug)]
pub(super) struct Lines {
    text: String,
    records: u64,
}

impl Lines {
    pub(super) fn begin(head: &str) -> Self {
        let mut lines = Self { text: String::with_capacity(PIECE + LINE), records: 0 };
        lines.push(head);
        lines
    }

    pub(super) fn add(&mut self, row: &ExportRow) -> Result<(), StoreError> {
        match row.raw()? {
            None => self.push(row.body()?),
            Some((path, raw)) => self.push(&whole(row.body()?, path, raw)?),
        }
        self.records += 1;
        Ok(())
    }

    pub(super) fn are_enough(&self) -> bool {
        self.text.len() >= PIECE
    }

    pub(super) fn take(&mut self) -> Bytes {
        std::mem::replace(&mut self.text, String::with_capacity(PIECE + LINE)).into()
    }

    pub(super) fn end(mut self) -> Bytes {
        let end = ExportEnd { records: self.records };
        self.push(&json_text(&ExportTail { end }));
        self.text.into()
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }
}

/// A document with the ATS's own record in it, which may have been sent to us over several lines.
fn whole(body: &str, path: &str, raw: &str) -> Result<String, StoreError> {
    let whole = with_remote_data(body.as_bytes(), path, raw).ok_or_else(|| StoreError::Inconsistent {
        table: "documents",
        column: "body",
        row: body.chars().take(40).collect(),
    })?;
    // Within strings, JSON has no line ends of its own.
    Ok(if raw.contains(['\n', '\r']) { whole.replace(['\n', '\r'], " ") } else { whole })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_of_several_lines_becomes_one() {
        let line = whole(r#"{"id":"a","remote_data":null}"#, "/jobs/", "{\r\n \"x\": \"\\n\"\n}").unwrap();
        assert_eq!(line, r#"{"id":"a","remote_data":{"/jobs/":{   "x": "\n" }}}"#);
    }

    #[test]
    fn an_export_without_records_has_two_lines() {
        let head = head(Model::Job, "2026-01-01T00:00:00Z".parse().unwrap());
        let text = Lines::begin(&head).end();
        let expected = concat!(
            r#"{"export":{"model":"ats_jobs","continue_with":{"updated_after":"2026-01-01T00:00:00.000Z"}}}"#,
            "\n",
            r#"{"end":{"records":0}}"#,
            "\n"
        );
        assert_eq!(text, expected.as_bytes());
    }
}
