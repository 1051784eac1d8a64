//! The seam to the request budgets. What an ATS allows, it allows per key, whoever uses the key: so a connector asks
//! for its turn before every request, and somebody who sees all processes answers.

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use url::Url;

use crate::domain::digest::sha256;

/// Who waits for the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgency {
    /// A sync, which may take its time.
    Sync,
    /// A caller: writes, and whatever else is done while somebody waits. They go before syncs.
    Write,
}

/// How many requests a key is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// In the long run. At least 1.
    pub per_second: u32,
    /// At once, after a pause that was long enough. At least 1.
    pub burst: u32,
}

/// What a budget is kept under: a digest of the key, never the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BudgetKey([u8; 32]);

impl BudgetKey {
    pub fn of(tool: &str, base: &Url, api_key: &[u8]) -> Self {
        let base = base.as_str().trim_end_matches('/');
        Self(sha256(&[tool.as_bytes(), base.as_bytes(), api_key]))
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The answer to a request for a turn. Only the first one is a turn; after the others one has to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grant {
    /// One request may be made.
    Go,
    /// Nothing is left. Asking again before that time is no use.
    Spent { until: DateTime<Utc> },
    /// The ATS asked for a rest, from us or from another process.
    HeldOff { until: DateTime<Utc> },
}

/// Why nobody could say whether a request may be made. It says nothing about the ATS.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the request budget cannot be asked: {0}")]
pub struct BudgetError(pub String);

/// The budget of one key.
#[async_trait]
pub trait Budget: Send + Sync + Debug {
    /// Asks for one request. Returns without waiting.
    async fn take(&self, urgency: Urgency) -> Result<Grant, BudgetError>;

    /// Makes everybody who uses the key wait, until then at least.
    async fn hold_off(&self, until: DateTime<Utc>) -> Result<(), BudgetError>;
}

/// Where budgets are kept.
pub trait Budgets: Send + Sync + 'static {
    fn open(&self, key: BudgetKey, limit: Limit) -> Arc<dyn Budget>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_tool_address_and_secret_and_does_not_hold_the_secret() {
        let at = |url: &str| Url::parse(url).unwrap();
        let key = BudgetKey::of("gem", &at("https://a.example/v0"), b"secret");
        assert_eq!(key, BudgetKey::of("gem", &at("https://a.example/v0/"), b"secret"));
        assert_ne!(key, BudgetKey::of("other", &at("https://a.example/v0"), b"secret"));
        assert_ne!(key, BudgetKey::of("gem", &at("https://b.example/v0"), b"secret"));
        assert_ne!(key, BudgetKey::of("gem", &at("https://a.example/v0"), b"secre"));
        assert!(!key.as_bytes().windows(6).any(|part| part == b"secret"));
    }
}
