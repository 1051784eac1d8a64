//! How much of the database exports may take.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A snapshot that is held for long keeps Postgres from cleaning up behind every table, so that no export lasts longer
/// than it can use.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How many exports one process serves at a time. Each has a connection of its own.
    pub at_once: usize,
    /// How long a caller may take nothing, or the database give nothing.
    pub pause: Duration,
    /// How long an export may last.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { at_once: 3, pause: Duration::from_mins(1), whole: Duration::from_hours(1) }
    }
}

/// The exports of a process. Cheap to clone; clones count together.
#[derive(Debug, Clone)]
pub(in crate::api) struct Exports {
    limits: Limits,
    turns: Arc<Semaphore>,
}

impl Exports {
    pub(in crate::api) fn new(limits: Limits) -> Self {
        Self { limits, turns: Arc::new(Semaphore::new(limits.at_once)) }
    }

    /// The right to run one export; `None` while too many run.
    pub(super) fn turn(&self) -> Option<Turn> {
        let taken = Arc::clone(&self.turns).try_acquire_owned().ok()?;
        Some(Turn { limits: self.limits, _taken: taken })
    }
}

/// The right to run one export, as long as it is held.
#[derive(Debug)]
pub(super) struct Turn {
    pub(super) limits: Limits,
    _taken: OwnedSemaphorePermit,
}
