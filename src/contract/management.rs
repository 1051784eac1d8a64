//! What operators see and set of an integration's syncs. An addition to Kombo's contract.

mod quarantine;
mod run;
mod settings;

pub use quarantine::QuarantineEntry;
pub use run::{
    SyncCause, SyncCounts, SyncProgress, SyncRun, SyncRunResponse, SyncState, SyncWait, WithheldDeletions,
};
pub use settings::{
    DeltaEvery, FullEvery, SweepLimit, SyncSettings, SyncSettingsChange, SyncSettingsResponse,
};

use serde::Deserialize;
use utoipa::ToSchema;

/// A body of which nothing is read.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct Nothing {}
