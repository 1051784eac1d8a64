//! Texts of a certain form. A text that has another one is refused with the form that was expected, and every text with a
//! NUL character in it: no database keeps one, and no ATS means anything by it.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde_json::Value;
use url::Url;

/// Declares a text of a form: how the form is called in a refusal, and what makes a text of it.
macro_rules! form {
    ($(#[$meta:meta])* $name:ident($held:ty), $expected:literal, $read:expr) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $name(pub $held);

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Form;

                impl Visitor<'_> for Form {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$name, E> {
                        let read: fn(&str) -> Option<$held> = $read;
                        without_nul(text)?;
                        read(text).map($name).ok_or_else(|| E::invalid_value(Unexpected::Other("a text of another form"), &self))
                    }
                }

                deserializer.deserialize_str(Form)
            }
        }
    };
}

form!(
    /// Any text.
    Text(String), "a text", |text| Some(text.to_owned())
);
form!(
    /// A text with at least one character that is no space, as it was given.
    NonEmpty(String), "a text that is not empty", |text| (!text.trim().is_empty()).then(|| text.to_owned())
);
form!(
    /// An e-mail address: one `@`, something before it, a domain with a dot behind it, nothing that separates texts; no
    /// longer than mail can be sent to (RFC 5321, section 4.5.3.1.3).
    EmailAddress(String), "an e-mail address", email_address
);
form!(
    /// Two capital letters (ISO 3166-1 alpha-2, by its form only).
    CountryCode(String), "a country code of two capital letters, such as DE",
    |text| (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase())).then(|| text.to_owned())
);
form!(
    /// An absolute address of the web.
    WebAddress(Url), "an absolute http or https address",
    |text| Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
);
form!(
    /// A media type without parameters, in lower case.
    MediaType(String), "a media type such as application/pdf", media_type
);
form!(
    /// Bytes as base64, with padding or without. Line breaks, which some encoders put in, are no part of it.
    Base64(Vec<u8>), "base64", decoded
);
form!(
    /// A date, or a date-time in any form of RFC 3339. A date begins at midnight in UTC.
    MomentText(DateTime<Utc>), "a date or a date-time in RFC 3339", moment
);
form!(
    /// A record: by its id, or as `remote:` with its id of the ATS.
    RecordRef(RecordName), "an id, or remote: and an id of the ATS", RecordName::read
);

fn without_nul<E: Error>(text: &str) -> Result<(), E> {
    if text.contains('\0') {
        return Err(E::custom("a text without NUL characters is expected"));
    }
    Ok(())
}

/// Any JSON value whose texts are texts that can be kept.
pub(super) fn any_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
    let value = Value::deserialize(deserializer)?;
    check(&value)?;
    Ok(value)
}

