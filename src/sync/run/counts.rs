//! What a run has done so far.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Counts by pass.
pub type Counts = BTreeMap<String, PassCounts>;

/// One pass: rows the ATS sent, records that were new or different, records that could not be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassCounts {
    pub rows: u64,
    pub changed: u64,
    pub misfits: u64,
}
