//! Rows of the ATS that do not fit.

use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::timestamp::Timestamp;

/// A row of the ATS of which something could not be read. What could be read is served.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct QuarantineEntry {
    /// Such as `ats_jobs`.
    pub model: String,
    /// The row's id in the ATS, shortened when it is very long; null when it has none that can be read.
    #[schema(required = true)]
    pub remote_id: Option<String>,
    /// Where in the row it does not fit; null when it is the whole row.
    #[schema(required = true)]
    pub path: Option<String>,
    pub reason: String,
    /// When a sync met it last.
    pub seen_at: Timestamp,
}
