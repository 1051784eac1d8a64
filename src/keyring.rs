//! The keys of the installation and of its integrations: which one seals, whether all that are needed are there, and how
//! one is replaced by another.

pub mod check;
pub mod data;
pub mod places;
pub mod rotation;

use crate::secrets::sealer::SealError;
use crate::store::StoreError;

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Sealed(#[from] SealError),
}
