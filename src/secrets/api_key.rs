//! API keys: a constant prefix and 32 random bytes. Only the SHA-256 is stored.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::Rng as _;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

/// What every key starts with, so that a leaked one can be found by scanners.
pub const PREFIX: &str = "uats_";

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
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(random)).into())
    }

    /// A key as a request presents it; `None` when it does not have the form of a key.
    pub fn parse(text: &str) -> Option<Self> {
        let random = text.strip_prefix(PREFIX)?;
        (URL_SAFE_NO_PAD.decode(random).ok()?.len() == 32).then(|| Self(text.to_owned().into()))
    }

    pub fn hash(&self) -> KeyHash {
        KeyHash(Sha256::digest(self.0.expose_secret().as_bytes()).into())
    }

    /// The key itself, for the one who asked for it.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
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
    fn other_texts_are_no_keys() {
        for text in ["", "uats_", "uats_short", "ks_dev_0123456789012345678901234567890123456789012"] {
            assert!(ApiKey::parse(text).is_none(), "{text:?}");
        }
    }
}
