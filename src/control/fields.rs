//! Which fields of the ATS an integration has, and what is done with them. Every change has the stored records brought up to
//! it, and is written down, in the same transaction.

pub mod custom;
pub mod definitions;
pub mod remapping;
mod sources;

use crate::domain::refusal::Refusal;
use crate::store::StoreError;

pub use sources::{list, set_passthrough};

/// Why nothing was changed.
#[derive(Debug)]
pub enum Failure {
    Store(StoreError),
    Refused(Refusal),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
