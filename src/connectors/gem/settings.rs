//! What an operator may set for one integration with Gem.

use serde::Deserialize;
use serde_json::Value;

use super::ConnectorError;
use crate::connectors::budget::Limit;
use crate::domain::refusal::without_value;

/// The integration's settings, a JSON object. Unknown keys are left alone.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Settings {
    /// The customer's name on Gem's public job board: gives posting URLs, workplace and employment types.
    pub job_board_vanity: Option<String>,
    /// Behaviour of Gem that nobody has verified, each with its own switch, all off by default.
    pub unverified: Unverified,
    /// The Gem user in whose name notes are written.
    pub acting_user_id: Option<String>,
    /// Who sees the notes that are written.
    pub note_visibility: NoteVisibility,
    /// The Gem source that new applications are credited to, unless the caller names another one.
    pub source_id: Option<String>,
    /// Rows asked for per page, 1 to 500 (Gem's limit).
    pub page_size: u32,
    /// 1 to 20 (Gem's limit). Below it by default, because the key is shared with whatever else the customer connected.
    pub requests_per_second: u32,
    /// How many requests may go at once after a pause, 1 to 500 (Gem's limit).
    pub request_burst: u32,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches, set by name")]
pub(super) struct Unverified {
    /// `GET /offers/` (by analogy with Harvest).
    pub offers: bool,
    /// `GET /sources/`: sources that no application has been credited to yet can be named.
    pub sources: bool,
    /// `POST /applications/{id}/move` (by analogy).
    pub set_stage: bool,
    /// `POST /applications/{id}/reject` (by analogy).
    pub reject: bool,
    /// `POST /candidates/{id}/attachments` (by analogy).
    pub attachments: bool,
    /// `PUT` and `DELETE /candidates/{id}/tags/{tag}` (by analogy, unlikely).
    pub tags: bool,
    /// `POST /candidates/{id}/applications` (by analogy): further applications of candidates that Gem has.
    pub further_applications: bool,
}

/// Who sees a note.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum NoteVisibility {
    #[default]
    Public,
    Private,
}

impl NoteVisibility {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            job_board_vanity: None,
            unverified: Unverified::default(),
            acting_user_id: None,
            note_visibility: NoteVisibility::default(),
            source_id: None,
            page_size: 500,
            requests_per_second: 10,
            request_burst: 100,
        }
    }
}

impl Settings {
    pub(super) fn read(settings: &Value) -> Result<Self, ConnectorError> {
        let settings: Self = serde_path_to_error::deserialize(settings).map_err(|e| {
            ConnectorError::Settings(format!("{}: {}", e.path(), without_value(&e.inner().to_string())))
        })?;
        let refuse = |text: &str| Err(ConnectorError::Settings(text.to_owned()));
        if !(1..=500).contains(&settings.page_size) {
            return refuse("page_size has to be from 1 to 500");
        }
        if !(1..=20).contains(&settings.requests_per_second) {
            return refuse("requests_per_second has to be from 1 to 20");
        }
        if !(1..=500).contains(&settings.request_burst) {
            return refuse("request_burst has to be from 1 to 500");
        }
        for (name, value) in [
            ("job_board_vanity", &settings.job_board_vanity),
            ("acting_user_id", &settings.acting_user_id),
            ("source_id", &settings.source_id),
        ] {
            if value.as_deref().is_some_and(str::is_empty) {
                return refuse(&format!("{name} must not be empty; leave it out instead"));
            }
        }
        Ok(settings)
    }

    pub(super) const fn limit(&self) -> Limit {
        Limit { per_second: self.requests_per_second, burst: self.request_burst }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn guesses_are_off_and_unknown_keys_are_left_alone() {
        let settings = Settings::read(&json!({ "future": 1 })).unwrap();
        assert!(!settings.unverified.offers);
        assert_eq!(settings.page_size, 500);
        assert_eq!(settings.limit(), Limit { per_second: 10, burst: 100 });
    }

    #[test]
    fn an_error_names_the_setting() {
        for (given, named) in [
            (json!({ "page_size": 501 }), "page_size"),
            (json!({ "unverified": { "offers": 1 } }), "unverified.offers"),
            (json!({ "job_board_vanity": "" }), "job_board_vanity"),
            (json!({ "acting_user_id": "" }), "acting_user_id"),
            (json!({ "note_visibility": "secret" }), "note_visibility"),
            (json!({ "unverified": { "tags": "yes" } }), "unverified.tags"),
            (json!({ "requests_per_second": 21 }), "requests_per_second"),
            (json!({ "requests_per_second": 0 }), "requests_per_second"),
            (json!({ "request_burst": 501 }), "request_burst"),
            (json!({ "request_burst": 0 }), "request_burst"),
        ] {
            assert!(Settings::read(&given).unwrap_err().to_string().contains(named));
        }
    }
}
