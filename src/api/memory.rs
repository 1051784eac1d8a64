//! Who calls and on what, remembered for a moment, so that a caller who reads page after page is not looked up for each.
//! Only what a list may be read with is remembered: a refusal, or an integration that cannot be read yet, is looked up
//! again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::id::IntegrationId;
use crate::secrets::api_key::KeyHash;
use crate::store::api_keys::Found;

/// How many pairs of key and integration are remembered at most.
const CAPACITY: usize = 10_000;

type Question = (KeyHash, IntegrationId);

/// What was found by the hash of a key and the id of an integration.
#[derive(Debug)]
pub(super) struct Memory {
    duration: TimeDelta,
    answers: Mutex<HashMap<Question, Answer>>,
}

#[derive(Debug)]
struct Answer {
    found: Arc<Found>,
    /// Before it was looked up.
    at: DateTime<Utc>,
}

impl Memory {
    pub(super) fn lasting(duration: TimeDelta) -> Self {
        Self { duration, answers: Mutex::default() }
    }

    /// What was found not longer ago than it may be.
    pub(super) fn recall(&self, question: &Question, now: DateTime<Utc>) -> Option<Arc<Found>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        let answer = answers.get(question).filter(|answer| self.is_good(answer, now))?;
        Some(Arc::clone(&answer.found))
    }

    /// `at` is a time before the look-up.
    pub(super) fn keep(&self, question: Question, found: &Arc<Found>, at: DateTime<Utc>) {
        if self.duration.is_zero() || !found.is_readable() {
            return;
        }
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= CAPACITY {
            answers.retain(|_question, answer| self.is_good(answer, at));
        }
        if answers.len() < CAPACITY {
            answers.insert(question, Answer { found: Arc::clone(found), at });
        }
    }

    /// To be called when something was changed that reads depend on.
    pub(super) fn forget(&self) {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A clock that was set back makes nothing last longer.
    fn is_good(&self, answer: &Answer, now: DateTime<Utc>) -> bool {
        (TimeDelta::zero()..self.duration).contains(&(now - answer.at))
    }
}
