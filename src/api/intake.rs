//! How much of what callers send is held at a time, and how long it may take to come.

use std::sync::Arc;
use std::time::Duration;

use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::ApiError;
use super::body::LIMIT;

/// What all callers together may send.
#[derive(Debug, Clone, Copy)]
pub struct IntakeLimits {
    /// How many bodies of more than 1 MiB are held at a time, from their first byte until what they ask for is done.
    pub large: usize,
    /// How long a request waits until there is room for its body.
    pub wait: Duration,
    /// How long a body may take to come.
    pub time: Duration,
}

impl Default for IntakeLimits {
    fn default() -> Self {
        Self { large: 8, wait: Duration::from_secs(10), time: Duration::from_mins(1) }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Intake {
    limits: IntakeLimits,
    large: Arc<Semaphore>,
}

/// Room for a body. To be kept until nothing of it is held any more.
#[derive(Debug, Default)]
pub(super) struct Room(
    #[expect(dead_code, reason = "it is given back when it is dropped")] Option<OwnedSemaphorePermit>,
);

impl Intake {
    pub(super) fn new(limits: IntakeLimits) -> Self {
        Self { limits, large: Arc::new(Semaphore::new(limits.large)) }
    }

    /// Room for the body of a request, of which so many bytes are taken. Who does not say how long it is, is taken to send
    /// as much as is taken.
    pub(super) async fn room(&self, headers: &HeaderMap, limit: usize) -> Result<Room, ApiError> {
        let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
        if told.unwrap_or(limit).min(limit) <= LIMIT {
            return Ok(Room::default());
        }
        let room = tokio::time::timeout(self.limits.wait, Arc::clone(&self.large).acquire_owned()).await;
        let full = || ApiError::busy("Too many large bodies are being received. Try again in a moment.", 5);
        Ok(Room(room.map_err(|_elapsed| full())?.ok()))
    }

    /// What comes in time.
    pub(super) async fn in_time<T>(&self, receiving: impl Future<Output = T>) -> Result<T, ApiError> {
        let received = tokio::time::timeout(self.limits.time, receiving).await;
        received.map_err(|_elapsed| ApiError::slow_body(self.limits.time))
    }
}

impl Room {
    /// Gives the room back if the body was small after all.
    pub(super) fn for_length(self, length: usize) -> Self {
        if length > LIMIT { self } else { Self::default() }
    }
}
