//! Erasing people.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::contract::page::SuccessStatus;

/// Who is to be erased: by address everywhere, or one candidate of one integration.
#[derive(Clone, Deserialize, ToSchema)]
pub struct ErasePersonRequest {
    /// Every candidate with this address, whatever its case, in all integrations that the key sees.
    pub email: Option<String>,
    /// A candidate's id; with `integration_id`.
    pub candidate_id: Option<String>,
    pub integration_id: Option<String>,
    /// Nothing is changed; the answer tells what would be.
    #[serde(default)]
    pub dry_run: bool,
}

/// The answer about an erasure.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasedPersonResponse {
    pub status: SuccessStatus,
    pub data: ErasedPerson,
}

/// What was kept of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasedPerson {
    /// Nothing was changed.
    pub dry_run: bool,
    /// Those that had something of the person.
    pub integrations: Vec<ErasedFrom>,
    /// What is left to do elsewhere, in sentences.
    pub left_to_do: Vec<String>,
}

/// What an integration had of a person.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ErasedFrom {
    pub integration_id: String,
    pub candidate_ids: Vec<String>,
    /// Users with the same address: the customer's staff, who are not erased.
    pub user_ids: Vec<String>,
    /// By table, how many rows lost what was in them.
    pub rows: BTreeMap<String, u64>,
}
