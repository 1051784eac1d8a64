//! What stands in a link to a file. It is sealed with the installation's keys, so that nobody can read, change or make one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};

use crate::domain::id::{IntegrationId, RecordId};
use crate::secrets::sealer::{Place, SealError, Sealer};

const PLACE: Place<'_> = Place { table: "attachments", column: "link", row: "" };

/// The file of a candidate, until a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub integration: IntegrationId,
    pub candidate: RecordId,
    pub attachment: String,
    pub until: DateTime<Utc>,
}

impl Link {
    /// As it stands in an address.
    pub(super) fn sealed(&self, sealer: &Sealer) -> Result<String, SealError> {
        let until = self.until.timestamp();
        let text = format!("{until} {} {} {}", self.integration, self.candidate, self.attachment);
        Ok(URL_SAFE_NO_PAD.encode(sealer.seal(PLACE, text.as_bytes())?))
    }

    /// `None` of whatever this installation did not seal, and of what it cannot open any more.
    pub(super) fn open(token: &str, sealer: &Sealer) -> Option<Self> {
        let sealed = URL_SAFE_NO_PAD.decode(token).ok()?;
        let text = String::from_utf8(sealer.open(PLACE, &sealed).ok()?).ok()?;
        let mut parts = text.splitn(4, ' ');
        let until = DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?;
        let integration = IntegrationId::parse(parts.next()?)?;
        let candidate = RecordId::parse(parts.next()?)?;
        Some(Self { integration, candidate, attachment: parts.next()?.to_owned(), until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::sealer::generate_keys;

    fn link() -> Link {
        let integration = IntegrationId::parse("tool:8d1hpPsbjxUkoCoa1veLZGe5").unwrap();
        let candidate = RecordId::parse("9d1hpPsbjxUkoCoa1veLZGe5").unwrap();
        let until = "2026-01-08T00:00:00Z".parse().unwrap();
        Link { integration, candidate, attachment: "a1".to_owned(), until }
    }

    #[test]
    fn a_link_is_opened_by_any_of_the_keys_and_no_other() {
        let (old, new) = (generate_keys(), generate_keys().replace("k1:", "k2:"));
        let sealer = |keys: &str| keys.parse::<Sealer>().unwrap();
        let token = link().sealed(&sealer(&old)).unwrap();
        assert_eq!(Link::open(&token, &sealer(&format!("{new},{old}"))), Some(link()));
        assert_eq!(Link::open(&token, &sealer(&new)), None);
        assert!(!token.contains("tool") && token.len() < 250, "{token}");
    }

    #[test]
    fn no_part_of_a_link_can_be_changed() {
        let sealer: Sealer = generate_keys().parse().unwrap();
        let token = link().sealed(&sealer).unwrap();
        let bytes = URL_SAFE_NO_PAD.decode(&token).unwrap();
        for place in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[place] ^= 1;
            assert_eq!(Link::open(&URL_SAFE_NO_PAD.encode(changed), &sealer), None, "byte {place}");
        }
        for cut in 0..token.len() {
            assert_eq!(Link::open(token.get(..cut).unwrap(), &sealer), None);
        }
        assert_eq!(Link::open(&format!("{token}A"), &sealer), None);
        let elsewhere = Place { table: "integrations", ..PLACE };
        let other =
            sealer.seal(elsewhere, b"1 tool:8d1hpPsbjxUkoCoa1veLZGe5 9d1hpPsbjxUkoCoa1veLZGe5 a1").unwrap();
        assert_eq!(Link::open(&URL_SAFE_NO_PAD.encode(other), &sealer), None);
    }
}
