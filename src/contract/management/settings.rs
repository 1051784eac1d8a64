//! How often an integration is synced, and how much a sync may delete.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;
use crate::contract::whole::Whole;

/// A minute to a day.
pub type DeltaEvery = Whole<60, 86_400>;
/// Ten minutes to thirty days.
pub type FullEvery = Whole<600, 2_592_000>;
/// Percent.
pub type SweepLimit = Whole<0, 100>;

/// The answer about the settings of an integration's syncs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SyncSettingsResponse {
    pub status: SuccessStatus,
    pub data: SyncSettings,
}

/// The settings of an integration's syncs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct SyncSettings {
    /// How often what changed is read.
    pub delta_every_seconds: i64,
    /// How often everything is read, so that deletions are found.
    pub full_every_seconds: i64,
    /// The share of a model's live records that one sync may mark as deleted, in percent. More is withheld until it is
    /// confirmed.
    pub sweep_limit_percent: u8,
}

/// Settings that are to be changed; those that are left out stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
pub struct SyncSettingsChange {
    #[schema(value_type = Option<i32>, minimum = 60, maximum = 86_400)]
    pub delta_every_seconds: Option<DeltaEvery>,
    #[schema(value_type = Option<i32>, minimum = 600, maximum = 2_592_000)]
    pub full_every_seconds: Option<FullEvery>,
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 100)]
    pub sweep_limit_percent: Option<SweepLimit>,
}
