//! Which of an account's applications are kept (contract section 7.6).

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// What an application has to be to be kept. Candidates, interviews and offers follow their applications.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "keep", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ApplicationFilter {
    #[default]
    Everything,
    /// Made through the API.
    Created,
    /// Made at this time or later.
    Since { since: DateTime<Utc> },
    /// Made within so many days before now.
    Rolling { days: u16 },
}

impl ApplicationFilter {
    pub fn is_everything(self) -> bool {
        self == Self::Everything
    }

    /// For the audit log and for commands.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Everything => "EVERYTHING",
            Self::Created => "CREATED",
            Self::Since { .. } => "SINCE",
            Self::Rolling { .. } => "ROLLING",
        }
    }

    /// Whether an application is kept that was made at a time in the ATS, through the API or not. One of which the ATS
    /// does not say when it was made is within every window.
    pub fn keeps(self, made_at: Option<DateTime<Utc>>, through_api: bool, now: DateTime<Utc>) -> bool {
        let is_since = |earliest: DateTime<Utc>| made_at.is_none_or(|made_at| made_at >= earliest);
        match self {
            Self::Everything => true,
            Self::Created => through_api,
            Self::Since { since } => is_since(since),
            Self::Rolling { days } => {
                now.checked_sub_signed(TimeDelta::days(days.into())).is_none_or(is_since)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_begins_at_its_first_moment() {
        let now = at("2026-07-31T12:00:00Z");
        for filter in [
            ApplicationFilter::Since { since: at("2026-07-01T12:00:00Z") },
            ApplicationFilter::Rolling { days: 30 },
        ] {
            assert!(filter.keeps(Some(at("2026-07-01T12:00:00Z")), false, now), "{filter:?}");
            assert!(!filter.keeps(Some(at("2026-07-01T11:59:59.999Z")), true, now), "{filter:?}");
            assert!(filter.keeps(None, false, now), "{filter:?}");
        }
    }

    #[test]
    fn a_rolling_window_moves_and_a_date_does_not() {
        let made = Some(at("2026-07-01T12:00:00Z"));
        let later = at("2026-07-31T12:00:00.001Z");
        assert!(!ApplicationFilter::Rolling { days: 30 }.keeps(made, false, later));
        assert!(ApplicationFilter::Since { since: at("2026-07-01T12:00:00Z") }.keeps(made, false, later));
    }

    #[test]
    fn what_was_made_elsewhere_is_kept_only_by_others_than_created() {
        let now = at("2026-07-31T12:00:00Z");
        assert!(ApplicationFilter::Created.keeps(None, true, now));
        assert!(!ApplicationFilter::Created.keeps(Some(now), false, now));
        assert!(ApplicationFilter::Everything.keeps(None, false, now));
    }

    #[test]
    fn a_stored_filter_is_read_as_it_was_written() {
        let all = [
            (ApplicationFilter::Everything, json!({ "keep": "EVERYTHING" })),
            (ApplicationFilter::Created, json!({ "keep": "CREATED" })),
            (
                ApplicationFilter::Since { since: at("2026-07-01T12:00:00Z") },
                json!({ "keep": "SINCE", "since": "2026-07-01T12:00:00Z" }),
            ),
            (ApplicationFilter::Rolling { days: 90 }, json!({ "keep": "ROLLING", "days": 90 })),
        ];
        for (filter, text) in all {
            assert_eq!(json!(filter), text);
            assert_eq!(serde_json::from_value::<ApplicationFilter>(text).unwrap(), filter);
            assert_eq!(json!(filter)["keep"], filter.name());
        }
    }
}
