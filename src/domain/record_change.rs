//! What became of a record as callers see it: told by comparing its document before and after a write.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use serde_json::value::RawValue;

/// What callers can see of a record at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen<'a> {
    pub deleted: bool,
    pub anonymised: bool,
    /// The document, a JSON object.
    pub body: &'a str,
}

/// The kinds of change that callers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeKind {
    Created,
    Updated,
    Deleted,
    Undeleted,
    Anonymised,
}

impl ChangeKind {
    pub const ALL: [Self; 5] =
        [Self::Created, Self::Updated, Self::Deleted, Self::Undeleted, Self::Anonymised];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
            Self::Deleted => "DELETED",
            Self::Undeleted => "UNDELETED",
            Self::Anonymised => "ANONYMISED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// What a record is told as to somebody who knows nothing of it yet.
    pub const fn of_unknown(deleted: bool, anonymised: bool) -> Self {
        match (deleted, anonymised) {
            (_, true) => Self::Anonymised,
            (true, false) => Self::Deleted,
            (false, false) => Self::Created,
        }
    }
}

/// A change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    pub kind: ChangeKind,
    /// Of an update, the fields of the document that differ, in alphabetical order; otherwise none.
    pub fields: Vec<String>,
}

impl RecordChange {
    /// `None` where callers see no difference. Fails where a document is no JSON object.
    pub fn between(before: Option<Seen<'_>>, after: Seen<'_>) -> Result<Option<Self>, serde_json::Error> {
        let Some(before) = before else {
            return Ok(Some(Self::without_fields(ChangeKind::of_unknown(after.deleted, after.anonymised))));
        };
        let fields = differing(before.body, after.body)?;
        if fields.is_empty() {
            return Ok(None);
        }
        Ok(Some(match (before.deleted, after.deleted) {
            _ if after.anonymised && !before.anonymised => Self::without_fields(ChangeKind::Anonymised),
            (false, true) => Self::without_fields(ChangeKind::Deleted),
            (true, false) => Self::without_fields(ChangeKind::Undeleted),
            (true, true) | (false, false) => Self { kind: ChangeKind::Updated, fields },
        }))
    }

    const fn without_fields(kind: ChangeKind) -> Self {
        Self { kind, fields: Vec::new() }
    }
}

/// The names of the fields that are not the same in both documents.
fn differing(before: &str, after: &str) -> Result<Vec<String>, serde_json::Error> {
    if before == after {
        return Ok(Vec::new());
    }
    let before: BTreeMap<&str, &RawValue> = serde_json::from_str(before)?;
    let after: BTreeMap<&str, &RawValue> = serde_json::from_str(after)?;
    let names: BTreeSet<&str> = before.keys().chain(after.keys()).copied().collect();
    let differs = |name: &&str| match (before.get(name), after.get(name)) {
        (Some(before), Some(after)) => !same(before.get(), after.get()),
        _one_is_missing => true,
    };
    Ok(names.into_iter().filter(differs).map(str::to_owned).collect())
}

/// Whether two texts say the same, in whatever order their keys are.
fn same(before: &str, after: &str) -> bool {
    let value = |text| serde_json::from_str::<Value>(text).ok();
    before == after || value(before).is_some_and(|before| value(after) == Some(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(deleted: bool, anonymised: bool, body: &str) -> Seen<'_> {
        Seen { deleted, anonymised, body }
    }

    fn kind(before: Option<Seen<'_>>, after: Seen<'_>) -> Option<ChangeKind> {
        RecordChange::between(before, after).unwrap().map(|change| change.kind)
    }

    #[test]
    fn every_kind_is_told_apart() {
        let (live, gone) = (seen(false, false, r#"{"a":1}"#), seen(true, false, r#"{"a":2}"#));
        let empty = seen(true, true, r#"{"a":null}"#);
        for (before, after, expected) in [
            (None, live, ChangeKind::Created),
            (None, gone, ChangeKind::Deleted),
            (None, empty, ChangeKind::Anonymised),
            (Some(live), gone, ChangeKind::Deleted),
            (Some(live), empty, ChangeKind::Anonymised),
            (Some(gone), empty, ChangeKind::Anonymised),
            (Some(gone), live, ChangeKind::Undeleted),
            (Some(empty), live, ChangeKind::Undeleted),
            (Some(empty), seen(true, true, r#"{"a":0}"#), ChangeKind::Updated),
            (Some(live), seen(false, false, r#"{"a":0}"#), ChangeKind::Updated),
        ] {
            assert_eq!(kind(before, after), Some(expected), "{before:?} {after:?}");
            assert_eq!(ChangeKind::parse(expected.as_str()), Some(expected));
        }
    }

    #[test]
    fn an_update_names_what_differs() {
        let before = seen(false, false, r#"{"a":1,"b":[{"x":1,"y":2}],"c":"c","d":null}"#);
        let after = seen(false, false, r#"{"a":1,"b":[{"y":2,"x":1}],"c":"C","e":true}"#);
        let change = RecordChange::between(Some(before), after).unwrap().unwrap();
        assert_eq!(change.fields, ["c", "d", "e"]);
    }

    #[test]
    fn no_difference_is_no_change() {
        let body = r#"{"a":{"x":1,"y":2}}"#;
        assert_eq!(kind(Some(seen(false, false, body)), seen(false, false, body)), None);
        let turned = r#"{"a":{"y":2,"x":1}}"#;
        assert_eq!(kind(Some(seen(false, false, body)), seen(false, false, turned)), None);
        assert!(RecordChange::between(Some(seen(false, false, "[]")), seen(false, false, body)).is_err());
    }
}
