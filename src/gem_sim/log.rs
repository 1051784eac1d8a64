//! The requests to the simulated API, the last ten thousand of them.

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use super::faults::Kind;

const KEPT: usize = 10_000;

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Entry {
    /// Counts up from 1 and is never given twice.
    pub(crate) n: u64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    /// What the caller was told; 0 when the connection was dropped.
    pub(crate) status: u16,
    /// What the API itself answered; null when a fault answered in its place.
    pub(crate) true_status: Option<u16>,
    /// Whether the request changed the world, whatever the caller was told.
    pub(crate) effect: bool,
    /// The kind of the fault that struck it.
    pub(crate) fault: Option<Kind>,
    /// `direct`, `partner`, or null for neither.
    pub(crate) key: Option<&'static str>,
    pub(crate) received_at: String,
}

#[derive(Debug, Default)]
pub(crate) struct Log {
    entries: VecDeque<Entry>,
    counts: BTreeMap<String, BTreeMap<u16, u64>>,
    last: u64,
}

impl Log {
    pub(crate) fn add(&mut self, mut entry: Entry) {
        self.last += 1;
        entry.n = self.last;
        let path = format!("{} {}", entry.method, entry.path);
        *self.counts.entry(path).or_default().entry(entry.status).or_default() += 1;
        if self.entries.len() == KEPT {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
        self.counts.clear();
    }

    pub(crate) fn entries(&self) -> &VecDeque<Entry> {
        &self.entries
    }

    /// Requests by `METHOD path`, then by status; not capped as the entries are.
    pub(crate) fn counts(&self) -> &BTreeMap<String, BTreeMap<u16, u64>> {
        &self.counts
    }
}
