//! Asking for a sync (contract section 5).

use std::fmt;

use serde::de::{Deserializer, Error, Unexpected, Visitor};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;

/// What a sync reads: everything, so that deletions are found, or only what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SyncType {
    #[default]
    Full,
    Delta,
}

/// By hand, so that whatever else is given, the answer says what is allowed.
impl<'de> Deserialize<'de> for SyncType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Name)
    }
}

struct Name;

impl Visitor<'_> for Name {
    type Value = SyncType;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FULL or DELTA")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<SyncType, E> {
        match name {
            "FULL" => Ok(SyncType::Full),
            "DELTA" => Ok(SyncType::Delta),
            _ => Err(E::invalid_value(Unexpected::Str(name), &self)),
        }
    }
}

/// Which sync is asked for.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
pub struct ForceSyncRequest {
    /// `FULL` when it is left out.
    pub r#type: Option<SyncType>,
}

/// The answer of `/force-sync`.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ForceSyncResponse {
    pub status: SuccessStatus,
    pub data: QueuedSync,
}

/// The sync that will run or runs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QueuedSync {
    /// Whether a sync of this type was queued or running before. Then that one is meant.
    pub already_queued: bool,
    pub sync_id: String,
    pub r#type: SyncType,
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn a_type_is_full_or_delta_and_may_be_left_out() {
        let read = |body: Value| serde_json::from_value::<ForceSyncRequest>(body).map(|body| body.r#type);
        assert_eq!(read(json!({ "type": "DELTA", "unknown": [1] })).unwrap(), Some(SyncType::Delta));
        assert_eq!(read(json!({})).unwrap(), None);
        assert_eq!(read(json!({ "type": null })).unwrap(), None);
        for value in [json!("full"), json!(5), json!([]), json!({ "FULL": null })] {
            let error = read(json!({ "type": value })).unwrap_err().to_string();
            assert!(error.ends_with("expected FULL or DELTA"), "{error}");
        }
    }
}
