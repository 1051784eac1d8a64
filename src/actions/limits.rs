//! How long things may take, and how many there may be.

use std::time::Duration;

use chrono::TimeDelta;

/// Actions under way at a time, for each integration (contract section 1.4).
pub const CONCURRENCY_LIMIT: u32 = 30;

/// How long a call that died is still counted.
pub(super) const LONGEST_CALL: TimeDelta = TimeDelta::minutes(3);
/// How long checks, files and the look at the ATS may take, before anything is sent.
pub(super) const PREPARATION: Duration = Duration::from_secs(50);
/// How long a claim holds before anything is sent.
pub(super) const CLAIM_LEASE: TimeDelta = TimeDelta::seconds(60);
/// The same from then on: longer than a connector takes to get something sent and to give up on the answer.
pub(super) const SENDING_LEASE: TimeDelta = TimeDelta::seconds(55);
/// How long an ATS may still be working on a request after we gave up on it. What has left no trace by then did not
/// happen.
pub(super) const REMOTE_WORK: TimeDelta = TimeDelta::seconds(30);
/// How long a call waits for another one that has to end first: longer than a dead one holds.
pub(super) const WAITING: TimeDelta = TimeDelta::seconds(70);
/// How often it looks.
pub(super) const LOOK: Duration = Duration::from_millis(250);
/// The pauses between looks back; the last one is repeated.
pub(super) const PAUSES: [Duration; 5] = [
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];
/// How long an action that could not be settled rests until it is tried again by itself.
pub(super) const REST: TimeDelta = TimeDelta::seconds(60);
/// How long the answer to a request that is passed through may take, to its last byte.
pub(super) const LONGEST_ANSWER: Duration = Duration::from_secs(30);
