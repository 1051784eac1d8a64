//! Passes: whoever holds one may go one way, once or for a while. Links hold one, and what a customer brings back is one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret as _, SecretString};
use sha2::{Digest as _, Sha256};

use crate::random;

/// 32 random bytes as base64url. Shown once, when it is made.
#[derive(Debug, Clone)]
pub struct Pass(SecretString);

/// What the store keeps of a pass, and compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PassHash([u8; 32]);

impl PassHash {
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl Pass {
    pub fn generate() -> Self {
        Self(URL_SAFE_NO_PAD.encode(random::bytes()).into())
    }

    /// A pass as it is presented; `None` when it does not have the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        (URL_SAFE_NO_PAD.decode(text).ok()?.len() == 32).then(|| Self(text.to_owned().into()))
    }

    pub fn hash(&self) -> PassHash {
        PassHash(Sha256::digest(self.0.expose_secret().as_bytes()).into())
    }

    /// The pass itself, for the one whom it is for.
    pub fn reveal(&self) -> &str {
        self.0.expose_secret()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pass_survives_the_round_trip_and_hides_itself() {
        let pass = Pass::generate();
        assert_eq!(Pass::parse(pass.reveal()).unwrap().hash(), pass.hash());
        assert_ne!(Pass::generate().hash(), pass.hash());
        assert!(!format!("{pass:?}").contains(pass.reveal()));
        for text in ["", "short", "%00", &format!("{}A", pass.reveal())] {
            assert!(Pass::parse(text).is_none(), "{text:?}");
        }
    }
}
