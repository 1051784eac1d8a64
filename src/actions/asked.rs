//! What a caller asks for, and what becomes of it.

use std::sync::Arc;

use super::intent::Intent;
use super::kept::{Kept, Told};
use crate::domain::audit::Actor;
use crate::domain::digest::{Hash, digest};
use crate::store::integrations::Integration;

/// The header that makes a call safe to repeat.
pub const IDEMPOTENCY_KEY: &str = "Idempotency-Key";

/// What a caller calls one request by, however often it is sent: 1 to 255 visible ASCII characters, of which only the
/// digest is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdempotencyKey(pub(super) Hash);

impl IdempotencyKey {
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(digest(&[text.as_bytes()])))
    }
}

/// An action that a caller asks for.
#[derive(Debug)]
pub struct Call {
    pub integration: Arc<Integration>,
    pub actor: Actor,
    pub intent: Intent,
    /// Of the body as a JSON value.
    pub body: Hash,
    pub key: Option<IdempotencyKey>,
}

/// What became of a call.
#[derive(Debug)]
pub struct Performed {
    /// The action's id, for the operator's list.
    pub action: Option<String>,
    pub told: Told,
    /// It was done by an earlier call.
    pub replayed: bool,
    /// The last call to the ATS that was made for it, if any was.
    pub interaction: Option<String>,
}

impl Performed {
    /// Without an action that is kept.
    pub(super) const fn alone(told: Told) -> Self {
        Self { action: None, told, replayed: false, interaction: None }
    }

    pub(super) fn now(action: &str, told: Told) -> Self {
        Self { action: Some(action.to_owned()), ..Self::alone(told) }
    }

    pub(super) fn before(action: String, kept: Kept) -> Self {
        Self { action: Some(action), replayed: true, ..Self::alone(kept.told()) }
    }
}
