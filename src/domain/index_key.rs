//! Values of the ATS in columns that are indexed. Postgres refuses an index entry of more than about 2,700 bytes, and
//! with it the whole page it came with.

use super::digest::digest;

/// The longest value that is kept as it is, in bytes.
const LONGEST: usize = 500;
/// How much of a longer value is kept. Together with what follows it is longer than any value that is kept as it is, so
/// that the two never meet.
const PREFIX: usize = 480;

/// What stands for a value in an index: the value itself, or of a long one its beginning and a digest of all of it.
/// Whoever compares with such a column compares the key of the other value.
pub fn index_key(value: &str) -> String {
    if value.len() <= LONGEST {
        return value.to_owned();
    }
    let start = value.get(..value.floor_char_boundary(PREFIX)).unwrap_or_default();
    format!("{start}…{:032x}", u128::from_be_bytes(digest(&[value.as_bytes()])))
}

/// The same of a value that is compared without regard to case.
pub fn folded_key(value: &str) -> String {
    index_key(&value.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_values_are_kept_as_they_are() {
        for value in ["", "Ada", "ada@example.com", &"x".repeat(LONGEST)] {
            assert_eq!(index_key(value), value);
        }
        assert_eq!(folded_key("ADA Ä"), "ada ä");
    }

    #[test]
    fn a_long_value_is_shortened_and_still_told_apart() {
        let (a, b) = (format!("{}a", "é".repeat(10_000)), format!("{}b", "é".repeat(10_000)));
        assert_ne!(index_key(&a), index_key(&b));
        assert_eq!(index_key(&a), index_key(&a.clone()));
        assert!(index_key(&a).starts_with("éé"));
    }

    #[test]
    fn a_key_fits_into_an_index_and_is_never_a_short_value() {
        for character in ["x", "é", "日", "🦀"] {
            for length in LONGEST + 1..LONGEST + 20 {
                let key = index_key(&character.repeat(length));
                assert!(key.len() > LONGEST && key.len() < 600, "{character} {length}: {}", key.len());
            }
        }
        assert_eq!(index_key(&"x".repeat(LONGEST)).len(), LONGEST);
    }
}
