//! Places in Postgres's log of writes.

use crate::store::StoreError;

/// The size of the log's pages. Another one, which has to be chosen when Postgres is built, makes [`Lsn::whole`] wrong by
/// nothing but the rounding.
const PAGE: u64 = 8192;
/// The most that the head of a page takes.
const PAGE_HEAD: u64 = 40;

/// A place in the log, as a number of bytes from its beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) struct Lsn(u64);

impl Lsn {
    /// From Postgres's form, such as `16/B374D848`.
    pub(in crate::store) fn parse(text: &str) -> Result<Self, StoreError> {
        let number = |half: &str| u64::from_str_radix(half, 16).ok().filter(|half| *half <= u32::MAX.into());
        let halves = text.split_once('/').and_then(|(high, low)| Some((number(high)?, number(low)?)));
        match halves {
            Some((high, low)) => Ok(Self((high << 32) | low)),
            None => {
                Err(StoreError::Inconsistent { table: "the log", column: "position", row: text.to_owned() })
            }
        }
    }

    /// A place that is reached when everything before this one is.
    ///
    /// The place where the next record is to be inserted may lie behind the head of a page that nothing was written to
    /// yet; a replica that knows everything stands before the head. A record that ends this close behind the beginning
    /// of a page began on a page before, so that a replica without it does not stand at the beginning either.
    pub(in crate::store) fn whole(self) -> Self {
        let on_page = self.0 % PAGE;
        if on_page <= PAGE_HEAD { Self(self.0 - on_page) } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_and_compared() {
        let place = |text| Lsn::parse(text).unwrap();
        assert_eq!(place("16/B374D848"), Lsn(0x16_B374_D848));
        assert!(place("1/0") > place("0/FFFFFFFF"));
        for text in ["", "16", "16/", "/1", "x/1", "1/1/1", "1/100000000", "-1/1"] {
            assert!(Lsn::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_head_of_a_page_counts_for_nothing() {
        for (place, whole) in
            [("0/2000", "0/2000"), ("0/2018", "0/2000"), ("0/2028", "0/2000"), ("0/2030", "0/2030")]
        {
            assert_eq!(Lsn::parse(place).unwrap().whole(), Lsn::parse(whole).unwrap(), "{place}");
        }
    }
}
