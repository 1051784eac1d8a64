//! How often a key may ask: a bucket for each key that asked of late, in the memory of this process
//! (docs/adr/0027-rate-limits.md).

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, HeaderName};
use chrono::{DateTime, Utc};

use super::ApiError;
use super::bucket::{Bucket, Quota};
use crate::secrets::api_key::KeyHash;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// How many locks share the keys, so that requests seldom wait for each other.
const SHARDS: usize = 16;
/// From how many keys on a shard looks for those that asked for nothing of late.
const MANY: usize = 1_000;

#[derive(Debug)]
pub(super) struct Rates {
    /// What a key may ask for in a minute that has no limit of its own; 0 for no limit.
    per_minute: u32,
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

/// Only keys that were found have a bucket, and no longer than it takes to fill: there are at most twice as many as keys
/// that asked within a minute.
#[derive(Debug, Default)]
struct Shard {
    buckets: HashMap<KeyHash, Bucket>,
    /// With how many buckets it is looked for those that are full.
    crowded: usize,
}

impl Rates {
    pub(super) fn new(per_minute: u32) -> Self {
        Self { per_minute, hasher: RandomState::new(), shards: Default::default() }
    }

    /// Counts a request of a key that was found. `own` is the limit that the key has for itself.
    pub(super) fn count(
        &self,
        key: &KeyHash,
        own: Option<u32>,
        told: &Extensions,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let limit = own.unwrap_or(self.per_minute);
        if limit == 0 {
            return Ok(());
        }
        let (quota, taken) =
            self.shard(key).lock().unwrap_or_else(PoisonError::into_inner).take(key, limit, now);
        if let Some(Told(told)) = told.get() {
            let _first_stays = told.set(quota);
        }
        taken.map_err(|super::bucket::Empty(seconds)| {
            let message = format!("The API key may ask {limit} times a minute. Try again in {seconds} s.");
            ApiError::busy(&message, seconds)
        })
    }

    fn shard(&self, key: &KeyHash) -> &Mutex<Shard> {
        let number = self.hasher.hash_one(key) % SHARDS as u64;
        let found = usize::try_from(number).ok().and_then(|number| self.shards.get(number));
        found.unwrap_or(&self.shards[0])
    }
}

impl Shard {
    fn take(
        &mut self,
        key: &KeyHash,
        limit: u32,
        now: DateTime<Utc>,
    ) -> (Quota, Result<(), super::bucket::Empty>) {
        if self.buckets.len() > self.crowded.max(MANY) {
            self.buckets.retain(|_key, bucket| !bucket.is_full(now));
            self.crowded = 2 * self.buckets.len();
        }
        let bucket = self.buckets.entry(*key).or_default();
        let taken = bucket.take(limit, now);
        (bucket.quota(limit, now), taken)
    }
}

/// Where a request's quota is put, for the headers of its answer, whatever that is.
#[derive(Debug, Clone, Default)]
pub(super) struct Told(Arc<OnceLock<Quota>>);

impl Told {
    pub(super) fn of(request: &mut Request) -> Self {
        let told = Self::default();
        request.extensions_mut().insert(told.clone());
        told
    }

    /// Says in the headers what is left to the key, if it was found and has a limit.
    pub(super) fn tell(&self, headers: &mut HeaderMap) {
        if let Some(quota) = self.0.get() {
            headers.insert(LIMIT, quota.limit.into());
            headers.insert(REMAINING, quota.remaining.into());
            headers.insert(RESET, quota.reset.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::secrets::api_key::ApiKey;

    #[test]
    fn keys_that_ask_no_more_are_forgotten() {
        let rates = Rates::new(10);
        let mut now: DateTime<Utc> = "2026-07-01T12:00:00Z".parse().unwrap();
        for _ in 0..4 {
            for _ in 0..10_000 {
                let key = ApiKey::generate().hash();
                assert!(rates.count(&key, None, &Extensions::new(), now).is_ok());
            }
            now += TimeDelta::minutes(2);
        }
        let kept: usize = rates.shards.iter().map(|shard| shard.lock().unwrap().buckets.len()).sum();
        assert!(kept <= 10_000 + SHARDS * (MANY + 1), "{kept} of 40,000 are kept");
    }
}
