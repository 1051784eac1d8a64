//! The world's own clock, and the one place that reads the machine's.

use chrono::{DateTime, SecondsFormat, Utc};

/// The instant up to which the seeded history runs: 2026-06-01T00:00:00Z, in milliseconds.
pub(crate) const EPOCH: i64 = 1_780_272_000_000;

pub(crate) const DAY: i64 = 86_400_000;

#[expect(clippy::disallowed_methods, reason = "the simulator's one reading of the machine's clock")]
pub(crate) fn machine_now() -> i64 {
    Utc::now().timestamp_millis()
}

/// ISO 8601 in UTC with milliseconds and `Z`.
pub(crate) fn text(ms: i64) -> String {
    DateTime::<Utc>::from_timestamp_millis(ms)
        .unwrap_or_default()
        .to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Reads what [`text`] writes, and any other RFC 3339 text.
pub(crate) fn parse(text: &str) -> Option<i64> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

/// Stands still or follows the machine, as asked; either way its stamps only ever grow.
#[derive(Debug)]
pub(crate) struct Clock {
    still: i64,
    offset: i64,
    last: i64,
}

impl Default for Clock {
    fn default() -> Self {
        Self { still: EPOCH, offset: 0, last: EPOCH }
    }
}

impl Clock {
    pub(crate) fn now(&self, real_time: bool) -> i64 {
        if real_time { machine_now().saturating_add(self.offset) } else { self.still }
    }

    /// The time of a change: now, and at least a millisecond after every earlier change.
    pub(crate) fn stamp(&mut self, real_time: bool) -> i64 {
        self.last = self.now(real_time).max(self.last + 1);
        self.still = self.still.max(if real_time { self.still } else { self.last });
        self.last
    }

    pub(crate) fn advance(&mut self, by: i64) {
        self.still = self.still.saturating_add(by);
        self.offset = self.offset.saturating_add(by);
    }

    pub(crate) fn set(&mut self, to: i64) {
        self.still = to;
        self.offset = to.saturating_sub(machine_now());
    }
}
