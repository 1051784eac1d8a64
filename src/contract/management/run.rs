//! Syncs, as operators see them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::general::SyncType;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;

/// The answer about one sync.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SyncRunResponse {
    pub status: SuccessStatus,
    pub data: SyncRun,
}

/// One sync of an integration.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SyncRun {
    pub sync_id: String,
    pub integration_id: String,
    pub r#type: SyncType,
    pub state: SyncState,
    pub cause: SyncCause,
    /// When it was begun; while it is queued, when it was queued.
    pub started_at: Timestamp,
    /// Null until it has ended.
    #[schema(required = true)]
    pub ended_at: Option<Timestamp>,
    /// How long it took, or has taken so far; null while it is queued.
    #[schema(required = true)]
    pub duration_seconds: Option<f64>,
    /// What became of the records, by model, so far if it has not ended.
    pub counts: BTreeMap<String, SyncCounts>,
    /// How many requests were sent to the ATS.
    pub requests: i64,
    /// How much the ATS answered, as it came over the wire.
    pub bytes: i64,
    /// How long it waited for the ATS to let it go on.
    pub waited_seconds: f64,
    /// What it waits for now; null when it does not wait.
    #[schema(required = true)]
    pub waiting: Option<SyncWait>,
    /// How often another worker had to go on with it.
    pub takeovers: i32,
    /// How far it got; null unless it runs.
    #[schema(required = true)]
    pub progress: Option<SyncProgress>,
    /// Deletions that it did not dare to make, by model.
    pub withheld: BTreeMap<String, WithheldDeletions>,
    /// What went wrong, in a sentence; null when nothing did.
    #[schema(required = true)]
    pub error: Option<String>,
}

/// How a sync stands, or how it ended (contract section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SyncState {
    Queued,
    Running,
    Succeeded,
    PartiallyFailed,
    Failed,
    AuthenticationFailed,
    Cancelled,
    TimedOut,
}

impl SyncState {
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// Why a sync was begun: by the schedule, by a caller, by the operator's command, or because the operator confirmed
/// deletions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SyncCause {
    Schedule,
    Forced,
    Command,
    Confirmed,
}

/// What became of one model's records. A list that is read twice is counted twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct SyncCounts {
    /// Records that the ATS delivered.
    #[schema(required = true)]
    pub read: u64,
    #[schema(required = true)]
    pub created: u64,
    #[schema(required = true)]
    pub updated: u64,
    #[schema(required = true)]
    pub unchanged: u64,
    #[schema(required = true)]
    pub deleted: u64,
    #[schema(required = true)]
    pub undeleted: u64,
    /// Rows of which something did not fit.
    #[schema(required = true)]
    pub quarantined: u64,
    /// Changes among those above that no incremental read would have found.
    #[schema(required = true)]
    pub repaired: u64,
}

impl SyncCounts {
    /// Records that came out different.
    pub const fn changed(self) -> u64 {
        self.created + self.updated + self.deleted + self.undeleted
    }
}

/// What a sync waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SyncWait {
    pub until: Timestamp,
    pub reason: String,
}

/// How far a sync got.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SyncProgress {
    /// `read`: reads the lists. `confirm`: reads lists again that lacked records. `catch_up`: reads what changed
    /// meanwhile. `sweep`: marks what was not found as deleted. `render`: makes everything anew.
    pub stage: String,
    /// The list that is being read; null between two lists.
    #[schema(required = true)]
    pub list: Option<String>,
    /// Pages of that list that have been written.
    pub pages: u32,
    /// Rows of that list that have been written.
    pub rows: u64,
}

/// Deletions that a sync did not make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WithheldDeletions {
    /// How many records were not found.
    pub missing: u64,
    /// Of how many live ones.
    pub live: u64,
    pub reason: String,
}
