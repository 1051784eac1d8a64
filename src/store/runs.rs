//! Sync runs: who works on one, how far it got, how it ended.

mod claims;
pub mod history;
pub mod queue;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

pub use claims::{Claim, Claimant, Claimed, End, checkpoint, claim, finish, heartbeat, is_cancelled};

/// What a run reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Kind {
    /// Everything, and what it does not find is deleted.
    Full,
    /// What changed since the run before.
    Delta,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Delta => "DELTA",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Full, Self::Delta].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// Why a run was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    Schedule,
    /// A caller asked for it.
    Forced,
    /// The operator asked for it on the command line.
    Command,
    /// The operator confirmed what a run before did not dare to delete.
    Confirmed,
}

impl Cause {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Schedule => "SCHEDULE",
            Self::Forced => "FORCED",
            Self::Command => "COMMAND",
            Self::Confirmed => "CONFIRMED",
        }
    }
}

/// How a run ended (contract section 6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Succeeded,
    PartiallyFailed,
    Failed,
    AuthenticationFailed,
    Cancelled,
    TimedOut,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Succeeded => "SUCCEEDED",
            Self::PartiallyFailed => "PARTIALLY_FAILED",
            Self::Failed => "FAILED",
            Self::AuthenticationFailed => "AUTHENTICATION_FAILED",
            Self::Cancelled => "CANCELLED",
            Self::TimedOut => "TIMED_OUT",
        }
    }
}

/// What a run has cost so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    pub requests: u64,
    /// Of answers, as they came over the wire.
    pub bytes: u64,
    /// Spent waiting for the ATS to let us go on.
    pub waited_ms: u64,
}

/// What a run waits for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait<'a> {
    pub until: DateTime<Utc>,
    pub reason: &'a str,
}

/// A run that is to be begun if no other can be gone on with.
#[derive(Debug, Clone, Copy)]
pub struct NewRun<'a> {
    pub public_id: &'a str,
    pub kind: Kind,
    pub cause: Cause,
}

/// Deletions that a run did not make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// How many records were not found.
    pub missing: u64,
    /// Of how many live ones.
    pub live: u64,
    pub reason: String,
}