fn check<E: Error>(value: &Value) -> Result<(), E> {
    match value {
        Value::String(text) => without_nul(text),
        Value::Array(all) => all.iter().try_for_each(check),
        Value::Object(members) => members.iter().try_for_each(|(name, value)| {
            without_nul(name)?;
            check(value)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
    }
}

/// How a record is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordName {
    /// By our id.
    Own(String),
    /// By the id that it has in the ATS.
    Remote(String),
}

impl RecordName {
    /// `None` for a text that names nothing.
    pub fn read(text: &str) -> Option<Self> {
        let name = match text.strip_prefix("remote:") {
            Some(remote_id) => Self::Remote(remote_id.to_owned()),
            None => Self::Own(text.to_owned()),
        };
        let (Self::Own(id) | Self::Remote(id)) = &name;
        (!id.trim().is_empty()).then_some(name)
    }
}

/// In characters.
const LONGEST_EMAIL_ADDRESS: usize = 254;

fn email_address(text: &str) -> Option<String> {
    if text.chars().count() > LONGEST_EMAIL_ADDRESS {
        return None;
    }
    let (before, domain) = text.split_once('@')?;
    let parts = [before, domain];
    let separates = |c: char| c.is_whitespace() || c.is_control() || "@,;<>()[]\"".contains(c);
    let labels = domain.split('.').collect::<Vec<_>>();
    (parts.iter().all(|part| !part.is_empty() && !part.contains(separates))
        && labels.len() > 1
        && labels.iter().all(|label| !label.is_empty()))
    .then(|| text.to_owned())
}

fn media_type(text: &str) -> Option<String> {
    let (kind, subtype) = text.split_once('/')?;
    let fits =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    (fits(kind) && fits(subtype)).then(|| text.to_ascii_lowercase())
}

/// Callers leave the padding out, or do not.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

fn decoded(text: &str) -> Option<Vec<u8>> {
    if !text.bytes().any(|byte| byte.is_ascii_whitespace()) {
        return BASE64.decode(text).ok();
    }
    let text: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    BASE64.decode(text).ok()
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    let time = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    time.ok().or_else(|| Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc()))
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::json;

    use super::*;

    fn fits<T: DeserializeOwned>(text: &str) -> bool {
        serde_json::from_value::<T>(json!(text)).is_ok()
    }

    #[test]
    fn texts_of_a_form_are_taken_and_all_others_refused() {
        for (text, fit) in [
            ("a@b.c", true),
            ("anna.o'neil+x@sub.example.com", true),
            ("jürgen@bücher.example", true),
            ("", false),
            ("a", false),
            ("a@b", false),
            ("@b.c", false),
            ("a@.c", false),
            ("a@b..c", false),
            ("a@b@c.d", false),
            ("a b@c.d", false),
            ("Anna <a@b.c>", false),
            ("a@b.c,d@e.f", false),
            ("a@b.c\n", false),
            (&format!("{}@b.c", "ä".repeat(250)), true),
            (&format!("{}@b.c", "a".repeat(251)), false),
        ] {
            assert_eq!(fits::<EmailAddress>(text), fit, "{text:?}");
        }
        for (text, fit) in [("DE", true), ("de", false), ("DEU", false), ("ÄÖ", false), ("", false)] {
            assert_eq!(fits::<CountryCode>(text), fit, "{text:?}");
        }
        for (text, fit) in [
            ("https://x.example/a?b#c", true),
            ("http://localhost:1", true),
            ("ftp://x", false),
            ("//x", false),
            ("https://", false),
            ("mailto:a@b.c", false),
            ("x", false),
        ] {
            assert_eq!(fits::<WebAddress>(text), fit, "{text:?}");
        }
        for (text, fit) in [("application/pdf", true), ("a/b;c=d", false), ("a", false), ("a/", false)] {
            assert_eq!(fits::<MediaType>(text), fit, "{text:?}");
        }
        for (text, fit) in [("x", true), (" ", false), ("", false)] {
            assert_eq!(fits::<NonEmpty>(text), fit, "{text:?}");
        }
    }

    #[test]
    fn base64_is_read_in_the_forms_that_encoders_make() {
        let read = |text| serde_json::from_value::<Base64>(json!(text)).map(|bytes| bytes.0);
        for text in ["SGk=", "SGk", "SG\r\nk="] {
            assert_eq!(read(text).unwrap(), b"Hi", "{text:?}");
        }
        for text in ["?", "SGk==", "SGk-"] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn dates_begin_at_midnight() {
        let read =
            |text| serde_json::from_value::<MomentText>(json!(text)).map(|moment| moment.0.to_rfc3339());
        assert_eq!(read("2026-07-01").unwrap(), "2026-07-01T00:00:00+00:00");
        assert_eq!(read("2026-07-01T12:00:00+02:00").unwrap(), "2026-07-01T10:00:00+00:00");
        for text in ["2026-02-30", "2026-07-01T12:00:00", "tomorrow", ""] {
            assert!(read(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn records_are_named_by_either_id() {
        let read = |text| serde_json::from_value::<RecordRef>(json!(text)).map(|name| name.0);
        assert_eq!(read("abc").unwrap(), RecordName::Own("abc".to_owned()));
        assert_eq!(read("remote:x:y").unwrap(), RecordName::Remote("x:y".to_owned()));
        assert!(read("").is_err() && read("remote:").is_err());
    }

    #[test]
    fn no_text_may_hold_a_nul_character() {
        let expected = "a text without NUL characters is expected";
        let refused = |error: serde_json::Error| assert_eq!(error.to_string(), expected);
        refused(serde_json::from_value::<Text>(json!("a\0b")).unwrap_err());
        refused(serde_json::from_value::<NonEmpty>(json!("\0")).unwrap_err());
        // The parser of addresses would cut it off.
        refused(serde_json::from_value::<WebAddress>(json!("https://x.example\0")).unwrap_err());
        refused(serde_json::from_value::<RecordRef>(json!("remote:\0")).unwrap_err());
        for value in [json!("\0"), json!([1, { "a": ["\0"] }]), json!({ "\0": null })] {
            refused(any_json(value).unwrap_err());
        }
        assert_eq!(any_json(json!({ "a": ["b", 1.5, null] })).unwrap(), json!({ "a": ["b", 1.5, null] }));
    }

    #[test]
    fn a_refusal_says_what_was_expected_and_repeats_nothing() {
        let refusal = serde_json::from_value::<EmailAddress>(json!("secret")).unwrap_err().to_string();
        assert_eq!(refusal, "invalid value: a text of another form, expected an e-mail address");
        let refusal = serde_json::from_value::<EmailAddress>(json!(7)).unwrap_err().to_string();
        assert_eq!(refusal, "invalid type: integer `7`, expected an e-mail address");
    }
}
