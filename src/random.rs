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

/// 32 random hexadecimal digits.
pub fn hex() -> [u8; 32] {
    let mut digits = [0_u8; 32];
    rand::rng().fill_bytes(&mut digits);
    digits.map(|byte| b"0123456789abcdef".get(usize::from(byte & 15)).copied().unwrap_or(b'0'))
}
