//! Switching an integration on and off (contract section 5).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;

/// Whether the integration is to be in use.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
pub struct SetEnabledRequest {
    /// `false` cancels queued and running syncs and stops the serving of records; nothing is forgotten.
    pub value: bool,
}

/// An answer that says only that it was done.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct DoneResponse {
    pub status: SuccessStatus,
    pub data: Done,
}

/// Nothing.
#[derive(Debug, Clone, Copy, Default, Serialize, ToSchema)]
pub struct Done {}
