//! Which keys were found of late, by their hashes.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::secrets::api_key::KeyHash;

/// How many keys a generation holds.
const CAPACITY: usize = 10_000;
/// How long a generation takes in keys.
const AGE: TimeDelta = TimeDelta::hours(1);

/// Two generations: whoever asks moves into the younger one; when that is full or old, the older one is forgotten. So a
/// key is known for one to four hours after it last asked, and memory is bounded.
#[derive(Debug, Default)]
pub(super) struct Known {
    young: HashSet<KeyHash>,
    old: HashSet<KeyHash>,
    begun: DateTime<Utc>,
}

impl Known {
    pub(super) fn has(&mut self, key: &KeyHash, now: DateTime<Utc>) -> bool {
        self.age(now);
        if self.young.contains(key) {
            return true;
        }
        let was_old = self.old.remove(key);
        if was_old {
            self.add(*key, now);
        }
        was_old
    }

    pub(super) fn add(&mut self, key: KeyHash, now: DateTime<Utc>) {
        if self.young.len() >= CAPACITY {
            self.turn_over(now);
        }
        self.young.insert(key);
    }

    pub(super) fn forget(&mut self, key: &KeyHash) {
        self.young.remove(key);
        self.old.remove(key);
    }

    fn age(&mut self, now: DateTime<Utc>) {
        let age = now - self.begun;
        if !(TimeDelta::zero()..AGE).contains(&age) {
            self.turn_over(now);
        }
        if age >= AGE * 2 {
            self.old.clear();
        }
    }

    fn turn_over(&mut self, now: DateTime<Utc>) {
        self.old = std::mem::take(&mut self.young);
        self.begun = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::api_key::ApiKey;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(365) + TimeDelta::minutes(minutes)
    }

    #[test]
    fn a_key_is_known_while_it_asks_and_for_some_hours_after() {
        let (mut known, key) = (Known::default(), ApiKey::generate().hash());
        assert!(!known.has(&key, at(0)));
        known.add(key, at(0));
        for minutes in [1, 61, 122, 200, 279] {
            assert!(known.has(&key, at(minutes)), "{minutes}");
        }
        assert!(!known.has(&ApiKey::generate().hash(), at(330)));
        assert!(!known.has(&ApiKey::generate().hash(), at(400)));
        assert!(!known.has(&key, at(401)));
        known.add(key, at(401));
        known.forget(&key);
        assert!(!known.has(&key, at(401)));
    }

    #[test]
    fn no_more_are_known_than_there_is_room_for() {
        let mut known = Known::default();
        for _ in 0..3 * CAPACITY {
            known.add(ApiKey::generate().hash(), at(0));
        }
        assert!(known.young.len() + known.old.len() <= 2 * CAPACITY);
    }
}
