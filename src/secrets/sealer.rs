//! AES-256-GCM for what must be readable again. A sealed value opens only at the place it was sealed for.

use std::fmt;
use std::str::FromStr;

use aes_gcm::aead::{Aead as _, KeyInit as _, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rand::Rng as _;

use super::data_key;

const NONCE_LENGTH: usize = 12;

/// Where a sealed value lives. Part of the authenticated data: a value copied elsewhere does not open.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub table: &'a str,
    pub column: &'a str,
    pub row: &'a str,
}

#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum SealError {
    #[error(
        "ENCRYPTION_KEYS must be a comma-separated list of <id>:<base64 of 32 bytes>, the ids of letters, digits and \
         hyphens, all different and without `d-` in front; entry {0} is not"
    )]
    Malformed(usize),
    #[error("no key with id {0:?} is in ENCRYPTION_KEYS, but a stored value was sealed with it")]
    UnknownKey(String),
    #[error(
        "the data key of the integration was destroyed, and with it what it sealed: the account has to be connected again"
    )]
    Destroyed,
    #[error("a sealed value does not open: it was altered, or moved from another place")]
    Broken,
}

/// The keys of an installation: the first one seals, all of them open.
#[derive(Clone)]
pub struct Sealer {
    first: Key,
    rest: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: String,
    cipher: Aes256Gcm,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer(first: {:?}, further: {})", self.first.id, self.rest.len())
    }
}

impl FromStr for Sealer {
    type Err = SealError;

    fn from_str(text: &str) -> Result<Self, SealError> {
        let mut keys: Vec<Key> = Vec::new();
        for (n, entry) in text.split(',').enumerate() {
            let key = parse_key(entry.trim()).filter(|key| keys.iter().all(|other| other.id != key.id));
            keys.push(key.ok_or(SealError::Malformed(n + 1))?);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().ok_or(SealError::Malformed(1))?;
        Ok(Self { first, rest: keys.collect() })
    }
}

fn parse_key(entry: &str) -> Option<Key> {
    let (id, base64) = entry.split_once(':')?;
    let id_ok = is_key_id(id) && !id.starts_with(data_key::PREFIX);
    let bytes = STANDARD.decode(base64).ok()?;
    let cipher = Aes256Gcm::new_from_slice(&bytes).ok()?;
    id_ok.then(|| Key { id: id.to_owned(), cipher })
}

fn is_key_id(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// What the ids of keys begin with that live no longer than their process: nobody is expected to have them later.
const TEMPORARY: &str = "demo-";

/// Whether nobody is expected to have the key later.
pub fn is_temporary(id: &str) -> bool {
    id.starts_with(TEMPORARY)
}

/// An entry for `ENCRYPTION_KEYS` with a fresh key.
pub fn generate_key(id: &str) -> String {
    let mut key = [0_u8; 32];
    rand::rng().fill_bytes(&mut key);
    format!("{id}:{}", STANDARD.encode(key))
}

/// A value for `ENCRYPTION_KEYS` with one fresh key.
pub fn generate_keys() -> String {
    generate_key("k1")
}

/// The same for a key that lives no longer than its process, under an id that no other one has.
pub fn generate_temporary_key() -> String {
    generate_key(&format!("{TEMPORARY}{:016x}", rand::rng().next_u64()))
}

/// The id of the key that sealed a value.
pub fn key_id(sealed: &[u8]) -> Option<&str> {
    split(sealed).map(|(id, _nonce, _ciphertext)| id)
}

impl Sealer {
    /// The id of the key that seals.
    pub fn first_id(&self) -> &str {
        &self.first.id
    }

    /// The ids of all keys, that of the first one first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys().map(|key| key.id.as_str())
    }

    /// The same keys, sealing by the one of that id.
    pub fn sealing_by(&self, id: &str) -> Option<Self> {
        let first = self.keys().find(|key| key.id == id)?.clone();
        Some(Self { first, rest: self.keys().filter(|key| key.id != id).cloned().collect() })
    }

    /// The same keys behind another one, which seals.
    pub(super) fn led_by(&self, id: &str, key: &[u8; 32]) -> Self {
        let first = Key { id: id.to_owned(), cipher: Aes256Gcm::new(key.into()) };
        Self { first, rest: self.keys().cloned().collect() }
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// Layout: length of the key id, key id, nonce, ciphertext with tag.
    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE_LENGTH];
        rand::rng().fill_bytes(&mut nonce);
        let aad = associated_data(place, &self.first.id);
        let sealed = self
            .first
            .cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: &aad })
            .map_err(|_opaque| SealError::Broken)?;
        let id_length = u8::try_from(self.first.id.len()).map_err(|_longer| SealError::Broken)?;
        Ok([&[id_length], self.first.id.as_bytes(), &nonce, &sealed].concat())
    }

    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (id, nonce, ciphertext) = split(sealed).ok_or(SealError::Broken)?;
        let key = self.keys().find(|key| key.id == id).ok_or_else(|| unknown(id))?;
        let aad = associated_data(place, id);
        key.cipher
            .decrypt(&Nonce::from(nonce), Payload { msg: ciphertext, aad: &aad })
            .map_err(|_opaque| SealError::Broken)
    }
}

fn unknown(id: &str) -> SealError {
    if id.starts_with(data_key::PREFIX) { SealError::Destroyed } else { SealError::UnknownKey(id.to_owned()) }
}

fn split(sealed: &[u8]) -> Option<(&str, [u8; NONCE_LENGTH], &[u8])> {
    let (&length, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(length))?;
    let (nonce, ciphertext) = rest.split_first_chunk::<NONCE_LENGTH>()?;
    Some((std::str::from_utf8(id).ok()?, *nonce, ciphertext))
}

fn associated_data(place: Place<'_>, key_id: &str) -> Vec<u8> {
    [place.table, place.column, place.row, key_id].join("\u{1f}").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { table: "integrations", column: "credentials", row: "gem:a" };

    #[test]
    fn what_was_sealed_opens_at_its_place_only() {
        let sealer: Sealer = generate_keys().parse().unwrap();
        let sealed = sealer.seal(PLACE, b"secret").unwrap();
        assert_eq!(sealer.open(PLACE, &sealed).unwrap(), b"secret");
        assert_eq!(sealer.open(Place { row: "gem:b", ..PLACE }, &sealed), Err(SealError::Broken));
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
    }

    #[test]
    fn an_old_key_still_opens_after_a_new_first_one() {
        let old = generate_keys();
        let sealed = old.parse::<Sealer>().unwrap().seal(PLACE, b"x").unwrap();
        let rotated: Sealer = format!("{},{old}", generate_keys().replace("k1:", "k2:")).parse().unwrap();
        assert_eq!(rotated.open(PLACE, &sealed).unwrap(), b"x");
        let without: Sealer = generate_keys().replace("k1:", "k2:").parse().unwrap();
        assert_eq!(without.open(PLACE, &sealed), Err(SealError::UnknownKey("k1".to_owned())));
    }

    #[test]
    fn malformed_settings_name_the_entry() {
        assert_eq!("k1:AAAA".parse::<Sealer>().unwrap_err(), SealError::Malformed(1));
        for second in ["x".to_owned(), generate_keys(), generate_key("d-1"), generate_key("")] {
            let text = format!("{},{second}", generate_keys());
            assert_eq!(text.parse::<Sealer>().unwrap_err(), SealError::Malformed(2));
        }
    }
}
