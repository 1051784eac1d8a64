//! API keys: a constant prefix, 32 random bytes, and a checksum by which a mistyped key is told without looking it up. Only
//! the SHA-256 is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What every key starts with, so that a leaked one can be found by scanners.
pub const PREFIX: &str = "uats_";
/// How many characters 32 bytes have.
const RANDOM: usize = 43;
/// How many characters of the digest of what is before are its checksum.
const CHECKSUM: usize = 6;

/// A key as its caller holds it. Shown once, when it is made.
#[derive(Debug, Clone)]
pub struct ApiKey(SecretString);

/// What the store keeps of a key, and compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash([u8; 32]);

impl KeyHash {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl ApiKey {
    pub fn generate() -> Self {
        let mut random = [0_u8; 32];
        rand::rng().fill_bytes(&mut random);
        let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random));
        let checksum = checksum(&text);
        Self((text + &checksum).into())
    }

    /// A key as a request presents it; `None` when it is not complete, or was mistyped. Keys of before have no checksum.
    pub fn parse(text: &str) -> Option<Self> {
        let (random, rest) = text.strip_prefix(PREFIX)?.split_at_checked(RANDOM)?;
        let whole = URL_SAFE_NO_PAD.decode(random).ok()?.len() == 32;
        let right = rest.is_empty() || text.strip_suffix(rest).is_some_and(|before| checksum(before) == rest);
        (whole && right).then(|| Self(text.to_owned().into()))
    }

    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.0.expose_secret().as_bytes()).into())
    }

    /// The key itself, for the one who asked for it.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

fn checksum(before: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(before.as_bytes())).chars().take(CHECKSUM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_survives_the_round_trip_and_hides_itself() {
        let key = ApiKey::generate();
        assert_eq!(ApiKey::parse(key.reveal()).unwrap().hash(), key.hash());
        assert!(!format!("{key:?}").contains(key.reveal()));
    }

    #[test]
    fn a_mistyped_or_shortened_key_is_told() {
        let key = ApiKey::generate();
        let text = key.reveal();
        assert_eq!(text.len(), PREFIX.len() + RANDOM + CHECKSUM);
        for end in 0..text.len() {
            // One of these has the form of before.
            let cut: String = text.chars().take(end).collect();
            assert_eq!(ApiKey::parse(&cut).is_some(), end == PREFIX.len() + RANDOM, "{end}");
        }
        for place in 0..text.len() {
            let other = |(n, c)| {
                if n != place {
                    c
                } else if c == 'A' {
                    'B'
                } else {
                    'A'
                }
            };
            let wrong: String = text.chars().enumerate().map(other).collect();
            assert!(ApiKey::parse(&wrong).is_none(), "{place}");
        }
        assert!(ApiKey::parse(&format!("{text}A")).is_none());
    }

    /// Never changes: keys are kept elsewhere.
    #[test]
    fn the_form_stays() {
        let before = format!("{PREFIX}{}", "A".repeat(RANDOM));
        assert!(ApiKey::parse(&before).is_some(), "keys of before have no checksum");
        assert!(ApiKey::parse(&format!("{before}{}", checksum(&before))).is_some());
        assert_eq!(checksum(&before), "lG9NJ0");
    }

    #[test]
    fn other_texts_are_no_keys() {
        for text in ["", "uats_", "uats_short", "ks_dev_0123456789012345678901234567890123456789012"] {
            assert!(ApiKey::parse(text).is_none(), "{text:?}");
        }
    }
}
