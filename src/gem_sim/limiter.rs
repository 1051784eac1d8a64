//! A token bucket for each key.

use std::collections::BTreeMap;
use std::time::Instant;

use super::options::Rate;

/// Allows what the rate allows. Times come from the caller.
#[derive(Debug, Default)]
pub struct Limiter {
    rate: Option<Rate>,
    buckets: BTreeMap<&'static str, Bucket>,
}

#[derive(Debug)]
struct Bucket {
    tokens: f64,
    filled: Instant,
}

impl Limiter {
    /// Without a rate, everything is allowed.
    pub fn new(rate: Option<Rate>) -> Self {
        Self { rate, buckets: BTreeMap::new() }
    }

    /// Takes a token; false when the bucket of the key is empty.
    pub fn allows(&mut self, key: &'static str, now: Instant) -> bool {
        let Some(rate) = self.rate else { return true };
        let burst = f64::from(rate.burst);
        let bucket = self.buckets.entry(key).or_insert(Bucket { tokens: burst, filled: now });
        let passed = now.saturating_duration_since(bucket.filled).as_secs_f64();
        bucket.tokens = (bucket.tokens + passed * f64::from(rate.per_second)).min(burst);
        bucket.filled = now;
        let allowed = bucket.tokens >= 1.0;
        if allowed {
            bucket.tokens -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_burst_passes_then_tokens_flow_in() {
        let mut limiter = Limiter::new(Some(Rate { per_second: 10, burst: 3 }));
        let start = Instant::now();
        assert_eq!((0..5).filter(|_| limiter.allows("direct", start)).count(), 3);
        assert!(limiter.allows("partner", start));
        assert!(!limiter.allows("direct", start + Duration::from_millis(50)));
        assert!(limiter.allows("direct", start + Duration::from_millis(160)));
    }
}
