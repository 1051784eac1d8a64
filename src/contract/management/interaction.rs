//! Calls to an ATS, for operators: nothing of what was in them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::contract::enums::closed;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;
use crate::domain::interaction;

closed!(
    /// On whose behalf the ATS was called. `ATTACHMENTS`: files that somebody listed or fetched.
    InteractionCause from interaction::CauseKind { Sync, Action, Passthrough, Attachments }
);
closed!(
    /// Why an answer is not whole, or not what was asked for. `ABANDONED`: whoever asked did not wait for it.
    InteractionMishap from interaction::Mishap {
        NoConnection, TimedOut, Broken, TooLong, Unreadable, Abandoned
    }
);

/// One call to the ATS.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Interaction {
    pub interaction_id: String,
    pub cause: InteractionCause,
    /// The id of the sync or the action; null where the cause has none.
    #[schema(required = true)]
    pub cause_id: Option<String>,
    /// When it began.
    pub at: Timestamp,
    pub method: String,
    /// Below the ATS's host. What is neither a word of its API nor an id is replaced by `*`, and so are the values of the
    /// query, apart from pages and times.
    pub path: String,
    /// The status of the answer; null when none began.
    #[schema(required = true)]
    pub status: Option<u16>,
    /// Null when the answer came whole.
    #[schema(required = true)]
    pub mishap: Option<InteractionMishap>,
    pub duration_ms: u64,
    /// The body of the request.
    pub sent_bytes: u64,
    /// The body of the answer.
    pub received_bytes: u64,
    /// The beginning of an answer that was no success, with `*` for whatever may be about a person; null otherwise.
    #[schema(required = true)]
    pub excerpt: Option<String>,
}

/// The answer about one call.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InteractionResponse {
    pub status: SuccessStatus,
    pub data: Interaction,
}
