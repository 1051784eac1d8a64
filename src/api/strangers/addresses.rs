//! How often wrong keys came from where.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, TimeDelta, Utc};

use crate::api::bucket::{Bucket, Empty};

/// How many wrong keys an address may send in a minute. Afterwards one of its unknown keys is looked up every 3 s.
const PER_ADDRESS: u32 = 20;
/// The same of all addresses together; afterwards ten a second.
const IN_ALL: u32 = 600;
/// How many addresses are remembered; what comes from further ones counts among all.
const CAPACITY: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Addresses {
    all: Bucket,
    of: HashMap<IpAddr, Failures>,
}

#[derive(Debug, Default)]
struct Failures {
    bucket: Bucket,
    /// How many were refused since that was told.
    refused: u64,
    told_at: Option<DateTime<Utc>>,
}

impl Addresses {
    /// Whether a key that is not known may be looked up.
    pub(super) fn admit(&mut self, from: IpAddr, now: DateTime<Utc>) -> Result<(), Empty> {
        let network = network(from);
        let admitted = match self.of.get(&network) {
            Some(failures) => failures.bucket.look(PER_ADDRESS, now),
            None => Ok(()),
        };
        let admitted = admitted.and_then(|()| self.all.look(IN_ALL, now));
        if admitted.is_err() {
            self.refuse(network, now);
        }
        admitted
    }

    /// A key from there was wrong. Those that were looked up at the same time may be more than there was room for.
    pub(super) fn failed(&mut self, from: IpAddr, now: DateTime<Utc>) {
        let _counted = self.all.take(IN_ALL, now);
        if let Some(failures) = self.failures(network(from), now) {
            let _counted = failures.bucket.take(PER_ADDRESS, now);
        }
    }

    /// Tells it at once, and then once a minute at most.
    fn refuse(&mut self, network: IpAddr, now: DateTime<Utc>) {
        let Some(failures) = self.failures(network, now) else { return };
        failures.refused += 1;
        if failures.told_at.is_none_or(|told_at| now - told_at >= TimeDelta::minutes(1)) {
            tracing::warn!(address = %network, refused = failures.refused, "too many wrong keys: refused without a look");
            *failures = Failures { refused: 0, told_at: Some(now), ..*failures };
        }
    }

    /// `None` when there is no room.
    fn failures(&mut self, network: IpAddr, now: DateTime<Utc>) -> Option<&mut Failures> {
        if self.of.len() >= CAPACITY && !self.of.contains_key(&network) {
            self.of.retain(|_network, failures| !failures.bucket.is_full(now));
            if self.of.len() >= CAPACITY {
                return None;
            }
        }
        Some(self.of.entry(network).or_default())
    }
}

/// What one customer has of addresses: of IPv6, a network of 64 bits.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        "2026-07-01T12:00:00Z".parse().unwrap()
    }

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_is_refused_after_twenty_failures_and_may_try_again_later() {
        let mut addresses = Addresses::default();
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        for _ in 0..PER_ADDRESS {
            assert!(addresses.admit(one, now()).is_ok());
            addresses.failed(one, now());
        }
        assert_eq!(addresses.admit(one, now()), Err(Empty(3)));
        assert!(addresses.admit(other, now()).is_ok());
        assert!(addresses.admit(address("::ffff:192.0.2.1"), now()).is_err(), "it is the same");
        let later = now() + TimeDelta::seconds(3);
        assert!(addresses.admit(one, later).is_ok());
        addresses.failed(one, later);
        assert!(addresses.admit(one, later).is_err());
        assert!(addresses.admit(one, later + TimeDelta::minutes(1)).is_ok());
    }

    #[test]
    fn a_network_of_ipv6_is_one_address() {
        let mut addresses = Addresses::default();
        for host in 0..PER_ADDRESS {
            addresses.failed(address(&format!("2001:db8:1:2::{host:x}")), now());
        }
        assert!(addresses.admit(address("2001:db8:1:2:ffff::1"), now()).is_err());
        assert!(addresses.admit(address("2001:db8:1:3::1"), now()).is_ok());
    }

    #[test]
    fn many_addresses_are_limited_together_and_remembered_within_bounds() {
        let mut addresses = Addresses::default();
        for number in 0..2 * u32::try_from(CAPACITY).unwrap() {
            addresses.failed(IpAddr::V4(number.into()), now());
        }
        assert_eq!(addresses.of.len(), CAPACITY);
        assert_eq!(addresses.admit(address("203.0.113.1"), now()), Err(Empty(1)));
        let later = now() + TimeDelta::minutes(2);
        addresses.failed(address("203.0.113.1"), later);
        assert_eq!(addresses.of.len(), 1);
    }

    #[test]
    fn refusals_are_told_once_a_minute() {
        let (mut addresses, one) = (Addresses::default(), address("192.0.2.1"));
        for _ in 0..PER_ADDRESS {
            addresses.failed(one, now());
        }
        for _ in 0..100 {
            let _refused = addresses.admit(one, now());
        }
        let failures = addresses.of.get(&one).unwrap();
        assert_eq!((failures.refused, failures.told_at), (99, Some(now())));
    }
}
