//! Ids that lead back to an index, so that no table of ids is kept.
//!
//! Native ids are base64url of `<kind>:<16 bytes>`: the index under a mask, then a check. A share of every
//! resource looks migrated and has ten decimal digits in no useful order.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::dice::mix;
use super::resource::Resource;

/// Indices from here on belong to rows that nobody can see.
pub(crate) const GHOSTS: u64 = 1 << 40;

/// The largest prime below 10^8: multiplying modulo a prime permutes, and can be undone.
const PRIME: u64 = 99_999_989;
const FACTOR: u64 = 48_271;
const FIRST_MIGRATED: u64 = 4_000_000_000;
const ROOM: u64 = 100_000_000;

pub(crate) const fn is_migrated(index: u64) -> bool {
    index % 7 == 3 && index < PRIME
}

pub(crate) fn id(seed: u64, resource: Resource, index: u64) -> String {
    if is_migrated(index) {
        let shuffled = (index * FACTOR + shift(seed, resource)) % PRIME;
        return (FIRST_MIGRATED + resource.number() * ROOM + shuffled).to_string();
    }
    let mut bytes = format!("{}:", resource.word()).into_bytes();
    bytes.extend((index ^ mask(seed, resource)).to_be_bytes());
    bytes.extend(mix(seed, resource.number() + 100, index).to_be_bytes());
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The index behind an id; `None` for anything that [`id`] would not have written.
pub(crate) fn index(seed: u64, resource: Resource, text: &str) -> Option<u64> {
    let found = if text.len() == 10 { migrated(seed, resource, text) } else { native(seed, resource, text) }?;
    (id(seed, resource, found) == text).then_some(found)
}

fn migrated(seed: u64, resource: Resource, text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    let shuffled = number.checked_sub(FIRST_MIGRATED + resource.number() * ROOM)?;
    let scaled = (shuffled % PRIME + PRIME - shift(seed, resource)) % PRIME;
    Some(scaled * power(FACTOR, PRIME - 2) % PRIME)
}

fn native(seed: u64, resource: Resource, text: &str) -> Option<u64> {
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let rest = bytes.strip_prefix(resource.word().as_bytes())?.strip_prefix(b":")?;
    let masked: [u8; 8] = rest.get(..8)?.try_into().ok()?;
    Some(u64::from_be_bytes(masked) ^ mask(seed, resource))
}

fn mask(seed: u64, resource: Resource) -> u64 {
    mix(seed, resource.number() + 200, 0)
}

fn shift(seed: u64, resource: Resource) -> u64 {
    mix(seed, resource.number() + 300, 0) % PRIME
}

fn power(base: u64, mut exponent: u64) -> u64 {
    let (mut result, mut square) = (1, base % PRIME);
    while exponent > 0 {
        if exponent % 2 == 1 {
            result = result * square % PRIME;
        }
        square = square * square % PRIME;
        exponent /= 2;
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_leads_back_to_its_index_and_to_no_other_resource() {
        for index_ in [0, 1, 3, 10, 17, 999_999, 40_000_000, GHOSTS + 2] {
            let text = id(7, Resource::Job, index_);
            assert_eq!(index(7, Resource::Job, &text), Some(index_), "{text}");
            assert_eq!(index(7, Resource::Candidate, &text), None);
            // Digits carry no check: under another seed they name another row, far out of range as a rule.
            assert_ne!(index(8, Resource::Job, &text), Some(index_));
        }
    }

    #[test]
    fn native_ids_name_their_kind_and_migrated_ones_have_ten_digits() {
        let native = URL_SAFE_NO_PAD.decode(id(1, Resource::Post, 0)).unwrap();
        assert!(native.starts_with(b"jobpost:"));
        assert_eq!(native.len(), "jobpost:".len() + 16);
        let migrated = id(1, Resource::Post, 3);
        assert!(migrated.len() == 10 && migrated.bytes().all(|b| b.is_ascii_digit()));
    }
}
