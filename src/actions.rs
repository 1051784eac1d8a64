//! What callers have done in the ATS: checked, written down, sent once, looked for when the answer was lost, and shown to
//! readers before the call returns (`docs/adr/0022-actions-that-are-safe-to-repeat.md`).

mod answer;
mod asked;
mod attachments;
mod call;
mod claimed;
mod effect;
mod failure;
mod files;
mod intent;
mod kept;
mod limits;
mod overdue;
mod overruling;
mod passing;
mod resolve;
mod sending;
mod settling;
mod turn;

use std::sync::Arc;
use std::time::Duration;

use crate::clock::Clock;
use crate::secrets::sealer::Sealer;
use crate::store::Store;
use crate::sync::connection::Connections;
use limits::LONGEST_ANSWER;

pub use asked::{Call, IDEMPOTENCY_KEY, IdempotencyKey, Performed};
pub use attachments::{Download, NoDownload};
pub use intent::{Intent, Target};
pub use kept::Told;
pub use limits::CONCURRENCY_LIMIT;
pub use overruling::{NotOverruled, Verdict, overrule};
pub use passing::Passing;
pub use resolve::available;
pub use turn::Turns;

/// Performs actions. Cheap to clone.
#[derive(Clone)]
pub struct Actions {
    connections: Connections,
    files: crate::files::Fetcher,
    /// Fetches from wherever ATSs keep files.
    remote_files: crate::files::Fetcher,
    clock: Arc<dyn Clock>,
    /// How long the answer to a request that is passed through may take.
    longest_answer: Duration,
}

impl Actions {
    pub fn new(connections: Connections, files: crate::files::Fetcher, clock: Arc<dyn Clock>) -> Self {
        let remote_files = files.clone();
        Self { connections, files, remote_files, clock, longest_answer: LONGEST_ANSWER }
    }

    /// The same, with files of ATSs fetched by other rules than those of callers.
    #[must_use]
    pub fn with_remote_files(self, remote_files: crate::files::Fetcher) -> Self {
        Self { remote_files, ..self }
    }

    /// The same with another limit for the answers to requests that are passed through.
    #[must_use]
    pub fn with_longest_answer(self, longest_answer: Duration) -> Self {
        Self { longest_answer, ..self }
    }

    /// What seals requests and answers.
    pub fn sealer(&self) -> &Sealer {
        &self.connections.sealer
    }

    fn store(&self) -> &Store {
        &self.connections.store
    }
}
