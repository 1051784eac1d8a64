//! The one source of chance for public ids.

use rand::Rng as _;

use crate::domain::id::base58_prefix;

/// A fresh public id of 24 base-58 characters.
pub fn id() -> String {
    base58_prefix(&bytes())
}

/// 32 random bytes.
pub fn bytes() -> [u8; 32] {
    let mut random = [0_u8; 32];
    rand::rng().fill_bytes(&mut random);
    random
}
