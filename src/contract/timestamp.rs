//! The one way in which callers see points in time (contract section 0).

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

/// A point in time in UTC, always with three digits of milliseconds and a `Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ToSchema)]
#[schema(value_type = String, format = DateTime, examples("2022-08-07T14:01:29.196Z"))]
pub struct Timestamp(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Timestamp {
    fn from(time: DateTime<Utc>) -> Self {
        Self(time)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_has_milliseconds_and_a_z() {
        for (given, written) in [
            ("2022-08-07T14:01:29.196Z", "\"2022-08-07T14:01:29.196Z\""),
            ("2022-08-07T14:01:29Z", "\"2022-08-07T14:01:29.000Z\""),
            ("2022-08-07T16:01:29.196999+02:00", "\"2022-08-07T14:01:29.196Z\""),
        ] {
            let time: DateTime<Utc> = given.parse().unwrap();
            assert_eq!(serde_json::to_string(&Timestamp(time)).unwrap(), written);
        }
    }
}
