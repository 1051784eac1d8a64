//! Ids that callers see.
//!
//! A [`RecordId`] is derived from (integration, model, remote id) and from nothing else, so that a lost
//! database that is synced again yields every id that a caller has stored (contract section 7.1).

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::model::Model;

/// The base-58 alphabet of the contract: no `0`, `O`, `I`, `l`.
const ALPHABET: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// How many characters an id has (contract section 7.1).
pub const ID_LENGTH: usize = 24;

/// 24 base-58 characters. Unique per model and integration; never parsed, never ordered by meaning.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct RecordId(String);

impl RecordId {
    /// The id of a record, stable for ever: the same three inputs give the same id on any database.
    pub fn derive(integration: &IntegrationId, model: Model, remote_id: &str) -> Self {
        Self(derived(&[integration.as_str(), model.slug(), remote_id]))
    }

    /// An id as a caller wrote it; `None` when it cannot be an id at all.
    pub fn parse(text: &str) -> Option<Self> {
        is_base58_id(text).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Takes an id that this service stored before.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a field that can be configured: 24 base-58 characters, derived as those of records are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldId(String);

impl FieldId {
    /// A field of the ATS's own records.
    pub fn of_source(integration: &IntegrationId, model: Model, kind: &str, key: &str) -> Self {
        Self(derived(&["integration field", integration.as_str(), model.slug(), kind, key]))
    }

    /// A custom field, the same in all integrations of an environment.
    pub fn of_custom(environment: &str, model: Model, key: &str) -> Self {
        Self(derived(&["custom field", environment, model.slug(), key]))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `<tool>:<24 base-58 characters>`, the value of `X-Integration-Id`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct IntegrationId(String);

impl AsRef<str> for IntegrationId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl IntegrationId {
    /// Checks the form only; whether such an integration exists is the store's to say.
    pub fn parse(text: &str) -> Option<Self> {
        let (tool, id) = text.split_once(':')?;
        let tool_ok = !tool.is_empty() && tool.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        (tool_ok && is_base58_id(id)).then(|| Self(text.to_owned()))
    }

    /// A fresh id for a tool, from 32 random bytes.
    pub fn from_random(tool: &str, random: &[u8; 32]) -> Self {
        Self(format!("{tool}:{}", base58_prefix(random)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the colon.
    pub fn tool(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl fmt::Display for IntegrationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a sync run: 24 base-58 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SyncId(String);

impl SyncId {
    /// Checks the form only; whether there is such a run is the store's to say.
    pub fn parse(text: &str) -> Option<Self> {
        is_base58_id(text).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SyncId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_base58_id(text: &str) -> bool {
    text.len() == ID_LENGTH && text.bytes().all(|b| ALPHABET.contains(&b))
}

fn derived(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        // Each part is preceded by its length, so that no two lists of parts share a byte string.
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    base58_prefix(&hash.finalize().into())
}

/// The first [`ID_LENGTH`] base-58 digits of 32 bytes read as one number, least significant first.
/// 24 digits keep 140 bits: no collision is to be expected in any database that fits on this planet.
pub fn base58_prefix(bytes: &[u8; 32]) -> String {
    let mut number = limbs(bytes);
    let mut text = String::with_capacity(ID_LENGTH);
    while text.len() < ID_LENGTH {
        let mut digits = divide(&mut number, DIVISOR);
        for _ in 0..DIGITS.min(ID_LENGTH - text.len()) {
            text.push(ALPHABET.get((digits % 58) as usize).copied().map_or('1', char::from));
            digits /= 58;
        }
    }
    text
}

/// So many digits are taken off by one division.
const DIGITS: usize = 5;
const DIVISOR: u64 = 58_u64.pow(5);

/// The number's 32-bit digits, the most significant first.
fn limbs(bytes: &[u8; 32]) -> [u64; 8] {
    let mut limbs = [0; 8];
    for (limb, chunk) in limbs.iter_mut().zip(bytes.as_chunks::<4>().0) {
        *limb = u32::from_be_bytes(*chunk).into();
    }
    limbs
}

/// Divides, and returns what remains.
fn divide(number: &mut [u64; 8], divisor: u64) -> u64 {
    let mut remainder = 0;
    for limb in number {
        let value = (remainder << 32) | *limb;
        *limb = value / divisor;
        remainder = value % divisor;
    }
    remainder
}

#[cfg(test)]
mod tests {
    use super::*;

    fn integration() -> IntegrationId {
        IntegrationId::parse("gem:8d1hpPsbjxUkoCoa1veLZGe5").unwrap()
    }

    #[test]
    fn an_id_never_changes_between_releases() {
        let id = RecordId::derive(&integration(), Model::Candidate, "Y2FuZGlkYXRlOjE");
        assert_eq!(id.as_str(), "7PNPYMksyYQgZiSh18UWMh24");
        assert!(RecordId::parse(id.as_str()).is_some());
    }

    #[test]
    fn the_digits_are_those_of_the_number() {
        // 58 to the 24th, less one: 24 times the highest digit.
        let mut number = [0_u8; 32];
        let mut value = [0_u64; 8];
        value[7] = 1;
        for _ in 0..24 {
            let mut carry = 0;
            for limb in value.iter_mut().rev() {
                let product = *limb * 58 + carry;
                *limb = product & 0xffff_ffff;
                carry = product >> 32;
            }
        }
        value[7] -= 1;
        for (to, limb) in number.as_chunks_mut::<4>().0.iter_mut().zip(value) {
            *to = u32::try_from(limb).unwrap().to_be_bytes();
        }
        assert_eq!(base58_prefix(&number), "z".repeat(24));
        assert_eq!(base58_prefix(&[0; 32]), "1".repeat(24));
        let mut three = [0; 32];
        three[31] = 60;
        assert_eq!(base58_prefix(&three), format!("32{}", "1".repeat(22)));
    }

    #[test]
    fn model_and_remote_id_both_count() {
        let a = RecordId::derive(&integration(), Model::Candidate, "1");
        assert_ne!(a, RecordId::derive(&integration(), Model::Job, "1"));
        assert_ne!(a, RecordId::derive(&integration(), Model::Candidate, "2"));
    }

    #[test]
    fn malformed_ids_are_no_ids() {
        for text in
            ["", "1", "0d1hpPsbjxUkoCoa1veLZGe5", "8d1hpPsbjxUkoCoa1veLZGe5x", "8d1hpPsbjxUkoCoa1veLZG\0"]
        {
            assert!(RecordId::parse(text).is_none(), "{text:?}");
        }
        assert!(IntegrationId::parse("8d1hpPsbjxUkoCoa1veLZGe5").is_none());
    }
}
