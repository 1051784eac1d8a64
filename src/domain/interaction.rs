//! Calls to an ATS as operators see them: where to, how they ended, on whose behalf. Nothing of what was in them.

use chrono::{DateTime, Utc};

use super::id::IntegrationId;

/// On whose behalf an ATS is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CauseKind {
    Sync,
    Action,
    Passthrough,
    /// Files that somebody lists or fetches.
    Attachments,
}

impl CauseKind {
    pub const ALL: [Self; 4] = [Self::Sync, Self::Action, Self::Passthrough, Self::Attachments];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sync => "SYNC",
            Self::Action => "ACTION",
            Self::Passthrough => "PASSTHROUGH",
            Self::Attachments => "ATTACHMENTS",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// The same, with the public id of the sync or action, as soon as there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    pub kind: CauseKind,
    pub id: Option<String>,
}

impl From<CauseKind> for Cause {
    fn from(kind: CauseKind) -> Self {
        Self { kind, id: None }
    }
}

impl Cause {
    /// An action of a caller's.
    pub fn action(id: &str) -> Self {
        Self { kind: CauseKind::Action, id: Some(id.to_owned()) }
    }
}

/// Why a call brought no whole answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    NoConnection,
    TimedOut,
    /// The connection broke.
    Broken,
    TooLong,
    /// It came whole, and is not what was asked for.
    Unreadable,
    /// Whoever called did not wait for it.
    Abandoned,
}

impl Mishap {
    pub const ALL: [Self; 6] =
        [Self::NoConnection, Self::TimedOut, Self::Broken, Self::TooLong, Self::Unreadable, Self::Abandoned];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoConnection => "NO_CONNECTION",
            Self::TimedOut => "TIMED_OUT",
            Self::Broken => "BROKEN",
            Self::TooLong => "TOO_LONG",
            Self::Unreadable => "UNREADABLE",
            Self::Abandoned => "ABANDONED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mishap| mishap.as_str() == text)
    }
}

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    pub id: String,
    pub integration: IntegrationId,
    pub cause: Cause,
    pub at: DateTime<Utc>,
    pub method: String,
    /// With the query, in which only paging and times are shown; masked where anything else than words of the ATS's API and
    /// its ids stands.
    pub path: String,
    /// `None` when no answer began.
    pub status: Option<u16>,
    /// `None` when the answer came whole.
    pub mishap: Option<Mishap>,
    pub duration_ms: u64,
    /// Of the bodies alone.
    pub sent_bytes: u64,
    pub received_bytes: u64,
    /// The beginning of an answer that was no success, masked.
    pub excerpt: Option<String>,
}
