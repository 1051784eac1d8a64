//! What a run tells about itself while it works.

use crate::domain::model::Model;
use crate::store::runs::Outcome;

/// One step of a run.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// The run was begun by a worker that is gone, and goes on where that one was.
    Resumed,
    /// Rows of a pass so far; the total when the ATS tells it.
    Read {
        pass: &'a str,
        model: Model,
        rows: u64,
        total: Option<u64>,
        ended: bool,
    },
    /// Documents rendered so far before the integration is opened.
    Rendered {
        model: Model,
        documents: u64,
        ended: bool,
    },
    /// Records of a model that are marked as deleted so far, because no read found them.
    Swept {
        model: Model,
        deleted: u64,
    },
    Ended {
        outcome: Outcome,
    },
}

/// Whoever wants to know. Called often, must return at once.
pub trait Progress: Send + Sync {
    fn report(&self, step: Step<'_>);
}

/// For runs that nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Progress for Unwatched {
    fn report(&self, _step: Step<'_>) {}
}
