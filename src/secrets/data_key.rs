//! Data keys: each integration's own, sealed by the installation's. What a data key sealed is lost with it.

use rand::Rng as _;
use zeroize::Zeroizing;

use super::sealer::{Place, SealError, Sealer};

/// What the ids of data keys begin with, and those of the installation's keys do not.
pub const PREFIX: &str = "d-";

/// A data key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedKey {
    pub key_id: String,
    /// The key of the installation that sealed it.
    pub sealed_by: String,
    pub sealed: Vec<u8>,
}

/// A data key that can be used.
pub struct DataKey {
    id: String,
    bytes: Zeroizing<[u8; 32]>,
}

impl DataKey {
    pub fn generate() -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        rand::rng().fill_bytes(bytes.as_mut_slice());
        Self { id: format!("{PREFIX}{:016x}", rand::rng().next_u64()), bytes }
    }

    /// Sealed for its owner, by the first key of the installation.
    pub fn seal(&self, installation: &Sealer, owner: &str) -> Result<SealedKey, SealError> {
        Ok(SealedKey {
            key_id: self.id.clone(),
            sealed_by: installation.first_id().to_owned(),
            sealed: installation.seal(place(owner), self.bytes.as_slice())?,
        })
    }

    pub fn open(installation: &Sealer, owner: &str, key: &SealedKey) -> Result<Self, SealError> {
        let opened = Zeroizing::new(installation.open(place(owner), &key.sealed)?);
        let bytes = opened.as_slice().try_into().map_err(|_other_length| SealError::Broken)?;
        Ok(Self { id: key.key_id.clone(), bytes: Zeroizing::new(bytes) })
    }

    /// Seals by the data key, and also opens what the installation's keys sealed: values of before there were data keys.
    pub fn sealer(&self, installation: &Sealer) -> Sealer {
        installation.led_by(&self.id, &self.bytes)
    }
}

/// What seals and opens the values of an integration; `None` stands for an integration that has no data key yet.
pub fn sealer_of(installation: &Sealer, owner: &str, key: Option<&SealedKey>) -> Result<Sealer, SealError> {
    match key {
        Some(key) => Ok(DataKey::open(installation, owner, key)?.sealer(installation)),
        None => Ok(installation.clone()),
    }
}

fn place(owner: &str) -> Place<'_> {
    Place { table: "integration_keys", column: "sealed", row: owner }
}

#[cfg(test)]
mod tests {
    use super::super::sealer::generate_key;
    use super::*;

    const VALUE: Place<'_> = Place { table: "integrations", column: "credentials", row: "tool:a" };

    fn installation(id: &str) -> Sealer {
        generate_key(id).parse().unwrap()
    }

    #[test]
    fn a_data_key_opens_for_its_owner_only() {
        let installation = installation("k1");
        let sealed = DataKey::generate().seal(&installation, "tool:a").unwrap();
        assert_eq!(sealed.sealed_by, "k1");
        let value = sealer_of(&installation, "tool:a", Some(&sealed)).unwrap().seal(VALUE, b"x").unwrap();
        let again = sealer_of(&installation, "tool:a", Some(&sealed)).unwrap();
        assert_eq!(again.open(VALUE, &value).unwrap(), b"x");
        let foreign = DataKey::open(&installation, "tool:b", &sealed).err();
        assert_eq!(foreign, Some(SealError::Broken));
    }

    #[test]
    fn what_a_data_key_sealed_is_lost_with_it() {
        let installation = installation("k1");
        let value = DataKey::generate().sealer(&installation).seal(VALUE, b"x").unwrap();
        assert_eq!(installation.open(VALUE, &value), Err(SealError::Destroyed));
        let other = DataKey::generate().sealer(&installation);
        assert_eq!(other.open(VALUE, &value), Err(SealError::Destroyed));
    }

    #[test]
    fn values_of_before_there_were_data_keys_still_open() {
        let installation = installation("k1");
        let value = installation.seal(VALUE, b"x").unwrap();
        assert_eq!(DataKey::generate().sealer(&installation).open(VALUE, &value).unwrap(), b"x");
    }
}
