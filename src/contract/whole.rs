//! Whole numbers within limits, as requests give them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

/// A whole number from `MIN` to `MAX`; anything else is refused with these limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whole<const MIN: i32, const MAX: i32>(i32);

impl<const MIN: i32, const MAX: i32> Whole<MIN, MAX> {
    /// `None` beyond the limits.
    pub fn new(number: i64) -> Option<Self> {
        i32::try_from(number).ok().filter(|number| (MIN..=MAX).contains(number)).map(Self)
    }

    pub const fn get(self) -> i32 {
        self.0
    }
}

impl<'de, const MIN: i32, const MAX: i32> Deserialize<'de> for Whole<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_i64(Within)
    }
}

struct Within<const MIN: i32, const MAX: i32>;

impl<const MIN: i32, const MAX: i32> Visitor<'_> for Within<MIN, MAX> {
    type Value = Whole<MIN, MAX>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Whole::new(number).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        let within = i64::try_from(number).ok().and_then(Whole::new);
        within.ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn only_whole_numbers_within_the_limits_are_read() {
        let read = |value: Value| serde_json::from_value::<Whole<60, 90>>(value);
        assert_eq!(read(json!(60)).unwrap().get(), 60);
        assert_eq!(read(json!(90)).unwrap().get(), 90);
        for value in
            [json!(59), json!(91), json!(-60), json!(u64::MAX), json!(60.5), json!("60"), json!(true)]
        {
            let error = read(value.clone()).unwrap_err().to_string();
            assert!(error.ends_with("expected a whole number from 60 to 90"), "{value}: {error}");
        }
    }
}
