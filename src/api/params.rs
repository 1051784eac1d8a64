//! Query parameters, read one by one, so that every complaint names the parameter and says what is allowed.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, Utc};

use super::{ApiError, App};

/// How many values a list parameter may have.
const LIST_LIMIT: usize = 1_000;
/// How long one text parameter may be, in bytes. Long enough for any name or address that an ATS may hold; the whole
/// address of a request has at most 65,534.
const TEXT_LIMIT: usize = 32_000;

/// The query of a request, decoded.
#[derive(Debug, Default)]
pub(super) struct Params(BTreeMap<String, String>);

impl FromRequestParts<App> for Params {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self, ApiError> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

impl Params {
    pub(super) fn parse(query: &str) -> Result<Self, ApiError> {
        let mut params = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            if value.contains('\0') || name.contains('\0') {
                return Err(ApiError::invalid(&name.replace('\0', ""), "a NUL byte is not allowed"));
            }
            if params.insert(name.to_string(), value.into_owned()).is_some() {
                return Err(ApiError::invalid(
                    &name,
                    "the parameter is given more than once; several values are separated by commas",
                ));
            }
        }
        Ok(Self(params))
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A text; an empty one counts as none.
    pub(super) fn text(&self, name: &str) -> Result<Option<String>, ApiError> {
        match self.get(name).filter(|text| !text.is_empty()) {
            Some(text) if text.len() > TEXT_LIMIT => {
                Err(ApiError::invalid(name, &format!("at most {TEXT_LIMIT} bytes are allowed")))
            }
            text => Ok(text.map(str::to_owned)),
        }
    }

    /// Values separated by commas; empty ones do not count, and a list without values counts as none.
    pub(super) fn list(&self, name: &str) -> Result<Option<Vec<String>>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let values: Vec<String> =
            text.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect();
        if values.len() > LIST_LIMIT {
            return Err(ApiError::invalid(name, &format!("at most {LIST_LIMIT} values are allowed")));
        }
        if values.iter().any(|value| value.len() > TEXT_LIMIT) {
            return Err(ApiError::invalid(name, &format!("a value may have at most {TEXT_LIMIT} bytes")));
        }
        Ok((!values.is_empty()).then_some(values))
    }

    /// Values out of a closed set.
    pub(super) fn one_of_list(&self, name: &str, allowed: &[&str]) -> Result<Option<Vec<String>>, ApiError> {
        let values = self.list(name)?;
        match values.iter().flatten().find(|value| !allowed.contains(&value.as_str())) {
            Some(_unknown) => Err(ApiError::invalid(
                name,
                &format!("only these values are allowed: {}", allowed.join(", ")),
            )),
            None => Ok(values),
        }
    }

    pub(super) fn flag(&self, name: &str) -> Result<bool, ApiError> {
        match self.get(name) {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_other) => Err(ApiError::invalid(name, "only true and false are allowed")),
        }
    }

    pub(super) fn number(
        &self,
        name: &str,
        default: u32,
        range: std::ops::RangeInclusive<u32>,
    ) -> Result<u32, ApiError> {
        let Some(text) = self.get(name) else { return Ok(default) };
        text.parse().ok().filter(|number| range.contains(number)).ok_or_else(|| {
            ApiError::invalid(
                name,
                &format!("a whole number from {} to {} is allowed", range.start(), range.end()),
            )
        })
    }

    pub(super) fn time(&self, name: &str) -> Result<Option<DateTime<Utc>>, ApiError> {
        let Some(text) = self.get(name) else { return Ok(None) };
        // Postgres bears other years in part, and nobody means them.
        let time = parse_time(text).filter(|time| (1..=9999).contains(&time.year()));
        time.map(Some).ok_or_else(|| {
            ApiError::invalid(
                name,
                "a date or date-time is allowed, such as 2024-05-01 or 2024-05-01T12:30:00.000Z",
            )
        })
    }

    /// Everything that decides which records are meant, in one text: all parameters but those of the page.
    pub(super) fn selection_text(&self) -> String {
        let selects = |name: &str| !matches!(name, "cursor" | "page_size" | "include_remote_data");
        self.0.iter().filter(|(name, _)| selects(name)).fold(String::new(), |text, (name, value)| {
            format!("{text}{}:{name}={}:{value};", name.len(), value.len())
        })
    }
}

/// A date, a date-time without a zone (UTC), or RFC 3339 with any offset and fraction (contract section 2.1).
pub(super) fn parse_time(text: &str) -> Option<DateTime<Utc>> {
    // A `+` that was not percent-encoded arrives as a space.
    let text = &match text.rsplit_once(' ') {
        Some((time, offset)) if offset.contains(':') && time.contains('T') => format!("{time}+{offset}"),
        _ => text.to_owned(),
    };
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let bare = text.strip_suffix('Z').unwrap_or(text);
    if let Ok(time) = NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M:%S%.f") {
        return Some(time.and_utc());
    }
    Some(NaiveDate::parse_from_str(bare, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_form_of_a_time_is_read() {
        for (text, expected) in [
            ("2024-05-01", "2024-05-01T00:00:00Z"),
            ("2024-05-01Z", "2024-05-01T00:00:00Z"),
            ("2024-05-01T12:30:00", "2024-05-01T12:30:00Z"),
            ("2024-05-01T12:30:00.5Z", "2024-05-01T12:30:00.500Z"),
            ("2024-05-01T12:30:00.123456+02:00", "2024-05-01T10:30:00.123456Z"),
            ("2024-05-01T12:30:00.123456 02:00", "2024-05-01T10:30:00.123456Z"),
        ] {
            assert_eq!(parse_time(text), Some(expected.parse().unwrap()), "{text}");
        }
        for text in ["", "yesterday", "2024-13-01", "2024-05-01T25:00:00Z", "1714521600"] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }

    #[test]
    fn commas_may_be_encoded() {
        let params = Params::parse("ids=a%2Cb,c&page_size=7").unwrap();
        assert_eq!(params.list("ids").unwrap().unwrap(), ["a", "b", "c"]);
        assert_eq!(params.number("page_size", 100, 1..=250).unwrap(), 7);
    }

    #[test]
    fn bad_values_are_refused() {
        let bad = |query: &str, read: &dyn Fn(&Params) -> bool| Params::parse(query).is_ok_and(|p| read(&p));
        assert!(!bad("x=a%00b", &|_| true));
        assert!(!bad("x=a&x=b", &|_| true));
        for size in ["0", "251", "x", "", "-1", "1.5"] {
            assert!(
                !bad(&format!("page_size={size}"), &|p| p.number("page_size", 100, 1..=250).is_ok()),
                "{size}"
            );
        }
        let long = vec!["a"; LIST_LIMIT + 1].join(",");
        assert!(!bad(&format!("ids={long}"), &|p| p.list("ids").is_ok()));
        assert!(!bad("o=PENDING,X", &|p| p.one_of_list("o", &["PENDING"]).is_ok()));
        assert!(!bad("d=1", &|p| p.flag("d").is_ok()));
    }

    #[test]
    fn the_page_does_not_count_as_a_selection() {
        let text = |query: &str| Params::parse(query).unwrap().selection_text();
        assert_eq!(text("a=1&page_size=7&cursor=x"), text("page_size=8&a=1"));
        assert_ne!(text("a=1"), text("a=2"));
    }
}
