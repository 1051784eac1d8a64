//! What callers have done in an ATS, for operators: nothing of what was in it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::enums::closed;
use crate::contract::page::SuccessStatus;
use crate::contract::timestamp::Timestamp;

closed!(
    /// How far an action got. `RELEASED`: nothing happened, and it may be tried again.
    ActionState { Claimed, Sent, Done, Refused, Released, Uncertain }
);

/// One action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Action {
    /// As in the header `Action-Id`.
    pub action_id: String,
    /// Such as `ats_create_application`.
    pub kind: String,
    pub state: ActionState,
    pub created_at: Timestamp,
    #[schema(required = true)]
    pub ended_at: Option<Timestamp>,
    /// What was met in place of an answer; null where nothing was.
    #[schema(required = true)]
    pub doubt: Option<String>,
    /// When the ATS is asked again by itself what became of it; null where that is not needed, or no use.
    #[schema(required = true)]
    pub next_look_at: Option<Timestamp>,
}

/// How an uncertain action ended, as the operator found.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct SettleActionRequest {
    pub outcome: SettledOutcome,
}

/// Whether an action took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SettledOutcome {
    Done,
    NotDone,
}

/// The answer about one action.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SettledActionResponse {
    pub status: SuccessStatus,
    pub data: Action,
}
