//! Chance without state: a number for every (seed, purpose, index).

/// One well mixed number; the same three inputs always give the same one.
pub(crate) const fn mix(seed: u64, purpose: u64, index: u64) -> u64 {
    let a = finish(seed ^ 0x9E37_79B9_7F4A_7C15);
    let b = finish(a ^ purpose.wrapping_mul(0xD6E8_FEB8_6659_FD93));
    finish(b ^ index.wrapping_mul(0xA076_1D64_78BD_642F))
}

const fn finish(mut z: u64) -> u64 {
    z = z.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The entry at `n`, counted round and round; empty for an empty list.
pub(crate) fn pick<'a>(items: &[&'a str], n: u64) -> &'a str {
    let length = items.len().max(1) as u64;
    usize::try_from(n % length).ok().and_then(|at| items.get(at)).copied().unwrap_or_default()
}
